import { DESCRIPTORS } from '../../../src/descriptors/descriptor.ts';
import type { DescriptorPath } from '../../../src/descriptors/descriptor-path.ts';
import { LEVELS_PER_FRAME } from '../../../src/descriptors/descriptor-set.ts';

/** All frames of a path in order, seven values each. */
export function allFrames(path: DescriptorPath): Float32Array {
  const result = new Float32Array(path.frames * DESCRIPTORS.length);
  for (let k = 0; k < path.frames; k++) path.readFrame(k, result.subarray(k * DESCRIPTORS.length));
  return result;
}

/** The whole level lane of a path. */
export function wholeLevel(path: DescriptorPath): Float32Array {
  const result = new Float32Array(path.frames * LEVELS_PER_FRAME);
  for (let k = 0; k < path.frames; k++) path.readLevel(k, result.subarray(k * LEVELS_PER_FRAME));
  return result;
}

/** One descriptor over the frames of a path. */
export function curveOf(path: DescriptorPath, name: (typeof DESCRIPTORS)[number]): number[] {
  const frames = allFrames(path);
  const d = DESCRIPTORS.indexOf(name);
  return Array.from({ length: path.frames }, (_, k) => frames[k * DESCRIPTORS.length + d] ?? Number.NaN);
}
