// A booking, as a ticket.

import { useEffect } from 'react';
import { useAnswer } from './api.js';
import { counted, day, money } from './format.js';
import { Link } from './navigation.jsx';
import { NotFound } from './NotFound.jsx';
import { Trouble } from './Trouble.jsx';

export function BookingPage({ reference }) {
  const { data: booking, error, again } = useAnswer(`/api/bookings/${reference}`);

  useEffect(() => {
    document.title = `Booking ${reference} · Wanderly`;
  }, [reference]);

  if (error?.status === 404) return <NotFound what="booking" />;
  if (error) {
    return (
      <div className="wrap">
        <Trouble error={error} again={again} />
      </div>
    );
  }
  if (!booking) return <div className="wrap narrow lost" />;

  return (
    <section className="wrap narrow booked">
      <p className="eyebrow">Booked</p>
      <h1>Pack lightly, {booking.name.split(' ')[0]}.</h1>
      <div className="ticket">
        <div className="ticket-main">
          <p className="ticket-label">Trip</p>
          <p className="ticket-title">{booking.trip_title}</p>
          <dl className="facts">
            <div>
              <dt>First day</dt>
              <dd>{day(booking.departs_on)}</dd>
            </div>
            <div>
              <dt>Who</dt>
              <dd>{counted(booking.travellers, 'traveller', 'travellers')}</dd>
            </div>
            <div>
              <dt>Together</dt>
              <dd>{money(booking.total_cents)}</dd>
            </div>
          </dl>
        </div>
        <div className="ticket-stub">
          <p className="ticket-label">Reference</p>
          <p className="reference">{booking.reference}</p>
        </div>
      </div>
      <p>
        <Link to="/" className="button quiet">
          Look at more trips
        </Link>
      </p>
    </section>
  );
}
