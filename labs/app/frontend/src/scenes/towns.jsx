// Lisbon, Kyoto and Santorini.

import { Fade, Sky } from './parts.jsx';

const HOUSES = [
  // x, y, width, height, wall, roof
  [4, 118, 44, 70, '#f6e2c0', '#c65f3a'],
  [44, 102, 40, 86, '#e8b98f', '#b4502f'],
  [82, 112, 48, 76, '#fbf1de', '#cf6a42'],
  [128, 94, 38, 94, '#d9e4dc', '#b4502f'],
  [164, 106, 46, 82, '#f4cfa5', '#c65f3a'],
  [208, 90, 42, 98, '#fbf1de', '#b95434'],
  [248, 104, 40, 84, '#efc2b0', '#cf6a42'],
  [286, 96, 46, 92, '#f6e2c0', '#b4502f'],
  [330, 110, 38, 78, '#dfe6ea', '#c65f3a'],
  [366, 98, 44, 90, '#f4cfa5', '#b95434'],
];

export function Lisbon() {
  return (
    <>
      <Sky id="lisbon-sky" stops={['#7cc4dd', '#bfe0dc', '#ffe3b8']} />
      <circle cx="316" cy="58" r="24" fill="#fff3d2" />
      {/* the castle's hill */}
      <path d="M0 116q70-54 150-40 70-30 130-6 60-10 120 24v110H0z" fill="#8fae8b" />
      <path d="M112 72h10v-8h8v8h10v-12h9v12h10v-8h8v8h9v30h-64z" fill="#d8c7a2" />
      <path d="M121 84h6v10h-6zM139 84h6v10h-6z" fill="#a8926a" />
      {HOUSES.map(([x, y, width, height, wall, roof]) => (
        <g key={x}>
          <rect x={x} y={y} width={width} height={height} fill={wall} />
          <path d={`M${x - 3} ${y + 1}l${width / 2 + 3}-15 ${width / 2 + 3} 15z`} fill={roof} />
          {[0.22, 0.62].map((part) =>
            [14, 36, 58].map((down) => (
              <rect key={`${part}-${down}`} x={x + width * part} y={y + down} width="7" height="12" rx="3.5" fill="#5b7f8c" opacity=".75" />
            )),
          )}
        </g>
      ))}
      {/* the street, and what climbs it */}
      <path d="M0 196 400 172v88H0z" fill="#6d6a70" />
      <path d="M0 214 400 190M0 232 400 208" stroke="#b9b3ac" strokeWidth="2.2" />
      <path d="M0 128q200 26 400-16" fill="none" stroke="#3d4650" strokeWidth="1" opacity=".7" />
      <g transform="translate(138 132) rotate(-3.4)">
        <path d="M58 2 70-14M58 2l-8-16" stroke="#3d4650" strokeWidth="1.6" />
        <rect x="0" y="4" width="120" height="62" rx="9" fill="#f2b52c" />
        <rect x="0" y="4" width="120" height="13" rx="6" fill="#fdf3da" />
        <rect x="-3" y="1" width="126" height="7" rx="3.5" fill="#d6932a" />
        <path d="M8 22h22v20H8zM35 22h22v20H35zM62 22h22v20H62zM89 22h23v20H89z" fill="#d8eef2" />
        <path d="M8 22h22l-12 20H8zM62 22h22l-12 20H62z" fill="#fff" opacity=".45" />
        <rect x="0" y="49" width="120" height="4" fill="#fdf3da" />
        <rect x="98" y="8" width="20" height="8" rx="2" fill="#2c3b45" />
        <text x="108" y="14.6" fontSize="7" fontWeight="700" textAnchor="middle" fill="#ffe9b0">
          28
        </text>
        <path d="M12 66h96l-6 9H18z" fill="#59432a" />
        <circle cx="34" cy="75" r="7.5" fill="#2c2f36" />
        <circle cx="86" cy="75" r="7.5" fill="#2c2f36" />
        <circle cx="34" cy="75" r="2.6" fill="#a7a29b" />
        <circle cx="86" cy="75" r="2.6" fill="#a7a29b" />
        <circle cx="116" cy="58" r="3.6" fill="#fff6d8" />
      </g>
    </>
  );
}

const LEAVES = [
  [30, 34, 12, 1.5], [62, 18, 60, 1.1], [18, 74, 100, 1.2], [88, 44, 20, 0.9], [352, 30, 45, 1.6], [382, 66, 80, 1.2], [322, 16, 10, 1.1],
  [372, 104, 140, 0.9], [48, 108, 30, 0.8], [300, 54, 70, 0.8], [120, 22, 130, 0.7], [268, 26, 25, 0.7], [70, 150, 200, 0.7], [338, 146, 310, 0.7],
];

