// Process 1 of the container: reads the configuration, opens the store, listens, and ends in good order when told to.

import { createServer } from 'node:http';
import { createApp } from './app.js';
import { readConfig } from './config.js';
import { applyDrill } from './drills.js';
import { readIdentity } from './identity.js';
import { log } from './log.js';
import { endInGoodOrder } from './shutdown.js';
import { openStore } from './stores/open.js';

let config;
try {
  config = readConfig(process.env);
} catch (error) {
  // Better to end at once, with a sentence in the log, than to run and answer every request with an error.
  log.error(error.message);
  process.exit(1);
}

log.info(`wanderly api ${config.version} starting`);
const drill = await applyDrill(config);
const identity = await readIdentity(config);
const store = openStore(config);
const server = createServer(createApp({ config, identity, store, drill }));

// A load balancer keeps connections to its targets open for its idle timeout (60 s on an ALB unless changed). If the target closes
// one first, a request that is just under way on it ends as a 502. So the target waits longer.
server.keepAliveTimeout = 65_000;
server.headersTimeout = 66_000;

server.on('error', (error) => {
  log.error(`cannot listen on port ${config.port}`, { error: error.message });
  process.exit(1);
});

// 0.0.0.0, not localhost: inside a container, localhost is reachable from the container itself only.
server.listen(config.port, '0.0.0.0', () => {
  log.info(`wanderly api listening on ${config.port}`, { store: store.kind, task: identity.task, zone: identity.zone });
});

if (!drill.ignoresSigterm) {
  endInGoodOrder({ server, store, withinMs: config.shutdownTimeoutMs });
}
