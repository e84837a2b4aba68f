import { checkLongEnough } from '../check-set.ts';
import type { DescriptorSet } from '../descriptor-set.ts';
import { clampTo, type Range } from '../legal-range.ts';
import { type HeldSet, holdSet } from './held-set.ts';
import { type TransientShape, transientShape } from './transient-shape.ts';

/** A set from its scrub position on. */
export interface PlacedSet {
  readonly set: HeldSet;
  readonly shape: TransientShape;
  /** In frames, as is `length`. */
  readonly start: number;
  readonly length: number;
  /** Starts at another scrub position, 0-1. */
  place(scrub: number): void;
}

export const UNIT: Range = { low: 0, high: 1 };

/** Shapes take a pass over the set; a retrigger finds its own ready. Sets do not change. */
const shapes = new WeakMap<DescriptorSet, TransientShape>();

/** The shape of a set's attack; the same for the same set. */
export function shapeOf(set: DescriptorSet): TransientShape {
  const shape = shapes.get(set) ?? transientShape(set);
  shapes.set(set, shape);
  return shape;
}

/** The frame of a set at which it starts, `scrub` from 0 to 1. */
export const startOf = (set: DescriptorSet, scrub: number): number =>
  Math.round(clampTo(UNIT, scrub) * (set.frames - 1));

/** @throws NeurorackError 'bad-input' when the set is too short */
export function placeSet(set: DescriptorSet, scrub: number): PlacedSet {
  checkLongEnough(set);
  let start = startOf(set, scrub);
  return {
    set: holdSet(set),
    shape: shapeOf(set),
    get start() {
      return start;
    },
    get length() {
      return set.frames - start;
    },
    place: (next) => {
      start = startOf(set, next);
    },
  };
}
