import { counted, money } from './format.js';
import { Link } from './navigation.jsx';
import { Scene } from './scenes/Scene.jsx';

export function TripCard({ trip }) {
  return (
    <article className="card">
      <div className="card-picture">
        <Scene name={trip.scene} />
        {trip.seats_left <= 8 && <span className="badge">{trip.seats_left === 0 ? 'Sold out' : `Only ${trip.seats_left} places left`}</span>}
      </div>
      <div className="card-words">
        <p className="place">
          {trip.country}
          <span className="rating">
            <span aria-hidden="true">★</span> <span className="visually-hidden">rated </span>
            {trip.rating.toFixed(1)}
          </span>
        </p>
        <h3>
          <Link to={`/trips/${trip.id}`} className="card-link">
            {trip.title}
          </Link>
        </h3>
        <p className="summary">{trip.summary}</p>
        <p className="price">
          <strong>{money(trip.price_cents)}</strong> · {counted(trip.days, 'day', 'days')}
        </p>
      </div>
    </article>
  );
}
