// Levers for experiments with scaling and failures. They exist only where the environment says KNOBS=on: on a public
// address, anybody could pull them.

import { setTimeout as wait } from 'node:timers/promises';
import { Router } from 'express';
import { log } from '../log.js';
import { problem } from '../problem.js';

const MIB = 1024 * 1024;
const SLICE_MS = 10;

export function knobs() {
  const router = Router();

  // GET /api/load?ms=200&wait=1000&mb=20   200 ms of CPU, then a second of doing nothing, with 20 MiB held meanwhile
  router.get('/load', async (request, response) => {
    const ms = amount(request.query, 'ms', 30_000);
    const pause = amount(request.query, 'wait', 60_000);
    const mb = amount(request.query, 'mb', 4096);
    const held = mb > 0 ? Buffer.alloc(mb * MIB, 1) : null;
    await burn(ms);
    await wait(pause);
    response.json({ burnt_ms: ms, waited_ms: pause, held_mb: held ? held.length / MIB : 0 });
  });

  // POST /api/crash?code=1   the process ends at once, as after a bug
  router.post('/crash', (request, response) => {
    const code = amount(request.query, 'code', 255, 1);
    log.error('a crash was asked for', { code });
    response.status(202).json({ exits_with: code });
    response.on('finish', () => process.exit(code));
  });

  return router;
}

/** Uses the CPU for so long, in slices, so that other requests (a health check!) are answered in between. */
async function burn(ms) {
  for (let left = ms; left > 0; left -= SLICE_MS) {
    const until = performance.now() + Math.min(SLICE_MS, left);
    while (performance.now() < until);
    await new Promise(setImmediate);
  }
}

function amount(query, name, most, otherwise = 0) {
  const value = query[name] === undefined ? otherwise : Number(query[name]);
  if (!Number.isInteger(value) || value < 0 || value > most) {
    throw problem(400, `${name} must be a whole number from 0 to ${most}`);
  }
  return value;
}
