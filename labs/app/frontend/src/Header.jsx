import { Link } from './navigation.jsx';
import { useTheme } from './theme.js';

export function Header() {
  const [dark, toggle] = useTheme();
  return (
    <header className="header">
      <div className="wrap header-row">
        <Link to="/" className="brand">
          <svg viewBox="0 0 32 32" width="34" height="34" aria-hidden="true">
            <rect width="32" height="32" rx="9" className="brand-tile" />
            <circle cx="22" cy="11" r="4" fill="#ffd9a0" />
            <path d="M3 26 12 12l6 8 3-4 8 10z" fill="#fff7ea" />
          </svg>
          Wanderly
        </Link>
        <button type="button" className="theme" onClick={toggle} aria-pressed={dark}>
          <span className="visually-hidden">Dark colours</span>
          <svg viewBox="0 0 24 24" width="20" height="20" aria-hidden="true" fill="none" stroke="currentColor" strokeWidth="1.8" strokeLinecap="round">
            {dark ? (
              <path d="M20 14.5A8.5 8.5 0 0 1 9.5 4 8.5 8.5 0 1 0 20 14.5z" strokeLinejoin="round" />
            ) : (
              <>
                <circle cx="12" cy="12" r="4.2" />
                <path d="M12 2.5v2M12 19.5v2M2.5 12h2M19.5 12h2M5.3 5.3l1.4 1.4M17.3 17.3l1.4 1.4M5.3 18.7l1.4-1.4M17.3 6.7l1.4-1.4" />
              </>
            )}
          </svg>
        </button>
      </div>
    </header>
  );
}
