// What comes from the environment, and from ECS's task metadata endpoint.

import assert from 'node:assert/strict';
import { createServer } from 'node:http';
import { test } from 'node:test';
import { readConfig } from '../src/config.js';
import { readIdentity } from '../src/identity.js';

const database = { DB_HOST: 'db', DB_USER: 'wanderly', DB_PASSWORD: 'x' };

test('no variable at all is a configuration', () => {
  const { port, database, knobs, shutdownTimeoutMs } = readConfig({});
  assert.deepEqual({ port, database, knobs, shutdownTimeoutMs }, { port: 3000, database: null, knobs: false, shutdownTimeoutMs: 25_000 });
});

test('a database has a name and a port even if they are not given', () => {
  assert.deepEqual(readConfig(database).database, {
    host: 'db',
    port: 3306,
    user: 'wanderly',
    password: 'x',
    name: 'wanderly',
    connections: 10,
  });
});

test('what is missing or wrong is named', () => {
  assert.throws(() => readConfig({ ...database, DB_PASSWORD: '' }), /DB_PASSWORD is not set/);
  assert.throws(() => readConfig({ PORT: '30OO' }), /PORT must be a whole number/);
  assert.throws(() => readConfig({ DRILL: 'needs-db' }), /DB_HOST is not set/);
});

test('on ECS, the task says who it is', async () => {
  const task = { TaskARN: 'arn:aws:ecs:us-east-1:123456789012:task/wanderly/0123abc', Family: 'wanderly-api', Revision: '7', AvailabilityZone: 'us-east-1b' };
  const server = createServer((request, response) => response.end(request.url === '/v4/me/task' ? JSON.stringify(task) : '{}'));
  await new Promise((resolve) => {
    server.listen(0, '127.0.0.1', resolve);
  });
  const identity = await readIdentity({ version: '1.2.3', metadataUri: `http://127.0.0.1:${server.address().port}/v4/me` });
  server.close();
  assert.deepEqual(
    { task: identity.task, revision: identity.revision, zone: identity.zone },
    { task: '0123abc', revision: 'wanderly-api:7', zone: 'us-east-1b' },
  );
});

test('a metadata endpoint that does not answer is no reason not to start', async () => {
  const identity = await readIdentity({ version: '1.2.3', metadataUri: 'http://127.0.0.1:9/v4/me' });
  assert.equal(identity.task, null);
});
