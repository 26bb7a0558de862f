// A store in the process's memory: it starts anew with each container, and two tasks know nothing of each other's bookings.
// That is exactly why a real site keeps its state outside of its tasks.

import { readFileSync } from 'node:fs';
import { problem } from '../problem.js';

const SAMPLE = JSON.parse(readFileSync(new URL('./sample-trips.json', import.meta.url), 'utf8'));
const MOST_BOOKINGS = 10_000; // what is kept in memory needs a bound

export function memoryStore() {
  const trips = new Map(SAMPLE.map((trip) => [trip.id, { ...trip }]));
  const bookings = new Map();

  return {
    kind: 'memory',
    trips: async () => [...trips.values()],
    trip: async (id) => trips.get(id) ?? null,
    booking: async (reference) => bookings.get(reference) ?? null,
    ping: async () => {},
    close: async () => {},

    async book({ tripId, name, email, travellers, departsOn, reference }) {
      const trip = trips.get(tripId);
      if (!trip) {
        throw problem(404, `there is no trip ${tripId}`);
      }
      if (trip.seats_left < travellers) {
        throw problem(409, `only ${trip.seats_left} places are left on this trip`);
      }
      trip.seats_left -= travellers;
      const booking = {
        reference,
        trip_id: tripId,
        trip_title: trip.title,
        name,
        email,
        travellers,
        departs_on: departsOn,
        total_cents: trip.price_cents * travellers,
      };
      if (bookings.size >= MOST_BOOKINGS) {
        bookings.delete(bookings.keys().next().value);
      }
      bookings.set(reference, booking);
      return booking;
    },
  };
}
