// Light or dark: what the system says, until somebody presses the button; that choice is kept in this browser.

import { useEffect, useState } from 'react';

const KEY = 'wanderly-theme';
const system = window.matchMedia('(prefers-color-scheme: dark)');

function kept() {
  try {
    return localStorage.getItem(KEY);
  } catch {
    return null; // storage can be forbidden
  }
}

/** [dark, toggle] */
export function useTheme() {
  const [choice, setChoice] = useState(kept);
  const [systemDark, setSystemDark] = useState(system.matches);

  useEffect(() => {
    const listener = (event) => setSystemDark(event.matches);
    system.addEventListener('change', listener);
    return () => system.removeEventListener('change', listener);
  }, []);

  const dark = choice ? choice === 'dark' : systemDark;
  useEffect(() => {
    document.documentElement.dataset.theme = dark ? 'dark' : 'light';
  }, [dark]);

  function toggle() {
    const next = dark ? 'light' : 'dark';
    setChoice(next);
    try {
      localStorage.setItem(KEY, next);
    } catch {
      // then it holds until the page is closed
    }
  }
  return [dark, toggle];
}
