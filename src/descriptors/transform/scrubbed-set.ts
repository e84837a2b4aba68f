import { checkSetLength } from '../check-set.ts';
import { clampTo, type ValueRange } from '../descriptor-ranges.ts';
import type { DescriptorSet } from '../descriptor-set.ts';
import { type HeldSet, holdSet } from './held-set.ts';
import { type TransientShape, transientShape } from './transient-shape.ts';

/** A set from its scrub position on. */
export interface ScrubbedSet {
  readonly set: HeldSet;
  readonly shape: TransientShape;
  /** In frames, as is `length`. */
  readonly start: number;
  readonly length: number;
  /** Starts at another scrub position, 0-1. */
  setScrub(scrub: number): void;
}

export const UNIT_RANGE: ValueRange = { min: 0, max: 1 };

/** Shapes take a pass over the set; a retrigger finds its own ready. Sets do not change. */
const shapes = new WeakMap<DescriptorSet, TransientShape>();

/** The shape of a set's attack; the same for the same set. */
export function transientShapeOf(set: DescriptorSet): TransientShape {
  const shape = shapes.get(set) ?? transientShape(set);
  shapes.set(set, shape);
  return shape;
}

/** The frame of a set at which it starts, `scrub` from 0 to 1. */
export const startFrame = (set: DescriptorSet, scrub: number): number =>
  Math.round(clampTo(UNIT_RANGE, scrub) * (set.frames - 1));

/** @throws NeurorackError 'bad-input' when the set is too short */
export function scrubSet(set: DescriptorSet, scrub: number): ScrubbedSet {
  checkSetLength(set);
  let start = startFrame(set, scrub);
  return {
    set: holdSet(set),
    shape: transientShapeOf(set),
    get start() {
      return start;
    },
    get length() {
      return set.frames - start;
    },
    setScrub: (next) => {
      start = startFrame(set, next);
    },
  };
}
