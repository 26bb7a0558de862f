// Bookings: the one thing here that is written, and so the reason for a database.

import { randomInt } from 'node:crypto';
import { Router } from 'express';
import { problem } from '../problem.js';

const MOST_TRAVELLERS = 8;
const LETTERS = 'ABCDEFGHJKLMNPQRSTUVWXYZ23456789'; // nothing that looks like something else on paper

export function bookings(store) {
  const router = Router();

  router.post('/', async (request, response) => {
    const wanted = checked(request.body ?? {});
    const booking = await store.book({ ...wanted, reference: newReference() });
    response.status(201).location(`/api/bookings/${booking.reference}`).json(booking);
  });

  // There is no list: who knows the reference sees that one booking.
  router.get('/:reference', async (request, response) => {
    const booking = await store.booking(request.params.reference.toUpperCase());
    if (!booking) {
      throw problem(404, 'there is no booking with this reference');
    }
    response.json(booking);
  });

  return router;
}

function checked(body) {
  const fields = {};
  const name = typeof body.name === 'string' ? body.name.trim() : '';
  const email = typeof body.email === 'string' ? body.email.trim() : '';
  const { trip_id: tripId, travellers, departs_on: departsOn } = body;

  if (!Number.isInteger(tripId) || tripId < 1) {
    fields.trip_id = 'Choose a trip.';
  }
  if (name.length < 2 || name.length > 100) {
    fields.name = 'Please give your name, in 2 to 100 letters.';
  }
  if (!/^[^\s@]+@[^\s@]+\.[^\s@]+$/.test(email) || email.length > 200) {
    fields.email = 'This does not look like an email address.';
  }
  if (!Number.isInteger(travellers) || travellers < 1 || travellers > MOST_TRAVELLERS) {
    fields.travellers = `Between 1 and ${MOST_TRAVELLERS} people can travel on one booking.`;
  }
  if (!isDay(departsOn) || departsOn <= new Date().toISOString().slice(0, 10)) {
    fields.departs_on = 'Choose a day in the future.';
  }
  if (Object.keys(fields).length > 0) {
    throw problem(400, 'some fields are missing or wrong', fields);
  }
  return { tripId, name, email, travellers, departsOn };
}

function isDay(text) {
  return typeof text === 'string' && /^\d{4}-\d{2}-\d{2}$/.test(text) && !Number.isNaN(Date.parse(text));
}

function newReference() {
  return `W-${Array.from({ length: 8 }, () => LETTERS[randomInt(LETTERS.length)]).join('')}`;
}
