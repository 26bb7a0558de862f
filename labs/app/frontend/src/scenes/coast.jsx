// The Great Ocean Road.

import { Fade, Sky } from './parts.jsx';

const STACKS = [
  // a stack's outline, and its lit side
  ['M226 190l4-66 10-8 14 2 8 10 2 62z', 'M226 190l4-66 10-8 6 1-4 40 2 33z'],
  ['M288 178l4-46 9-5 10 4 4 47z', 'M288 178l4-46 9-5 1 30-1 21z'],
  ['M334 168l3-32 8-4 9 5 2 31z', 'M334 168l3-32 8-4 0 36z'],
];

export function Ocean() {
  return (
    <>
      <Sky id="ocean-sky" stops={['#3e6fb0', '#8d8fc8', '#f2a08c', '#ffcf8e']} />
      <circle cx="286" cy="128" r="30" fill="#fff0b8" />
      <g fill="#ffe0c8" opacity=".7">
        <path d="M30 50q60-12 120 0-60 8-120 0zM210 34q50-10 110 2-60 8-110-2zM250 66q50-8 110 2-60 6-110-2z" />
      </g>
      <defs>
        <Fade id="ocean-water" stops={['#f0a98a', '#5f8fb0', '#23618c']} />
        <Fade id="ocean-cliff" stops={['#e8b070', '#a8623e']} />
      </defs>
      <rect y="140" width="400" height="120" fill="url(#ocean-water)" />
      <path d="M262 146h48M252 154h68M268 162h40" stroke="#fff3c8" strokeWidth="3" strokeLinecap="round" opacity=".8" />
      {STACKS.map(([outline, lit]) => (
        <g key={outline}>
          <path d={outline} fill="#7d4a3c" />
          <path d={lit} fill="#d98f5c" />
        </g>
      ))}
      <path d="M214 192q28-10 60 0M280 180q20-8 42 0M328 170q14-6 32 0" fill="none" stroke="#fff" strokeWidth="4" strokeLinecap="round" opacity=".85" />
      {/* the cliff with the road on it */}
      <path d="M0 92q60-8 104 8 26 8 40 26l10 34 12 30-8 30 20 40H0z" fill="url(#ocean-cliff)" />
      <path d="M30 130q50 6 92 30M20 160q60 8 112 40M0 196q80 6 144 34" fill="none" stroke="#8a4d34" strokeWidth="3" opacity=".45" />
      <path d="M0 84q62-10 108 8 30 10 38 34-40-22-146-12z" fill="#6f8f4a" />
      <path d="M0 100q70-8 116 14" fill="none" stroke="#4a4c55" strokeWidth="9" />
      <path d="M0 100q70-8 116 14" fill="none" stroke="#f3e3b8" strokeWidth="1.400" strokeDasharray="7 6" />
      {/* a van */}
      <g transform="translate(46 76) rotate(4)">
        <path d="M0 4q0-8 8-8h24q8 0 10 8l3 8v8H0z" fill="#f5f0e2" />
        <path d="M0 10h45l0 10H0z" fill="#2f8f8a" />
        <path d="M5 0h9v7H5zM17 0h9v7h-9zM29 0h5q3 1 5 7H29z" fill="#35506a" />
        <path d="M4-7h26v3H4z" fill="#e2703a" />
        <circle cx="11" cy="21" r="5" fill="#26262c" />
        <circle cx="34" cy="21" r="5" fill="#26262c" />
      </g>
      {/* surf, and somebody in it */}
      <path d="M150 214q60-16 120 0t140-6v60H150z" fill="#2f7ba0" />
      <path d="M150 216q60-16 120 0t140-6" fill="none" stroke="#fff" strokeWidth="5" strokeLinecap="round" />
      <path d="M160 240q70-12 120 0t130-4" fill="none" stroke="#d6eef4" strokeWidth="4" strokeLinecap="round" opacity=".8" />
      <g transform="translate(316 188)">
        <path d="M-20 26q20 5 42-6-12 14-30 13-9-1-12-7z" fill="#ffd24a" />
        <path d="M-4 24l4-12 10-6 3 3-7 6 4 8-4 1-4-6-3 8z" fill="#26334a" />
        <path d="M2 12l-9-4M4 9l12-3" stroke="#26334a" strokeWidth="2.600" strokeLinecap="round" />
        <circle cx="4" cy="1" r="4.200" fill="#d39a72" />
      </g>
    </>
  );
}