export function Kyoto() {
  return (
    <>
      <Sky id="kyoto-sky" stops={['#f7d9c4', '#fbe9d8', '#f3e3d3']} />
      <circle cx="200" cy="92" r="52" fill="#ee6c4d" opacity=".9" />
      <path d="M0 150q60-54 120-30 40-34 88 0 56-44 112-2 40-16 80 18v130H0z" fill="#b9b7b4" opacity=".55" />
      <path d="M0 176q70-36 140-12 60-30 130 4 70-24 130 6v90H0z" fill="#7f9183" opacity=".8" />
      <path d="M0 204q90-26 200-14t200-6v80H0z" fill="#4f6a58" />
      {/* the path through the gate */}
      <path d="M176 190h48l56 70H120z" fill="#d9cbb6" />
      <path d="M168 202h64M158 216h84M146 232h108M132 250h136" stroke="#bba98f" strokeWidth="2" />
      {/* a smaller gate behind, then the great one */}
      <g fill="#c8452b">
        <path d="M172 132h56v5h-56zM176 144h48v3.5h-48zM179 134h5v56h-5zM216 134h5v56h-5z" opacity=".75" />
        <path d="M96 72q104 16 208 0l5 12q-109 15-218 0z" fill="#2f2a2c" />
        <path d="M100 82q100 13 200 0l2 11q-102 12-204 0z" />
        <rect x="112" y="116" width="176" height="11" />
        <rect x="193" y="90" width="14" height="28" />
        <path d="M124 92h17l-3 122h-20zM259 92h17l6 122h-20z" />
        <path d="M116 206h25v9h-25zM259 206h25v9h-25z" fill="#2f2a2c" />
      </g>
      <rect x="190" y="95" width="20" height="20" rx="1" fill="#2f2a2c" />
      <path d="M192.500 97.500h15v15h-15z" fill="none" stroke="#e8b04a" strokeWidth="1.200" />
      <circle cx="200" cy="105" r="3.400" fill="#e8b04a" />
      {/* lanterns */}
      {[70, 330].map((x) => (
        <g key={x} fill="#6b6f68">
          <path d={`M${x - 17} 176l17-11 17 11z`} />
          <rect x={x - 9} y="176" width="18" height="15" />
          <rect x={x - 5} y="179" width="10" height="9" fill="#ffd98a" />
          <path d={`M${x - 13} 191h26v5h-26zM${x - 5} 196h10v22h-10zM${x - 13} 218h26v6h-26z`} />
        </g>
      ))}
      {LEAVES.map(([x, y, turn, size]) => (
        <path
          key={`${x}-${y}`}
          transform={`translate(${x} ${y}) rotate(${turn}) scale(${size})`}
          d="M0-11 2.6-4.6 9-7 5.4-.8 11 3 4.2 3.4 3 10 0 5.4-3 10-4.2 3.4-11 3-5.4-.8-9-7-2.6-4.6z"
          fill={size > 1 ? '#d4472c' : '#e2803a'}
        />
      ))}
    </>
  );
}

export function Santorini() {
  return (
    <>
      <Sky id="santorini-sky" stops={['#4f9fd8', '#9ccdea', '#fdeee0']} />
      <circle cx="84" cy="60" r="20" fill="#fff6df" />
      <defs>
        <Fade id="santorini-sea" stops={['#2f86bd', '#1c5f96']} />
      </defs>
      <rect y="126" width="400" height="134" fill="url(#santorini-sea)" />
      <path d="M0 128q30-22 62-16 22-16 44-2 26 2 44 18z" fill="#7d7f9c" opacity=".85" />
      <path d="M30 146h52M12 164h36M96 156h40M60 186h44" stroke="#8cc4e4" strokeWidth="2" strokeLinecap="round" opacity=".6" />
      <path d="M104 141l9-13 1 13z" fill="#fff" />
      <path d="M100 142h19l-3 4h-13z" fill="#2c4f6e" />
      {/* the rim, and the village on it */}
      <path d="M150 260q6-56 46-76 20-42 70-52 40-32 134-26v154z" fill="#a9694f" />
      <path d="M150 260q20-48 60-62 30-34 80-44 50-18 110-18v124z" fill="#c18468" />
      <g fill="#fdfcf8">
        <rect x="204" y="182" width="58" height="50" />
        <rect x="246" y="158" width="62" height="76" />
        <rect x="300" y="136" width="60" height="98" />
        <rect x="352" y="112" width="50" height="122" />
        <rect x="176" y="212" width="60" height="48" />
        <rect x="228" y="210" width="180" height="50" />
      </g>
      <g fill="#dfe6ee">
        <path d="M250 182h12v28h-12zM296 158h12v52h-12zM348 136h12v74h-12zM222 212h14v48h-14z" />
        <path d="M228 236h180v24H228z" opacity=".55" />
      </g>
      {/* domes */}
      <path d="M250 158a27 27 0 0 1 54 0z" fill="#2a6fb5" />
      <path d="M256 158a21 25 0 0 1 14-23 30 30 0 0 0-6 23z" fill="#6fa9dc" />
      <path d="M276 131h2v-9h-2zM273 124.500h8v2h-8z" fill="#fdfcf8" />
      <path d="M356 112a21 21 0 0 1 42 0z" fill="#2a6fb5" />
      <path d="M376 91h2v-8h-2zM373.500 85h7v2h-7z" fill="#fdfcf8" />
      <path d="M210 182a19 19 0 0 1 38 0z" fill="#fdfcf8" />
      {/* bell wall */}
      <path d="M312 136v-22a15 15 0 0 1 30 0v22z" fill="#fdfcf8" />
      <path d="M319 134v-16a8 8 0 0 1 16 0v16z" fill="#a9cfe8" />
      <circle cx="327" cy="122" r="4" fill="#c99a3f" />
      {/* doors, windows, flowers */}
      <path d="M216 232v-18a7 7 0 0 1 14 0v18zM268 234v-26a9 9 0 0 1 18 0v26zM366 234v-30a9 9 0 0 1 18 0v30z" fill="#2a6fb5" />
      <path d="M262 172h9v12h-9zM286 172h9v12h-9zM314 154h9v13h-9zM336 154h9v13h-9zM364 132h9v13h-9zM384 132h9v13h-9zM188 226h9v11h-9z" fill="#4b8cc6" />
      {[[300, 214, 9], [309, 206, 8], [314, 218, 8], [303, 226, 7], [318, 209, 6], [196, 252, 7], [205, 246, 6], [207, 256, 6]].map(([x, y, r]) => (
        <circle key={`${x}-${y}`} cx={x} cy={y} r={r} fill={(x + y) % 2 ? '#d8417a' : '#e8689a'} />
      ))}
    </>
  );
}
