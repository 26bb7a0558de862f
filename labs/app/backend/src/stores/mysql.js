// The store in MySQL: a pool of connections, prepared statements, a transaction where two things must happen together.

import { setTimeout as wait } from 'node:timers/promises';
import mysql from 'mysql2/promise';
import { log } from '../log.js';
import { problem } from '../problem.js';

// Only what happens before a statement reaches the database is tried again. A booking whose answer got lost may have been written.
const NOT_YET_THERE = new Set(['ECONNREFUSED', 'ENOTFOUND', 'EAI_AGAIN', 'EHOSTUNREACH', 'ETIMEDOUT']);
const PAUSES_MS = [100, 200, 400, 800, 1500];

const TRIP = 'SELECT id, title, country, region, summary, description, scene, days, price_cents, rating, seats_left FROM trips';
const BOOKING = `SELECT b.reference, b.trip_id, t.title AS trip_title, b.name, b.email, b.travellers, b.departs_on, b.total_cents
                 FROM bookings b JOIN trips t ON t.id = b.trip_id`;

export function mysqlStore({ host, port, user, password, name, connections }) {
  const pool = mysql.createPool({
    host,
    port,
    user,
    password,
    database: name,
    connectionLimit: connections, // times the number of tasks: keep it below the database's max_connections
    connectTimeout: 3000,
    decimalNumbers: true,
    dateStrings: true,
    charset: 'utf8mb4',
  });
  tellWhenItAnswers(pool, host);

  /** A connection; the database may still be starting, so it is asked for a few times. */
  async function connection() {
    for (const pause of PAUSES_MS) {
      try {
        return await pool.getConnection();
      } catch (error) {
        if (!NOT_YET_THERE.has(error.code)) {
          throw error;
        }
        await wait(pause);
      }
    }
    return pool.getConnection();
  }

  async function rows(statement, values = []) {
    const held = await connection();
    try {
      const [found] = await held.execute(statement, values);
      return found;
    } finally {
      held.release();
    }
  }

  return {
    kind: 'mysql',
    trips: () => rows(`${TRIP} ORDER BY id`),
    trip: async (id) => (await rows(`${TRIP} WHERE id = ?`, [id]))[0] ?? null,
    booking: async (reference) => (await rows(`${BOOKING} WHERE b.reference = ?`, [reference]))[0] ?? null,
    ping: () => pool.query('SELECT 1'),
    close: () => pool.end(),

    async book({ tripId, name: person, email, travellers, departsOn, reference }) {
      const held = await connection();
      try {
        await held.beginTransaction();
        // The condition and the change are one statement, so two tasks cannot both sell the last place.
        const [taken] = await held.execute('UPDATE trips SET seats_left = seats_left - ? WHERE id = ? AND seats_left >= ?', [
          travellers,
          tripId,
          travellers,
        ]);
        if (taken.affectedRows === 0) {
          const [[trip]] = await held.execute('SELECT seats_left FROM trips WHERE id = ?', [tripId]);
          throw trip
            ? problem(409, `only ${trip.seats_left} places are left on this trip`)
            : problem(404, `there is no trip ${tripId}`);
        }
        await held.execute(
          `INSERT INTO bookings (reference, trip_id, name, email, travellers, departs_on, total_cents)
           SELECT ?, id, ?, ?, ?, ?, price_cents * ? FROM trips WHERE id = ?`,
          [reference, person, email, travellers, departsOn, travellers, tripId],
        );
        await held.commit();
        const [[booking]] = await held.execute(`${BOOKING} WHERE b.reference = ?`, [reference]);
        return booking;
      } catch (error) {
        await held.rollback().catch(() => {}); // if the connection is gone, so is the transaction
        throw error;
      } finally {
        held.release();
      }
    },
  };
}

/** Says in the log, once, when the database is there; and every ten seconds that it is not. */
async function tellWhenItAnswers(pool, host) {
  log.info('connecting to the database', { host });
  for (let tries = 0; ; tries += 1) {
    try {
      await pool.query('SELECT 1');
      log.info('the database answers', { host });
      return;
    } catch (error) {
      if (error.message === 'Pool is closed.') {
        return;
      }
      if (tries % 10 === 0) {
        log.warn('the database does not answer yet', { host, code: error.code, error: error.message });
      }
      await wait(1000, undefined, { ref: false });
    }
  }
}
