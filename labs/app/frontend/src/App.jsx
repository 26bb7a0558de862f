// The frame around every page, and which page belongs to which address.

import { useEffect, useRef } from 'react';
import { BookingPage } from './BookingPage.jsx';
import { Footer } from './Footer.jsx';
import { Header } from './Header.jsx';
import { HomePage } from './HomePage.jsx';
import { usePath } from './navigation.jsx';
import { NotFound } from './NotFound.jsx';
import { TripPage } from './TripPage.jsx';

function pageOf(path) {
  const [, kind, id] = path.match(/^\/(trips|bookings)\/([\w-]+)\/?$/) ?? [];
  if (path === '/') return <HomePage />;
  if (kind === 'trips') return <TripPage key={id} id={id} />;
  if (kind === 'bookings') return <BookingPage key={id} reference={id} />;
  return <NotFound />;
}

export function App() {
  const path = usePath();
  const main = useRef(null);
  const first = useRef(true);

  // A new page: to the top, and the keyboard's and the screen reader's place goes there too.
  useEffect(() => {
    if (first.current) {
      first.current = false;
      return;
    }
    window.scrollTo(0, 0);
    main.current?.focus({ preventScroll: true });
  }, [path]);

  return (
    <>
      <a className="skip" href="#main">
        Skip to the content
      </a>
      <Header />
      <main id="main" ref={main} tabIndex={-1}>
        {pageOf(path)}
      </main>
      <Footer />
    </>
  );
}
