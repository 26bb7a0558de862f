// Who answers: for the page's footer, and for a look at a deployment under way.

import { Router } from 'express';

export function version(identity, store) {
  const router = Router();
  const about = { ...identity, store: store.kind };
  router.get(['/version', '/api/version'], (request, response) => {
    response.set('Cache-Control', 'no-store').json(about);
  });
  router.get('/', (request, response) => {
    response.json({ name: 'wanderly api', ...about, paths: ['/api/trips', '/api/bookings', '/api/version', '/api/healthz', '/api/readyz'] });
  });
  return router;
}
