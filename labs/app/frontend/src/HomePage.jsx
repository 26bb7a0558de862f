// All trips: search, filter, sort. The list comes once; the filters work in the browser, without a request per letter.

import { useDeferredValue, useEffect, useMemo, useState } from 'react';
import { useAnswer } from './api.js';
import { counted, money } from './format.js';
import { Hero } from './scenes/Hero.jsx';
import { Trouble } from './Trouble.jsx';
import { TripCard } from './TripCard.jsx';

const ORDERS = {
  favourites: { label: 'Favourites', compare: (a, b) => b.rating - a.rating || a.id - b.id },
  price: { label: 'Lowest price', compare: (a, b) => a.price_cents - b.price_cents },
  days: { label: 'Fewest days', compare: (a, b) => a.days - b.days },
};

export function HomePage() {
  const { data: trips, error, again } = useAnswer('/api/trips');
  const [text, setText] = useState('');
  const [region, setRegion] = useState('');
  const [most, setMost] = useState(null);
  const [order, setOrder] = useState('favourites');
  const wanted = useDeferredValue(text.trim().toLowerCase());

  useEffect(() => {
    document.title = 'Wanderly: small trips to great places';
  }, []);

  const regions = useMemo(() => [...new Set((trips ?? []).map((trip) => trip.region))].sort(), [trips]);
  const dearest = useMemo(() => Math.max(1000, ...(trips ?? []).map((trip) => trip.price_cents / 100)), [trips]);
  const limit = most ?? dearest;
  const shown = (trips ?? [])
    .filter((trip) => !region || trip.region === region)
    .filter((trip) => trip.price_cents <= limit * 100)
    .filter((trip) => [trip.title, trip.country, trip.region, trip.summary].some((words) => words.toLowerCase().includes(wanted)))
    .sort(ORDERS[order].compare);

  function clear() {
    setText('');
    setRegion('');
    setMost(null);
  }

  return (
    <>
      <section className="hero">
        <Hero />
        <div className="wrap hero-words">
          <p className="eyebrow">Small groups, great places</p>
          <h1>Go somewhere that stays with you.</h1>
          <p className="lead">Trips planned by people who live there. You bring the curiosity; we have the tickets, the beds and the good breakfast.</p>
        </div>
      </section>

      <section className="wrap" aria-labelledby="trips-title">
        <form className="finder" role="search" onSubmit={(event) => event.preventDefault()}>
          <label className="field grow">
            <span>Where to?</span>
            <input type="search" value={text} onChange={(event) => setText(event.target.value)} placeholder="Sea, Japan, stars…" />
          </label>
          <label className="field">
            <span>
              Up to <b>{money(limit * 100)}</b> a person
            </span>
            <input
              type="range"
              min="500"
              max={dearest}
              step="10"
              value={limit}
              aria-valuetext={money(limit * 100)}
              onChange={(event) => setMost(Number(event.target.value))}
            />
          </label>
          <label className="field">
            <span>Order</span>
            <select value={order} onChange={(event) => setOrder(event.target.value)}>
              {Object.entries(ORDERS).map(([key, { label }]) => (
                <option key={key} value={key}>
                  {label}
                </option>
              ))}
            </select>
          </label>
        </form>

        <div className="list-head">
          <h2 id="trips-title">Where people go</h2>
          <div className="chips" role="group" aria-label="Part of the world">
            {['', ...regions].map((name) => (
              <button key={name} type="button" className="chip" aria-pressed={region === name} onClick={() => setRegion(name)}>
                {name || 'Anywhere'}
              </button>
            ))}
          </div>
        </div>

        {error && <Trouble error={error} again={again} />}
        {!trips && !error && <Waiting />}
        {trips && (
          <>
            <p className="count" role="status">
              {counted(shown.length, 'trip', 'trips')}
            </p>
            {shown.length === 0 && (
              <div className="empty">
                <p>Nothing fits all of that.</p>
                <button type="button" className="button quiet" onClick={clear}>
                  Show every trip
                </button>
              </div>
            )}
            <ul className="cards">
              {shown.map((trip) => (
                <li key={trip.id}>
                  <TripCard trip={trip} />
                </li>
              ))}
            </ul>
          </>
        )}
      </section>
    </>
  );
}

function Waiting() {
  return (
    <>
      <p className="count" role="status">
        Unfolding the map…
      </p>
      <ul className="cards" aria-hidden="true">
        {[1, 2, 3, 4, 5, 6].map((n) => (
          <li key={n} className="card ghost" />
        ))}
      </ul>
    </>
  );
}
