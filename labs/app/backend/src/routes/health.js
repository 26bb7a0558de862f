// Two questions that are often mixed up:
//   /healthz  is this process alive?   Container and load balancer ask it. It never looks at the database: if it did, a database
//             that is away for a minute would make ECS replace every healthy task of the service, and mend nothing.
//   /readyz   would a request work?    For people, dashboards and alarms.
// Both exist below /api too, because behind a load balancer only /api/* comes here.

import { Router } from 'express';

export function health(store) {
  const router = Router();
  router.get(['/healthz', '/health', '/api/healthz'], (request, response) => {
    response.json({ status: 'ok' });
  });
  router.get(['/readyz', '/api/readyz'], async (request, response) => {
    try {
      await store.ping();
      response.json({ status: 'ready', store: store.kind });
    } catch (error) {
      response.status(503).json({ status: 'not ready', store: store.kind, reason: error.code ?? error.message });
    }
  });
  return router;
}
