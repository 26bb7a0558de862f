// The configuration comes from environment variables: one image runs on a laptop, in test and in production.

import { readFileSync } from 'node:fs';

/**
 * Reads and checks the variables; throws an Error with a sentence for the log when one is missing or wrong.
 * README.md lists them all.
 */
export function readConfig(env) {
  const database = env.DB_HOST
    ? {
        host: env.DB_HOST,
        port: whole(env, 'DB_PORT', 3306, 1, 65_535),
        user: needed(env, 'DB_USER'),
        password: secret(env, 'DB_PASSWORD'),
        name: env.DB_NAME || 'wanderly',
        connections: whole(env, 'DB_CONNECTIONS', 10, 1, 500),
      }
    : null;
  if (env.DRILL === 'needs-db' && !database) {
    throw new Error('Error: DB_HOST is not set');
  }
  return {
    port: whole(env, 'PORT', 3000, 1, 65_535),
    version: env.APP_VERSION || '1.0.0',
    database,
    knobs: env.KNOBS === 'on',
    drill: env.DRILL || null,
    metadataUri: env.ECS_CONTAINER_METADATA_URI_V4 || null,
    // ECS sends SIGKILL 30 s after SIGTERM unless the task definition's stopTimeout says otherwise: be done before.
    shutdownTimeoutMs: whole(env, 'SHUTDOWN_TIMEOUT_S', 25, 1, 120) * 1000,
  };
}

function needed(env, name) {
  if (!env[name]) {
    throw new Error(`${name} is not set, and DB_HOST is: to use a database, give DB_HOST, DB_USER and DB_PASSWORD`);
  }
  return env[name];
}

/** A secret from a variable (as ECS injects it from Secrets Manager) or, as NAME_FILE, from a file (as Compose mounts it). */
function secret(env, name) {
  const file = env[`${name}_FILE`];
  return file ? readFileSync(file, 'utf8').trimEnd() : needed(env, name);
}

function whole(env, name, otherwise, least, most) {
  if (env[name] === undefined || env[name] === '') {
    return otherwise;
  }
  const value = Number(env[name]);
  if (!Number.isInteger(value) || value < least || value > most) {
    throw new Error(`${name} must be a whole number from ${least} to ${most}, not "${env[name]}"`);
  }
  return value;
}
