import { useEffect } from 'react';
import { Link } from './navigation.jsx';

export function NotFound({ what = 'page' }) {
  useEffect(() => {
    document.title = 'Not found · Wanderly';
  }, []);
  return (
    <section className="wrap narrow lost">
      <h1>Off the map</h1>
      <p>There is no such {what}. That happens to the best travellers.</p>
      <Link to="/" className="button">
        Back to the trips
      </Link>
    </section>
  );
}
