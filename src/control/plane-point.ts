import type { MapPoint } from '../descriptors/map/lay-out-sets.ts';
import { clamp } from '../numeric/clamp.ts';
import { DESTINATION_RANGES, type Destination } from './destination.ts';
import type { ControlSettings } from './settings.ts';

/** A point that two destinations place on a plane: 0 and 1 are the ends of their ranges. */
export interface PlanePoint {
  /** The base of the point, before voltages move it. */
  of(settings: Pick<ControlSettings, 'bases'>): MapPoint;
  /** The point where the destinations have these values. */
  at(values: MapPoint): MapPoint;
  /** Settings with another base of the point, clamped to the plane. */
  with(settings: ControlSettings, point: MapPoint): ControlSettings;
}

export function createPlanePoint(x: Destination, y: Destination): PlanePoint {
  return {
    of: ({ bases }) => ({ x: shareOf(x, bases[x]), y: shareOf(y, bases[y]) }),
    at: (values) => ({ x: shareOf(x, values.x), y: shareOf(y, values.y) }),
    with: (settings, point) => ({
      ...settings,
      bases: { ...settings.bases, [x]: valueAt(x, point.x), [y]: valueAt(y, point.y) },
    }),
  };
}

/** The place of a value in the range of its destination, 0-1. */
function shareOf(id: Destination, value: number | undefined): number {
  const { min, max, default: defaultValue } = DESTINATION_RANGES[id];
  return ((value ?? defaultValue) - min) / (max - min);
}

/** The value at a place in the range of its destination. */
export function valueAt(id: Destination, share: number): number {
  const { min, max } = DESTINATION_RANGES[id];
  return min + (max - min) * clamp(share, 0, 1);
}

/** The point of the map. */
export const MAP_POINT = createPlanePoint('map-x', 'map-y');
/** The point on the plane of the first two latents. */
export const LATENT_POINT = createPlanePoint('latent-1', 'latent-2');
