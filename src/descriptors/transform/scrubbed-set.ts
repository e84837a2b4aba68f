import { checkSetLength } from '../check-set.ts';
import { clampTo, UNIT_RANGE } from '../descriptor-ranges.ts';
import type { DescriptorSet } from '../descriptor-set.ts';
import { type HeldSet, holdSet } from './held-set.ts';
import { type TransientShape, transientShape } from './transient-shape.ts';

/** A set read from its scrub position on. */
export interface ScrubbedSet {
  readonly set: HeldSet;
  readonly shape: TransientShape;
  /** First frame. */
  readonly start: number;
  /** Frames from `start` to the end of the set. */
  readonly length: number;
  /** Moves the start to another scrub position, 0-1. */
  setScrub(scrub: number): void;
}

/** Cached because sets are immutable and a shape takes a pass over the set, too slow for a retrigger. */
const shapes = new WeakMap<DescriptorSet, TransientShape>();

/** The transient shape of a set, cached per set. */
export function transientShapeOf(set: DescriptorSet): TransientShape {
  const shape = shapes.get(set) ?? transientShape(set);
  shapes.set(set, shape);
  return shape;
}

/** The start frame for a scrub position from 0 to 1. */
export const startFrame = (set: DescriptorSet, scrub: number): number =>
  Math.round(clampTo(UNIT_RANGE, scrub) * (set.frames - 1));

/**
 * Creates a scrubbed set; `scrub` is 0-1.
 *
 * @throws NeurorackError 'bad-input' when the set is too short
 */
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
