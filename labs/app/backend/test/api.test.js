// The API on its store in memory, over real HTTP. Run: npm test

import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import { createApp } from '../src/app.js';
import { memoryStore } from '../src/stores/memory.js';

const identity = { version: '9.9.9', hostname: 'here', task: 'abc', revision: 'wanderly-api:7', zone: 'us-east-1b' };
const nextYear = `${new Date().getFullYear() + 1}-06-01`;
const wanted = { trip_id: 6, name: 'Ana Traveller', email: 'ana@example.com', travellers: 2, departs_on: nextYear };

let server;
let base;

before(async () => {
  const app = createApp({ config: { knobs: false }, identity, store: memoryStore() });
  await new Promise((resolve) => {
    server = app.listen(0, '127.0.0.1', resolve);
  });
  base = `http://127.0.0.1:${server.address().port}`;
});

after(() => server.close());

async function get(path) {
  const answer = await fetch(base + path);
  return { status: answer.status, headers: answer.headers, body: await answer.json() };
}

async function book(body) {
  const headers = { 'Content-Type': 'application/json' };
  const answer = await fetch(`${base}/api/bookings`, { method: 'POST', headers, body: JSON.stringify(body) });
  return { status: answer.status, headers: answer.headers, body: await answer.json() };
}

describe('trips', () => {
  test('all of them', async () => {
    const { status, body } = await get('/api/trips');
    assert.equal(status, 200);
    assert.deepEqual(body.map((trip) => trip.id), [1, 2, 3, 4, 5, 6, 7, 8, 9]);
  });

  test('by text, region and price', async () => {
    const titles = async (query) => (await get(`/api/trips?${query}`)).body.map((trip) => trip.title);
    assert.deepEqual(await titles('q=STARS'), ['Sahara under the stars']);
    assert.deepEqual(await titles('region=Europe&max=700'), ['Lisbon by tram']);
    assert.deepEqual(await titles('q=nothing-like-this'), []);
    assert.equal((await get('/api/trips?max=cheap')).status, 400);
  });

  test('one of them, or none', async () => {
    assert.equal((await get('/api/trips/2')).body.country, 'Japan');
    for (const id of ['99', '0', 'two', '2;drop']) {
      assert.equal((await get(`/api/trips/${id}`)).status, 404);
    }
  });
});

describe('bookings', () => {
  test('are written and can be read by their reference', async () => {
    const { status, headers, body } = await book(wanted);
    assert.equal(status, 201);
    assert.match(body.reference, /^W-[A-Z2-9]{8}$/);
    assert.equal(headers.get('Location'), `/api/bookings/${body.reference}`);
    assert.equal(body.total_cents, 2 * 149000);
    assert.deepEqual((await get(`/api/bookings/${body.reference}`)).body, body);
    assert.equal((await get('/api/bookings/W-NOSUCH22')).status, 404);
  });

  test('take places, until none are left', async () => {
    const { seats_left: left } = (await get('/api/trips/6')).body;
    assert.equal((await book({ ...wanted, travellers: left })).status, 201);
    const { status, body } = await book({ ...wanted, travellers: 1 });
    assert.equal(status, 409);
    assert.match(body.error, /only 0 places/);
  });

  test('say what is wrong by field', async () => {
    const { status, body } = await book({ name: ' ', email: 'ana', travellers: 9, departs_on: '2020-01-01' });
    assert.equal(status, 400);
    assert.deepEqual(Object.keys(body.fields).sort(), ['departs_on', 'email', 'name', 'travellers', 'trip_id']);
    assert.equal((await book({ ...wanted, trip_id: 99 })).status, 404);
    assert.equal((await book({ ...wanted, travellers: '2' })).status, 400);
  });

  test('that are no JSON, or too much of it, are refused', async () => {
    const headers = { 'Content-Type': 'application/json' };
    const status = async (body) => (await fetch(`${base}/api/bookings`, { method: 'POST', headers, body })).status;
    assert.equal(await status('{"name": '), 400);
    assert.equal(await status(JSON.stringify({ name: 'x'.repeat(20_000) })), 413);
  });
});

describe('who answers', () => {
  test('is in the version and in a header', async () => {
    const { headers, body } = await get('/api/version');
    assert.deepEqual(body, { ...identity, store: 'memory' });
    assert.equal(headers.get('X-Served-By'), 'abc');
    assert.equal(headers.get('X-Powered-By'), null);
  });

  test('health, below /api too', async () => {
    for (const path of ['/healthz', '/health', '/api/healthz', '/readyz', '/api/readyz', '/']) {
      assert.equal((await get(path)).status, 200, path);
    }
  });

  test('the levers are not there unless KNOBS=on', async () => {
    assert.equal((await get('/api/load')).status, 404);
  });
});
