// A trip's picture, drawn. The database says which one belongs to it (trips.scene); one it does not know is the open sea.

import { Sahara, Sea, Zanzibar } from './warm.jsx';
import { Iceland, Patagonia, Rockies } from './mountains.jsx';
import { Kyoto, Lisbon, Santorini } from './towns.jsx';
import { Ocean } from './coast.jsx';

const SCENES = {
  lisbon: Lisbon,
  kyoto: Kyoto,
  patagonia: Patagonia,
  santorini: Santorini,
  sahara: Sahara,
  iceland: Iceland,
  zanzibar: Zanzibar,
  rockies: Rockies,
  ocean: Ocean,
};

export function Scene({ name }) {
  const Drawing = SCENES[name] ?? Sea;
  return (
    <svg className="scene" viewBox="0 0 400 260" preserveAspectRatio="xMidYMid slice" aria-hidden="true">
      <Drawing />
    </svg>
  );
}
