// The form that writes a booking through the API. What is wrong is decided by the API; the form shows it at the field.

import { cloneElement, useId, useRef, useState } from 'react';
import { send } from './api.js';
import { daysFromNow, money } from './format.js';
import { go } from './navigation.jsx';

const MOST_TRAVELLERS = 8;

export function BookingForm({ trip, onSoldOut }) {
  const [values, setValues] = useState({ name: '', email: '', travellers: 2, departs_on: daysFromNow(60) });
  const [problem, setProblem] = useState(null);
  const [sending, setSending] = useState(false);
  const form = useRef(null);
  const soldOut = trip.seats_left === 0;

  const set = (name) => (event) => setValues({ ...values, [name]: event.target.value });

  async function onSubmit(event) {
    event.preventDefault();
    setSending(true);
    setProblem(null);
    try {
      const booking = await send('/api/bookings', { ...values, trip_id: trip.id, travellers: Number(values.travellers) });
      go(`/bookings/${booking.reference}`);
    } catch (error) {
      setProblem(error);
      setSending(false);
      if (error.status === 409) onSoldOut();
      const [first] = Object.keys(error.fields);
      form.current?.elements.namedItem(first ?? '')?.focus();
    }
  }

  return (
    <form className="booking" onSubmit={onSubmit} ref={form} noValidate aria-labelledby="booking-title">
      <h2 id="booking-title">Book this trip</h2>
      <p className="booking-price">
        <strong>{money(trip.price_cents)}</strong> a person
      </p>
      <Field label="Your name" name="name" problem={problem}>
        <input name="name" autoComplete="name" value={values.name} onChange={set('name')} required />
      </Field>
      <Field label="Email" name="email" problem={problem}>
        <input name="email" type="email" autoComplete="email" value={values.email} onChange={set('email')} required />
      </Field>
      <div className="pair">
        <Field label="First day" name="departs_on" problem={problem}>
          <input name="departs_on" type="date" min={daysFromNow(1)} value={values.departs_on} onChange={set('departs_on')} required />
        </Field>
        <Field label="Travellers" name="travellers" problem={problem}>
          <input name="travellers" type="number" min="1" max={MOST_TRAVELLERS} value={values.travellers} onChange={set('travellers')} required />
        </Field>
      </div>
      <p className="total">
        <span>Together</span>
        <strong>{money(trip.price_cents * (Number(values.travellers) || 0))}</strong>
      </p>
      {problem && (
        <p className="wrong" role="alert">
          {Object.keys(problem.fields).length > 0 ? 'Please look at the marked fields.' : problem.message}
        </p>
      )}
      <button type="submit" className="button wide" disabled={sending || soldOut}>
        {soldOut ? 'Sold out' : sending ? 'Booking…' : 'Book now'}
      </button>
      <p className="small">Nothing is charged: Wanderly exists to teach Amazon ECS.</p>
    </form>
  );
}

function Field({ label, name, problem, children }) {
  const id = useId();
  const wrong = problem?.fields?.[name];
  return (
    <div className={wrong ? 'field is-wrong' : 'field'}>
      <label>
        <span>{label}</span>
        {cloneElement(children, wrong ? { 'aria-invalid': true, 'aria-describedby': id } : {})}
      </label>
      {wrong && (
        <p id={id} className="field-wrong">
          {wrong}
        </p>
      )}
    </div>
  );
}
