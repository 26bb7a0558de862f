// One trip, large, with the form to book it.

import { useEffect } from 'react';
import { useAnswer } from './api.js';
import { BookingForm } from './BookingForm.jsx';
import { counted, money } from './format.js';
import { Link } from './navigation.jsx';
import { NotFound } from './NotFound.jsx';
import { Scene } from './scenes/Scene.jsx';
import { Trouble } from './Trouble.jsx';

export function TripPage({ id }) {
  const { data: trip, error, again } = useAnswer(`/api/trips/${id}`);

  useEffect(() => {
    if (trip) document.title = `${trip.title} · Wanderly`;
  }, [trip]);

  if (error?.status === 404) return <NotFound what="trip" />;
  if (error) {
    return (
      <div className="wrap">
        <Trouble error={error} again={again} />
      </div>
    );
  }
  if (!trip) {
    return (
      <div className="wrap trip-columns">
        <div className="trip-words">
          <p className="back">…</p>
          <div className="trip-picture ghost" />
        </div>
      </div>
    );
  }

  return (
    <article className="trip">
      <div className="wrap trip-columns">
        <div className="trip-words">
          <p className="back">
            <Link to="/">← All trips</Link>
          </p>
          <div className="trip-picture">
            <Scene name={trip.scene} />
          </div>
          <p className="eyebrow">
            {trip.country} · {trip.region}
          </p>
          <h1>{trip.title}</h1>
          <p className="lead">{trip.summary}</p>
          <dl className="facts">
            <div>
              <dt>Length</dt>
              <dd>{counted(trip.days, 'day', 'days')}</dd>
            </div>
            <div>
              <dt>Price</dt>
              <dd>{money(trip.price_cents)}</dd>
            </div>
            <div>
              <dt>Rating</dt>
              <dd>
                {trip.rating.toFixed(1)} <span aria-hidden="true">★</span>
              </dd>
            </div>
            <div>
              <dt>Places left</dt>
              <dd>{trip.seats_left}</dd>
            </div>
          </dl>
          <p className="description">{trip.description}</p>
          <h2>In the price</h2>
          <ul className="included">
            <li>Every night and every breakfast</li>
            <li>All rides, boats and trains of the trip</li>
            <li>A guide who lives there</li>
            <li>Free change of date up to 14 days before</li>
          </ul>
        </div>
        <BookingForm trip={trip} onSoldOut={again} />
      </div>
    </article>
  );
}
