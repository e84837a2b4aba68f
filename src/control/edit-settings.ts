import type { CvRangeName } from './cv-range.ts';
import { DESTINATION_RANGES, type Destination } from './destination.ts';
import type { Jack } from './jacks.ts';
import type { ControlSettings } from './settings.ts';

/** A depth closer to 0 than this is none. */
const LEAST_DEPTH = 0.001;

/** With another range of a jack. */
export function withRange(settings: ControlSettings, jack: Jack, range: CvRangeName): ControlSettings {
  return { ...settings, ranges: { ...settings.ranges, [jack]: range } };
}

/** With other assignments of a jack, in place of all that it had. */
export function withDepths(
  settings: ControlSettings,
  jack: Jack,
  depths: ControlSettings['depths'][Jack],
): ControlSettings {
  return { ...settings, depths: { ...settings.depths, [jack]: depths } };
}

/** With another depth of a jack on one destination, -1 ... 1; none takes the assignment away. */
export function withDepth(
  settings: ControlSettings,
  jack: Jack,
  { destination, depth }: { readonly destination: Destination; readonly depth: number },
): ControlSettings {
  const { [destination]: _before, ...others } = settings.depths[jack];
  const isAssigned = Math.abs(depth) >= LEAST_DEPTH;
  const held = Math.min(Math.max(depth, -1), 1);
  return withDepths(settings, jack, isAssigned ? { ...settings.depths[jack], [destination]: held } : others);
}

/** With another base of a destination, in its unit, held within its range. */
export function withBase(settings: ControlSettings, destination: Destination, value: number): ControlSettings {
  const { min: least, max: most } = DESTINATION_RANGES[destination];
  return { ...settings, bases: { ...settings.bases, [destination]: Math.min(Math.max(value, least), most) } };
}
