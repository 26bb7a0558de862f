// Patagonia, Iceland and the Rockies.

import { Fade, Sky, Stars } from './parts.jsx';

export function Patagonia() {
  return (
    <>
      <Sky id="patagonia-sky" stops={['#5d8fc4', '#a9c7e0', '#fbd9c0', '#ffd0a8']} />
      <g fill="#fff" opacity=".75">
        <path d="M30 52q14-12 34-6 16-12 38 0 20-4 28 8H22q0-2 8-2zM300 38q12-10 28-4 14-8 30 2 16-2 20 8h-86z" />
      </g>
      <path d="M0 150l40-34 34 20 40-44 30 36 60-30 46 34 44-40 46 36 60-30v140H0z" fill="#8d97b5" />
      {/* the three towers at first light */}
      <path d="M112 168l14-70 8-26 12 14 10 40 8 42z" fill="#b06d68" />
      <path d="M134 72l-8 26-14 70h20l6-50z" fill="#e39a80" />
      <path d="M160 170l10-76 10-58 14-10 12 24 12 62 10 58z" fill="#a9625f" />
      <path d="M180 36l-10 58-10 76h26l4-80 4-64z" fill="#ec9f80" />
      <path d="M222 170l10-60 10-38 12-8 12 28 14 78z" fill="#b06d68" />
      <path d="M242 72l-10 38-10 60h24l2-66 6-40z" fill="#e39a80" />
      <path d="M84 176q70-22 120-14 60-12 120 12l20 20H60z" fill="#f3f6fa" />
      <path d="M120 178l30-8-10 14zM220 176l36-4-20 14zM170 182l20-10 4 16z" fill="#c3d5e6" />
      {/* the lake */}
      <defs>
        <Fade id="patagonia-lake" stops={['#7fd0cf', '#2c8f9c']} />
      </defs>
      <path d="M0 186h400v40H0z" fill="url(#patagonia-lake)" />
      <path d="M150 190l30 24 16-24zM228 190l14 18 12-18z" fill="#e8b39d" opacity=".55" />
      <path d="M40 198h50M110 206h36M250 200h60M330 208h40" stroke="#c8f0ec" strokeWidth="1.6" strokeLinecap="round" opacity=".7" />
      {/* the meadow, a tent, a guanaco */}
      <path d="M0 214q80-18 170-4 110 16 230-8v60H0z" fill="#8a8f4a" />
      <path d="M0 232q110-18 220-4 90 10 180-6v40H0z" fill="#6c7339" />
      <path d="M70 236l24-34 28 34z" fill="#e8622c" />
      <path d="M94 202l28 34H104z" fill="#b94a1f" />
      <path d="M90 236l5-22 6 22z" fill="#4a2415" />
      <g transform="translate(286 184)" fill="#b9834f">
        <path d="M6 26q0-9 10-9h17q4 0 6-4l4-14 1-5 2 3 3 0 2 3-3 2-3 1-3 16q-1 8-7 10l-1 21h-3l-1-19h-14l-2 19h-3l0-20q-5-1-5-4z" />
        <path d="M14 29q8 5 18 2l-1-4q-9 3-17 0z" fill="#f3e6d2" />
      </g>
    </>
  );
}

export function Iceland() {
  return (
    <>
      <Sky id="iceland-sky" stops={['#0b1535', '#14305a', '#1d5566', '#2f7b74']} />
      <Stars count={70} height={140} />
      <defs>
        <Fade id="iceland-green" stops={['#7dffc000', '#7dffc0', '#3fe0a000']} />
        <Fade id="iceland-violet" stops={['#b48cff00', '#c99cff', '#7d6cff00']} />
        <filter id="iceland-soft" x="-20%" y="-20%" width="140%" height="140%">
          <feGaussianBlur stdDeviation="5" />
        </filter>
      </defs>
      <g filter="url(#iceland-soft)">
        <path d="M-20 120C40 40 110 120 180 70S300 10 430 60V20C320-30 250 30 180 20S60-10-20 60z" fill="url(#iceland-violet)" opacity=".5" />
        <path d="M-20 150C60 60 130 150 210 100S330 40 430 96V34C320-6 250 66 180 54S60 10-20 80z" fill="url(#iceland-green)" opacity=".85" />
        <path d="M40 150C120 100 170 160 250 120S360 90 420 120V78C340 56 290 100 230 92S110 80 40 120z" fill="url(#iceland-green)" opacity=".6" />
      </g>
      <path d="M0 178l52-46 30 22 48-50 40 42 34-22 52 40 40-34 44 32 60-36v110H0z" fill="#10233c" />
      <path d="M130 104l-26 27 14-2 8 8 10-9 12 4zM52 132l-18 16 12-1 10 6 8-10zM296 130l-14 12 10 0 8 5 8-8z" fill="#b9e6df" opacity=".75" />
      {/* snow, the lake with the light in it, a church */}
      <path d="M0 188q100-18 200-8t200-8v90H0z" fill="#c9e4ea" />
      <path d="M0 206q120-14 240-4 90 8 160-4v64H0z" fill="#2a6a75" />
      <path d="M40 214q120 10 250-2l-40 16q-90 12-170 2z" fill="#7dffc0" opacity=".35" />
      <path d="M0 240q130-18 250-8 80 6 150-6v36H0z" fill="#e9f5f6" />
      <g transform="translate(276 152)">
        <path d="M0 32V14l22-14 22 14v18z" fill="#f5f1e6" />
        <path d="M-4 16 22-1l26 17-4 3L22 4 0 19z" fill="#b93c34" />
        <path d="M-14 32V4l7-18 7 18v28z" fill="#f5f1e6" />
        <path d="M-15 5l8-21 8 21z" fill="#b93c34" />
        <path d="M8 18h6v8H8zM20 18h6v8h-6zM32 18h6v8h-6zM-10 10h5v7h-5z" fill="#ffd36b" />
        <path d="M-10 22h6v10h-6z" fill="#5c2b26" />
      </g>
      <path d="M252 184q40-6 84 0v6h-84z" fill="#dceff1" />
    </>
  );
}

