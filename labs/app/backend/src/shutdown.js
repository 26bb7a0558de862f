// The good end. ECS, `docker stop` and Compose all do the same: SIGTERM, a while to finish, then SIGKILL.

import { log } from './log.js';

/** On SIGTERM (or Ctrl-C): take no new connection, finish what is under way, close the store, exit with 0. */
export function endInGoodOrder({ server, store, withinMs }) {
  let ending = false;

  async function end(signal) {
    if (ending) {
      return;
    }
    ending = true;
    const began = Date.now();
    log.info(`${signal}: finishing what is under way`);

    // The last resort: a request that never ends must not keep us until SIGKILL, for then nobody would write this line.
    setTimeout(() => {
      log.error('gave up waiting for requests under way', { waited_ms: Date.now() - began });
      process.exit(1);
    }, withinMs).unref();

    await closed(server);
    await store.close();
    log.info('ended in good order', { took_ms: Date.now() - began });
    process.exit(0);
  }

  process.on('SIGTERM', () => end('SIGTERM'));
  process.on('SIGINT', () => end('SIGINT'));
}

function closed(server) {
  return new Promise((resolve) => {
    // A connection that a load balancer keeps open between two requests would hold us up: close it as soon as it is idle.
    const sweep = setInterval(() => server.closeIdleConnections(), 50);
    server.close(() => {
      clearInterval(sweep);
      resolve();
    });
  });
}
