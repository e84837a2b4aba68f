import { clamp } from '../numeric/clamp.ts';
import { CV_RANGES, normalise } from './cv-range.ts';
import { DESTINATION_RANGES, DESTINATIONS, type Destination } from './destination.ts';
import { JACKS } from './jacks.ts';
import type { ControlSettings } from './settings.ts';

/**
 * Writes a destination's value at the volts of the jacks to `into[at]`; returns whether it differs from the one there. The value is not returned:
 * V8 allocates each number that passes from function to function.
 */
export type Assignment = (volts: Float32Array, into: Float64Array, at: number) => boolean;

/**
 * Creates the assignment `clamp(base + Σ depth × cv)` of one destination, along its taper: half of an exponential range is
 * its geometric middle. A bipolar CV range moves the destination by half its width to either side. Calls allocate nothing.
 */
export function createAssignment(destination: Destination, settings: ControlSettings): Assignment {
  const { min, max, default: defaultBase, taper } = DESTINATION_RANGES[destination];
  const base = settings.bases[destination] ?? defaultBase;
  const used = JACKS.flatMap((jack, index) => {
    const depth = settings.depths[jack][destination] ?? 0;
    const range = CV_RANGES[settings.ranges[jack]];
    return depth === 0 ? [] : [{ index, depth, range, weight: range.low < 0 ? 0.5 * depth : depth }];
  });
  if (used.length === 0) return (_, into, at) => replace(into, at, clamp(base, min, max));
  if (destination === 'pitch') {
    return (volts, into, at) => {
      let value = base;
      for (let u = 0; u < used.length; u++) value += used[u].depth * volts[used[u].index];
      const before = into[at];
      into[at] = clamp(value, min, max);
      return into[at] !== before;
    };
  }
  const isExponential = taper === 'exponential';
  const clamped = clamp(base, min, max);
  const start = isExponential ? Math.log(clamped / min) / Math.log(max / min) : (base - min) / (max - min);
  return (volts, into, at) => {
    let position = start;
    for (let u = 0; u < used.length; u++) position += used[u].weight * normalise(volts[used[u].index], used[u].range);
    const held = clamp(position, 0, 1);
    const before = into[at];
    into[at] = clamp(isExponential ? min * (max / min) ** held : min + held * (max - min), min, max);
    return into[at] !== before;
  };
}

function replace(into: Float64Array, at: number, value: number): boolean {
  if (into[at] === value) return false;
  into[at] = value;
  return true;
}

/** Creates the assignment of every destination, in the order of `DESTINATIONS`. */
export function createAssignments(settings: ControlSettings): readonly Assignment[] {
  return DESTINATIONS.map((destination) => createAssignment(destination, settings));
}