function Spruce({ x, y, size, colour }) {
  return (
    <g transform={`translate(${x} ${y}) scale(${size})`} fill={colour}>
      <path d="M0-60 9-40H4l9 17H6l11 19H2V4h-4v-8h-15l11-19h-7l9-17h-5z" />
    </g>
  );
}

function Peaks() {
  return (
    <>
      <path d="M-10 140l60-60 34 30 56-84 40 54 26-22 66 62 40-34 98 64z" fill="#6f86a6" />
      <path d="M140 26l-56 84 10 30h60l8-60z" fill="#8ea3bf" />
      <path d="M140 26l-24 36 12-4 8 12 10-12 10 10 8-12zM50 80l-18 18 12-2 8 8 8-9 8 4zM206 58l-14 12 8 2 6 6 8-6 10 6zM312 86l-16 14 10 0 8 6 8-8z" fill="#fbfdff" />
      <path d="M-10 144q60-30 120-16 60-20 130 4 70-26 170 8v4z" fill="#3f6b62" />
    </>
  );
}

export function Rockies() {
  return (
    <>
      <Sky id="rockies-sky" stops={['#6fb7e6', '#b9def2', '#f3f4e6']} />
      <g fill="#fff" opacity=".85">
        <path d="M256 42q12-10 26-4 14-10 32 0 18-4 26 8h-92q0-3 8-4zM24 30q10-8 22-3 12-7 24 1 12-1 16 6H16z" />
      </g>
      <Peaks />
      <defs>
        <Fade id="rockies-lake" stops={['#57b6bd', '#1f7f96', '#14617d']} />
      </defs>
      <rect y="144" width="400" height="116" fill="url(#rockies-lake)" />
      <g transform="matrix(1 0 0 -.62 0 233)" opacity=".28">
        <Peaks />
      </g>
      <path d="M24 166h70M130 158h40M300 170h70M60 216h60M290 222h80M210 244h70" stroke="#d7f5f2" strokeWidth="1.6" strokeLinecap="round" opacity=".55" />
      {[[18, 156, 0.8], [42, 152, 0.65], [64, 150, 0.5], [384, 158, 0.9], [358, 154, 0.7], [336, 150, 0.55], [318, 148, 0.42]].map(([x, y, size]) => (
        <Spruce key={x} x={x} y={y} size={size} colour="#2a5348" />
      ))}
      <Spruce x={16} y={262} size={2.1} colour="#173c35" />
      <Spruce x={388} y={268} size={2.5} colour="#173c35" />
      {/* the red canoe */}
      <g transform="translate(142 178)">
        <ellipse cx="62" cy="29" rx="66" ry="5" fill="#0d4a61" opacity=".5" />
        <path d="M0 6q62 22 124 0-8 21-26 22H26Q8 27 0 6z" fill="#d23c2c" />
        <path d="M0 6q62 22 124 0-2 5-4 8-58 17-116 0z" fill="#f0664f" />
        <path d="M44 13q-1-18 8-20 10 2 9 21z" fill="#26435e" />
        <circle cx="52" cy="-12" r="6.500" fill="#e5b58c" />
        <path d="M44-13q1-9 9-9 8 1 8 8z" fill="#efc24a" />
        <path d="M56 0 84 22" stroke="#8a5a2f" strokeWidth="2.6" strokeLinecap="round" />
        <path d="M82 19l9 8-4 3-8-8z" fill="#8a5a2f" />
      </g>
    </>
  );
}
