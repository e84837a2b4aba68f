import type { MapWeight } from '../../../descriptors/map/map-weights.ts';
import { percentages } from './percentages.ts';
import { categoryOf } from './sound-categories.ts';

interface Part {
  readonly name: string;
  /** Percent; together 100. */
  readonly share: number;
}

/** The parts of the mix, largest first. Parts below half a percent are inaudible and left out. */
function partsOf(names: readonly string[], weights: readonly MapWeight[]): Part[] {
  const shares = percentages(weights.map(({ weight }) => weight));
  return weights
    .map(({ index }, n) => ({ name: names[index] ?? '', share: shares[n] }))
    .filter(({ share }) => share > 0);
}

/** The mix as text. */
export function mixtureText(names: readonly string[], weights: readonly MapWeight[]): string {
  return partsOf(names, weights)
    .map(({ name, share }) => `${share} % ${name}`)
    .join(', ');
}

/** The mix at the point: one bar per set, percentages that sum to 100. */
export function MapMixture({ names, weights }: { names: readonly string[]; weights: readonly MapWeight[] }) {
  return (
    <ul class="map-mixture" aria-label="Mix at the point">
      {partsOf(names, weights).map(({ name, share }) => (
        <li key={name} style={{ '--share': `${share}%`, '--colour': categoryOf(name).colour }}>
          <span title={name}>{name}</span>
          <output aria-live="off">{share} %</output>
        </li>
      ))}
    </ul>
  );
}
