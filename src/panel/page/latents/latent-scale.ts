import { DESTINATION_RANGES, destinationIndex } from '../../../control/destination.ts';
import type { MapPoint } from '../../../descriptors/map/lay-out-sets.ts';
import { type MapWeight, mapWeights } from '../../../descriptors/map/map-weights.ts';
import { clamp } from '../../../numeric/clamp.ts';
import type { PanelLatents, PanelMap, PanelState } from '../../protocol.ts';

const { min: MIN, max: MAX } = DESTINATION_RANGES['latent-1'];
const INTERPOLATE = destinationIndex('interpolate');
const [MAP_X, MAP_Y] = [destinationIndex('map-x'), destinationIndex('map-y')];
/** Margin around the outermost set, as a share of its distance from the middle. */
const MARGIN = 0.12;
/** A smaller share of a mix is not drawn. */
const MIN_SHARE = 0.005;

/** The place, in standard deviations, of what plays while the latents are at 0, and the sets that it mixes by their index. */
export interface LatentHome {
  readonly home: MapPoint;
  readonly weights: readonly MapWeight[];
}

/** A mix lies between its sets by their shares, as the latents that a model reads of it do. A set without a place counts as the middle. */
export function homeOf({
  latents,
  map,
  state,
}: {
  readonly latents: PanelLatents;
  readonly map: PanelMap | undefined;
  readonly state: Pick<PanelState, 'setA' | 'setB' | 'source' | 'values'>;
}): LatentHome {
  const indexOf = (name: string | undefined): number => latents.sets.findIndex((set) => set.name === name);
  const mixed = mixOf(state, map)
    .map(({ name, share }) => ({ index: indexOf(name), weight: share }))
    .filter(({ index, weight }) => index >= 0 && weight > MIN_SHARE);
  const sum = (axis: 'x' | 'y'): number =>
    mixed.reduce((total, { index, weight }) => total + weight * latents.sets[index][axis], 0);
  return { home: { x: sum('x'), y: sum('y') }, weights: mixed };
}

function mixOf(
  { setA, setB, source, values }: Pick<PanelState, 'setA' | 'setB' | 'source' | 'values'>,
  map: PanelMap | undefined,
): readonly { readonly name: string | undefined; readonly share: number }[] {
  if (source === 'map' && map !== undefined) {
    const weights = mapWeights(map.sets, { x: values[MAP_X] ?? 0.5, y: values[MAP_Y] ?? 0.5 });
    return weights.map(({ index, weight }) => ({ name: map.sets[index]?.name, share: weight }));
  }
  const share = setA === setB ? 0 : (values[INTERPOLATE] ?? 0);
  return [
    { name: setA, share: 1 - share },
    { name: setB, share },
  ];
}

/** An offset of the first two latents, held within their ranges. */
export function boundedOffset({ x, y }: MapPoint): MapPoint {
  return { x: clamp(x, MIN, MAX), y: clamp(y, MIN, MAX) };
}

/** Converts between deviations and shares of the drawn plane, 0-1. Offsets are from `home`; places of sets are not. */
export interface LatentScale {
  shareOf(offset: MapPoint): MapPoint;
  shareOfPlace(place: MapPoint): MapPoint;
  offsetAt(share: MapPoint): MapPoint;
  path(path: PanelLatents['path']): PanelMap['path'];
}

/** All sets are on the plane, and the range of the faders around its middle. */
export function createLatentScale({ sets, home }: { sets: readonly MapPoint[]; home: MapPoint }): LatentScale {
  const half = (1 + MARGIN) * sets.reduce((most, { x, y }) => Math.max(most, Math.abs(x), Math.abs(y)), MAX);
  const shareOfPlace = ({ x, y }: MapPoint): MapPoint => ({ x: 0.5 + x / (2 * half), y: 0.5 + y / (2 * half) });
  const shareOf = ({ x, y }: MapPoint): MapPoint => shareOfPlace({ x: home.x + x, y: home.y + y });
  return {
    shareOf,
    shareOfPlace,
    offsetAt: ({ x, y }) => ({ x: 2 * half * (x - 0.5) - home.x, y: 2 * half * (y - 0.5) - home.y }),
    path: ({ seconds, points }) => ({
      seconds,
      points: points.map(([x, y]) => {
        const at = shareOf({ x, y });
        return [at.x, at.y];
      }),
    }),
  };
}
