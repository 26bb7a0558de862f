// The picture at the top of the first page: a bay in the morning, or, with dark colours, at night (styles/home.css).

import { Stars } from './parts.jsx';

export function Hero() {
  return (
    <svg className="hero-picture" viewBox="0 0 1200 520" preserveAspectRatio="xMidYMax slice" aria-hidden="true">
      <defs>
        <linearGradient id="hero-sky" x2="0" y2="1">
          <stop offset="0" className="sky-top" />
          <stop offset=".6" className="sky-middle" />
          <stop offset="1" className="sky-low" />
        </linearGradient>
        <linearGradient id="hero-sea" x2="0" y2="1">
          <stop offset="0" className="sea-far" />
          <stop offset="1" className="sea-near" />
        </linearGradient>
      </defs>
      <rect width="1200" height="520" fill="url(#hero-sky)" />
      <Stars count={110} width={1200} height={260} className="hero-stars" />
      <circle cx="870" cy="210" r="120" className="hero-halo" />
      <circle cx="870" cy="210" r="64" className="hero-light" />
      <g className="hero-clouds">
        <path d="M640 120q26-22 60-8 34-24 76 2 44-8 56 20H620q0-12 20-14zM980 90q20-16 46-6 26-18 58 2 34-6 42 14H962q2-9 18-10z" />
      </g>
      <path className="hill-1" d="M0 356C110 344 190 352 280 322S420 232 500 236s110 76 200 78 130-70 230-66 150 58 270 34v238H0z" />
      <path className="hill-2" d="M0 378C170 356 300 370 400 342s160 6 240 40zM700 382c80-44 160-62 250-44s150-10 250-26v90H700z" />
      <rect y="378" width="1200" height="142" fill="url(#hero-sea)" />
      <path className="hero-glitter" d="M796 392h148M812 408h116M780 426h170M826 444h92M800 464h140M842 484h60" />
      <path className="hero-ripples" d="M120 410h120M300 428h90M520 404h110M1010 420h120M420 460h150M1040 470h110" />
      {/* a boat, and the way a plane went */}
      <g transform="translate(610 336)">
        <path d="M34 0v62H4Q10 24 34 0z" fill="#fff6e6" />
        <path d="M38 12v50h26Q60 30 38 12z" fill="#f6c9a4" />
        <path d="M-8 66h86l-12 18H6z" fill="#b8452b" />
      </g>
      <path className="hero-route" d="M560 240C640 120 800 60 1010 66" />
      <g transform="translate(1022 66) rotate(2)" className="hero-plane">
        <path d="M-14-3h20l10 3-10 3h-20l-8 10h-5l5-10-8-1-4-5h-3l2 3-2 3h3l4-5 8-1-5-10h5z" transform="translate(4 0)" />
      </g>
      <path className="shore-1" d="M0 440q120-60 260-34 110 20 170 66l60 50H0z" />
      <path className="shore-2" d="M0 478q160-40 320-8 70 16 110 52H0z" />
      <g className="hero-houses">
        <path className="wall" d="M92 386h44v46H92zM150 398h38v38h-38zM204 380h34v52h-34z" />
        <path className="roof" d="M86 388l28-22 28 22zM145 400l24-18 24 18zM199 382l22-18 22 18z" />
        <path className="window" d="M102 398h9v11h-9zM118 398h9v11h-9zM158 410h8v10h-8zM172 410h8v10h-8zM212 394h8v10h-8zM224 394h8v10h-8z" />
      </g>
      <g className="hero-trees">
        <path d="M44 436q-16-34 6-70 22 36 6 70zM272 424q-14-28 6-60 18 32 6 60zM312 432q-11-24 5-48 15 26 5 48zM20 448q-11-24 5-50 15 26 5 50z" />
      </g>
    </svg>
  );
}
