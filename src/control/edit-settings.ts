import { clamp } from '../numeric/clamp.ts';
import type { CvRangeName } from './cv-range.ts';
import { DESTINATION_RANGES, type Destination } from './destination.ts';
import type { Jack } from './jacks.ts';
import type { ControlSettings } from './settings.ts';

/** A smaller depth removes the assignment. */
const MIN_DEPTH = 0.001;

/** The settings with another range of a jack. */
export function withRange(settings: ControlSettings, jack: Jack, range: CvRangeName): ControlSettings {
  return { ...settings, ranges: { ...settings.ranges, [jack]: range } };
}

/** The settings with other assignments of a jack, in place of all its former ones. */
export function withDepths(
  settings: ControlSettings,
  jack: Jack,
  depths: ControlSettings['depths'][Jack],
): ControlSettings {
  return { ...settings, depths: { ...settings.depths, [jack]: depths } };
}

/** The settings with another depth of a jack on one destination, -1 ... 1; a depth of 0 removes the assignment. */
export function withDepth(
  settings: ControlSettings,
  jack: Jack,
  { destination, depth }: { readonly destination: Destination; readonly depth: number },
): ControlSettings {
  const { [destination]: _before, ...others } = settings.depths[jack];
  const isAssigned = Math.abs(depth) >= MIN_DEPTH;
  const held = clamp(depth, -1, 1);
  return withDepths(settings, jack, isAssigned ? { ...settings.depths[jack], [destination]: held } : others);
}

/** The settings with another base of a destination, in its unit, clamped to its range. */
export function withBase(settings: ControlSettings, destination: Destination, value: number): ControlSettings {
  const { min, max } = DESTINATION_RANGES[destination];
  return { ...settings, bases: { ...settings.bases, [destination]: clamp(value, min, max) } };
}
