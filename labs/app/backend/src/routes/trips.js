// Trips: what one can travel to, and for how much.

import { Router } from 'express';
import { problem } from '../problem.js';

export function trips(store) {
  const router = Router();

  // GET /api/trips?q=sea&region=Europe&max=1200   (max: dollars a person)
  router.get('/', async (request, response) => {
    const { q, region, max } = request.query;
    const text = typeof q === 'string' ? q.trim().toLowerCase() : '';
    const most = max === undefined || max === '' ? Infinity : Number(max);
    if (Number.isNaN(most)) {
      throw problem(400, 'max must be a number');
    }
    const all = await store.trips();
    response.json(
      all.filter(
        (trip) =>
          trip.price_cents <= most * 100 &&
          (!region || trip.region === region) &&
          [trip.title, trip.country, trip.region, trip.summary].some((words) => words.toLowerCase().includes(text)),
      ),
    );
  });

  router.get('/:id', async (request, response) => {
    const trip = /^\d{1,9}$/.test(request.params.id) ? await store.trip(Number(request.params.id)) : null;
    if (!trip) {
      throw problem(404, `there is no trip ${request.params.id}`);
    }
    response.json(trip);
  });

  return router;
}
