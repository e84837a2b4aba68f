import type { ValueRange } from '../descriptor-ranges.ts';
import { type DescriptorStats, fromPerceptual, toPerceptual } from './perceptual.ts';

/**
 * Interpolates from `a` to `b` by `mix` (0-1) on the descriptor's perceptual scale; natural units. A mix of 0 or 1 returns `a` or
 * `b` unchanged, bit for bit.
 */
export function interpolate(
  stats: Pick<DescriptorStats, 'scale' | 'floor'>,
  a: number,
  b: number,
  mix: number,
): number {
  if (mix === 0 || a === b) return a;
  if (mix === 1) return b;
  const from = toPerceptual(stats, a);
  return fromPerceptual(stats, from + (toPerceptual(stats, b) - from) * mix);
}

/**
 * Moves `value` by `offset` on the descriptor's perceptual scale (octaves, nepers of odds or natural units); natural units. An
 * offset of 0 returns `value` unchanged, bit for bit.
 */
export function displace(stats: Pick<DescriptorStats, 'scale' | 'floor'>, value: number, offset: number): number {
  return offset === 0 ? value : fromPerceptual(stats, toPerceptual(stats, value) + offset);
}

/** Values of one frame, or of the level lane. */
type Values = Float32Array | Float64Array;

// The functions below are the ones above for whole arrays, for the audio path. They call none of them: V8 allocates each number that passes between
// functions which it does not merge, 16 bytes each.

/** Writes the interpolation of each value by `mix[0]` (0-1) on its scale, as `interpolate` does, bit for bit. `into` may be one of the others. */
export function interpolateAll(
  scales: readonly Pick<DescriptorStats, 'scale' | 'floor'>[],
  a: Values,
  b: Values,
  mix: Float64Array,
  into: Values,
): void {
  const share = mix[0];
  for (let d = 0; d < scales.length; d++) {
    const from = a[d];
    const to = b[d];
    if (share === 0 || from === to) into[d] = from;
    else if (share === 1) into[d] = to;
    else {
      const { scale, floor = 0 } = scales[d];
      if (scale === 'log2') {
        const start = Math.log2(Math.max(from, floor));
        into[d] = 2 ** (start + (Math.log2(Math.max(to, floor)) - start) * share);
      } else if (scale === 'logit') {
        const p = Math.min(Math.max(from, floor), 1 - floor);
        const q = Math.min(Math.max(to, floor), 1 - floor);
        const start = Math.log(p / (1 - p));
        into[d] = 1 / (1 + Math.exp(-(start + (Math.log(q / (1 - q)) - start) * share)));
      } else into[d] = from + (to - from) * share;
    }
  }
}

/** Writes each value moved by its offset on its scale, as `displace` does, and clamped to its range as `clampTo` does. */
export function displaceAll(
  scales: readonly Pick<DescriptorStats, 'scale' | 'floor'>[],
  values: Float64Array,
  offsets: Float64Array,
  ranges: readonly ValueRange[],
  into: Float32Array,
): void {
  for (let d = 0; d < scales.length; d++) {
    const offset = offsets[d];
    let value = values[d];
    if (offset !== 0) {
      const { scale, floor = 0 } = scales[d];
      if (scale === 'log2') value = 2 ** (Math.log2(Math.max(value, floor)) + offset);
      else if (scale === 'logit') {
        const p = Math.min(Math.max(value, floor), 1 - floor);
        value = 1 / (1 + Math.exp(-(Math.log(p / (1 - p)) + offset)));
      } else value += offset;
    }
    const { min, max } = ranges[d];
    into[d] = value >= min ? Math.min(value, max) : min;
  }
}
