// Where trips and bookings are kept. Both stores have the same functions:
//   trips() → [trip]     trip(id) → trip | null     book(wanted) → booking     booking(reference) → booking | null
//   ping() throws if the store cannot be used        close()
// and `kind`: "mysql" or "memory".

import { log } from '../log.js';
import { memoryStore } from './memory.js';
import { mysqlStore } from './mysql.js';

/** MySQL if DB_HOST is set. Without it the API still runs, on its own sample trips: enough for the days before the database. */
export function openStore({ database }) {
  if (database) {
    return mysqlStore(database);
  }
  log.warn('DB_HOST is not set: sample trips, and bookings that live in this process only');
  return memoryStore();
}
