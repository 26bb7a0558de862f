// The Sahara, Zanzibar, and the open sea.

import { Fade, Sky, Stars } from './parts.jsx';

const CAMEL =
  'M0 13q3-9 10-8 3-9 8-9 5 1 6 8l5-1q4 0 5-5l2-10q1-3 4-3h6l2 2-1 2-6 1-2 11q-2 9-8 11l-1 15h-2.400l-1-14H14l-2 14H9.600L9 13q-5 1-6 6l-1 5-1-4z';

export function Sahara() {
  return (
    <>
      <Sky id="sahara-sky" stops={['#1d1a4a', '#56366f', '#c0586a', '#f7a35c']} />
      <Stars count={60} height={120} />
      <path d="M318 34a22 22 0 1 0 20 32 18 18 0 0 1-20-32z" fill="#fff1cf" />
      <defs>
        <Fade id="sahara-lit" stops={['#f6a45a', '#d9743a']} />
        <Fade id="sahara-shade" stops={['#8c3f3a', '#5f2a38']} />
      </defs>
      <path d="M0 158q70-34 140-8 80-40 150-2 60-16 110 10v104H0z" fill="#a54f48" />
      {/* the great dune: one side lit, one in the shade */}
      <path d="M-20 226Q70 196 150 128q30 44 96 70 70 26 174 18v60H-20z" fill="url(#sahara-shade)" />
      <path d="M-20 226Q70 196 150 128q-6 42 22 66 24 22 4 66H-20z" fill="url(#sahara-lit)" />
      <path d="M150 200q120-40 250-8v68H120q60-20 30-60z" fill="url(#sahara-lit)" opacity=".9" />
      <path d="M230 192q80-14 170 0v68H300q-20-40-70-68z" fill="#7a3640" opacity=".55" />
      <path d="M-20 250q110-34 230-14 110 18 210-8v40H-20z" fill="#7a3640" />
      {/* the caravan on the ridge */}
      <g fill="#2c1730">
        <path transform="translate(196 164) scale(.82)" d={CAMEL} />
        <path transform="translate(246 172) scale(.82)" d={CAMEL} />
        <path transform="translate(296 172) scale(.82)" d={CAMEL} />
        <path d="M344 198q-1-18 4-20 6 2 5 20zM348 178a3.600 3.600 0 1 0-.1 0z" />
        <path d="M236 172q8 6 14 2M286 178q8 4 14 0" fill="none" stroke="#2c1730" />
      </g>
      {/* the camp */}
      <path d="M40 226l30-30 34 30z" fill="#e9d6b6" />
      <path d="M70 196l34 30H84z" fill="#c7a983" />
      <path d="M62 226l8-18 8 18z" fill="#ffcf6b" />
      <circle cx="120" cy="226" r="12" fill="#ffb84d" opacity=".35" />
      <path d="M116 228q0-8 4-13 4 5 4 13z" fill="#ffd76b" />
    </>
  );
}

function Palm({ x, y, size, flip = 1 }) {
  return (
    <g transform={`translate(${x} ${y}) scale(${size * flip} ${size})`}>
      <path d="M-4 0q-2-60 22-104l7 3Q6-58 6 0z" fill="#7a5234" />
      <path d="M0-22q4 2 8 0M1-40q4 2 8 1M5-58q5 2 8 2M11-76q4 3 8 3" stroke="#5c3b24" strokeWidth="2" fill="none" />
      <g fill="#2f7d54">
        <path d="M22-102q-34-26-60 4 30-16 60-4z" />
        <path d="M22-102q-40-6-48 34 18-30 48-34z" fill="#256847" />
        <path d="M22-102q0-36 36-40-24 14-36 40z" />
        <path d="M22-102q36-22 58 12-28-18-58-12z" fill="#3a9264" />
        <path d="M22-102q38 2 42 40-14-30-42-40z" fill="#256847" />
        <path d="M22-102Q8-134-24-130 6-124 22-102z" fill="#3a9264" />
      </g>
      <circle cx="18" cy="-98" r="4.500" fill="#6b4226" />
      <circle cx="27" cy="-97" r="4.500" fill="#5c3820" />
    </g>
  );
}

export function Zanzibar() {
  return (
    <>
      <Sky id="zanzibar-sky" stops={['#3fb3dc', '#9fdcea', '#fff2d2']} />
      <circle cx="92" cy="66" r="26" fill="#fff6d6" />
      <g fill="#fff" opacity=".8">
        <path d="M228 48q12-10 28-4 14-10 32 0 20-3 26 8h-94q0-3 8-4z" />
      </g>
      <defs>
        <Fade id="zanzibar-sea" stops={['#1496b0', '#34c0c4', '#9ce8d8']} />
      </defs>
      <rect y="126" width="400" height="90" fill="url(#zanzibar-sea)" />
      <path d="M0 128q40-12 90-2z" fill="#3f8a76" />
      <path d="M30 142h60M300 138h70M60 166h44M250 160h50M20 188h80M280 186h70" stroke="#dcfbf2" strokeWidth="2" strokeLinecap="round" opacity=".65" />
      {/* the dhow */}
      <g transform="translate(146 62)">
        <path d="M52 104V4" stroke="#6a4526" strokeWidth="3" />
        <path d="M24 88Q30 30 66-8q34 56 28 90-34-6-70 6z" fill="#fff8ea" />
        <path d="M66-8q34 56 28 90-14-3-26-2 12-40-2-88z" fill="#ead9bd" />
        <path d="M18 92 70-14" stroke="#6a4526" strokeWidth="2.400" strokeLinecap="round" />
        <path d="M0 96q54 16 112-4-6 30-24 32H26Q6 122 0 96z" fill="#7c4a27" />
        <path d="M0 96q54 16 112-4l-2 8q-54 18-107 4z" fill="#a96b3a" />
        <path d="M12 126h86" stroke="#e6fff8" strokeWidth="3" strokeLinecap="round" opacity=".8" />
      </g>
      {/* the beach */}
      <path d="M0 214q100-22 210-8 100 12 190-14v70H0z" fill="#e6fbf0" opacity=".8" />
      <path d="M0 222q100-22 210-8 100 12 190-14v62H0z" fill="#f6dfae" />
      <path d="M0 244q110-20 220-8 100 8 180-12v38H0z" fill="#ecc98b" />
      <Palm x={330} y={246} size={1.45} flip={-1} />
      <Palm x={362} y={256} size={1.1} />
      <path d="M60 236l10-5 3 10 9 2-8 6 2 9-8-5-9 4 2-9-7-7 9 0z" fill="#e8734d" />
    </>
  );
}

export function Sea() {
  return (
    <>
      <Sky id="sea-sky" stops={['#8ecbe8', '#fff0d4']} />
      <rect y="140" width="400" height="120" fill="#2d86a8" />
      <circle cx="200" cy="120" r="34" fill="#ffd98a" />
      <rect y="140" width="400" height="120" fill="#2d86a8" />
      <path d="M60 170h80M200 160h90M120 200h120M280 210h70M30 226h70" stroke="#bfe6ee" strokeWidth="3" strokeLinecap="round" opacity=".6" />
    </>
  );
}
