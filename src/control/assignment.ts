import { clamp } from '../numeric/clamp.ts';
import { CV_RANGES, normalise } from './cv-range.ts';
import { DESTINATION_RANGES, DESTINATIONS, type Destination } from './destination.ts';
import { JACKS } from './jacks.ts';
import type { ControlSettings } from './settings.ts';

/** Computes a destination's value from the volts at the jacks. */
export type Assignment = (volts: Float32Array) => number;

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
  const toRange = (value: number): number => clamp(value, min, max);
  if (used.length === 0) return () => toRange(base);
  if (destination === 'pitch') {
    return (volts) => {
      let value = base;
      for (let u = 0; u < used.length; u++) value += used[u].depth * volts[used[u].index];
      return toRange(value);
    };
  }
  const isExponential = taper === 'exponential';
  const start = isExponential ? Math.log(toRange(base) / min) / Math.log(max / min) : (base - min) / (max - min);
  return (volts) => {
    let position = start;
    for (let u = 0; u < used.length; u++) position += used[u].weight * normalise(volts[used[u].index], used[u].range);
    const held = clamp(position, 0, 1);
    return toRange(isExponential ? min * (max / min) ** held : min + held * (max - min));
  };
}

/** Creates the assignment of every destination, in the order of `DESTINATIONS`. */
export function createAssignments(settings: ControlSettings): readonly Assignment[] {
  return DESTINATIONS.map((destination) => createAssignment(destination, settings));
}
