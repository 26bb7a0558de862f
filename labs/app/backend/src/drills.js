// Faults on purpose, for the days on which you mend things. An image built with `--build-arg DRILL=crashing` behaves as the
// sandbox's simulated image `wanderly/api:…-crashing` does; without DRILL nothing here has any effect.

import { setTimeout as wait } from 'node:timers/promises';
import { log } from './log.js';

const NONE = { answersEverythingWith: null, ignoresSigterm: false };
const MIB = 1024 * 1024;

/** Starts the fault that `config.drill` names; may change `config`. Returns what the rest of the program has to know. */
export async function applyDrill(config) {
  switch (config.drill) {
    case null:
    case 'needs-db': // config.js has seen to it
      return NONE;

    case 'crashing':
      setTimeout(() => {
        log.error("Error: Cannot find module './routes/trips'");
        process.exit(1);
      }, 5000);
      return NONE;

    case 'slow-start':
      log.info('warming up the cache of destinations');
      await wait(90_000);
      return NONE;

    case 'memory-hungry': {
      const held = [];
      setInterval(() => held.push(Buffer.alloc(10 * MIB, 1)), 3000); // 200 MiB a minute
      return NONE;
    }

    case 'wrong-port':
      config.port = 5000;
      return NONE;

    case 'unhealthy':
      return { ...NONE, answersEverythingWith: 500 };

    case 'stubborn':
      process.on('SIGTERM', () => log.info('SIGTERM: ignored'));
      return { ...NONE, ignoresSigterm: true };

    default:
      log.error(`DRILL: there is no drill "${config.drill}"`);
      process.exit(1);
  }
}
