// What several drawings share: a sky from one colour to the next, and stars.

/** A gradient from top to bottom; `stops` are colours, evenly spread. */
export function Fade({ id, stops, across = false }) {
  return (
    <linearGradient id={id} x1="0" y1="0" x2={across ? 1 : 0} y2={across ? 0 : 1}>
      {stops.map((colour, i) => (
        <stop key={i} offset={i / (stops.length - 1)} stopColor={colour} />
      ))}
    </linearGradient>
  );
}

/** A sky that fills the picture. */
export function Sky({ id, stops, width = 400, height = 260 }) {
  return (
    <>
      <defs>
        <Fade id={id} stops={stops} />
      </defs>
      <rect width={width} height={height} fill={`url(#${id})`} />
    </>
  );
}

/** Stars in the upper part: always the same ones, since a sky that jumps about is no sky. */
export function Stars({ count, width = 400, height = 130, className }) {
  return (
    <g fill="#fff8e6" className={className}>
      {Array.from({ length: count }, (_, i) => (
        <circle
          key={i}
          cx={(i * 0.61803 * width + 13) % width}
          cy={((i * i * 7.31 + i * 23.7) % height) + 4}
          r={0.5 + ((i * 37) % 10) / 11}
          opacity={0.45 + ((i * 53) % 50) / 100}
        />
      ))}
    </g>
  );
}
