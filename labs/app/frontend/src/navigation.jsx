// Addresses without a library: a click changes the path, and the path says which page is shown.

import { useSyncExternalStore } from 'react';

function subscribe(listener) {
  window.addEventListener('popstate', listener);
  return () => window.removeEventListener('popstate', listener);
}

/** The path of the address bar; the component is drawn again when it changes. */
export function usePath() {
  return useSyncExternalStore(subscribe, () => window.location.pathname);
}

/** Goes to a path of this site. */
export function go(path) {
  window.history.pushState(null, '', path);
  window.dispatchEvent(new PopStateEvent('popstate'));
}

/** A real link: it can be opened in a new tab, and a plain click does not load the whole site again. */
export function Link({ to, children, ...rest }) {
  function onClick(event) {
    if (event.button !== 0 || event.metaKey || event.ctrlKey || event.shiftKey || event.altKey) return;
    event.preventDefault();
    go(to);
  }
  return (
    <a href={to} onClick={onClick} {...rest}>
      {children}
    </a>
  );
}
