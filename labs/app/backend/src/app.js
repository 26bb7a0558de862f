// The HTTP side: which path is answered by what. It listens nowhere itself, so that tests can use it as it is.

import express from 'express';
import { log } from './log.js';
import { bookings } from './routes/bookings.js';
import { health } from './routes/health.js';
import { knobs } from './routes/knobs.js';
import { trips } from './routes/trips.js';
import { version } from './routes/version.js';

/** An Express application on a store (see stores/open.js). */
export function createApp({ config, identity, store, drill = {} }) {
  const app = express();
  app.disable('x-powered-by'); // nobody outside needs to know what this is built with
  app.set('trust proxy', true); // only the load balancer can reach us; it says who asked in X-Forwarded-For

  app.use(withLogAndIdentity(identity));
  if (drill.answersEverythingWith) {
    app.use((request, response) => response.status(drill.answersEverythingWith).json({ error: 'DRILL=unhealthy' }));
  }
  app.use(express.json({ limit: '10kb' }));

  app.use(health(store));
  app.use(version(identity, store));
  app.use('/api/trips', trips(store));
  app.use('/api/bookings', bookings(store));
  if (config.knobs) {
    app.use('/api', knobs());
  }

  app.use((request, response) => response.status(404).json({ error: `there is no ${request.method} ${request.path}` }));
  app.use(onError);
  return app;
}

function withLogAndIdentity(identity) {
  return (request, response, next) => {
    const began = process.hrtime.bigint();
    response.set('X-Served-By', identity.task ?? identity.hostname);
    response.on('close', () => {
      // Health checks come every few seconds, for ever: in the log they would only hide the rest.
      if (request.path.endsWith('/healthz') && response.statusCode < 400) {
        return;
      }
      log.info('request', {
        method: request.method,
        path: request.originalUrl,
        status: response.writableFinished ? response.statusCode : 499, // 499: whoever asked went away
        ms: Number((process.hrtime.bigint() - began) / 1000n) / 1000,
        from: request.ip,
        trace: request.get('X-Amzn-Trace-Id'),
      });
    });
    next();
  };
}

function onError(error, request, response, next) {
  if (response.headersSent) {
    next(error);
    return;
  }
  if (error.status >= 400 && error.status < 500) {
    response.status(error.status).json({ error: error.message, fields: error.fields });
    return;
  }
  // What went wrong is for the log, not for whoever asked.
  log.error('a request failed', { path: request.originalUrl, error: error.message, code: error.code });
  const databaseIsAway = ['ECONNREFUSED', 'ENOTFOUND', 'ETIMEDOUT', 'EAI_AGAIN', 'PROTOCOL_CONNECTION_LOST'].includes(error.code);
  response.status(databaseIsAway ? 503 : 500).json({ error: databaseIsAway ? 'the database does not answer' : 'something went wrong' });
}
