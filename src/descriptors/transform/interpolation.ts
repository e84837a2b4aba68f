import { type DescriptorStats, fromPerceptual, toPerceptual } from './perceptual.ts';

/**
 * The value `mix` (0-1) of the way from `a` to `b` on the descriptor's perceptual scale, natural units. At 0 and 1 it is `a`
 * and `b` themselves, bit by bit.
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
 * `value` moved by `offset` on the descriptor's perceptual scale (octaves, nepers of odds or natural units), natural units.
 * An offset of 0 gives `value` itself, bit by bit.
 */
export function displace(stats: Pick<DescriptorStats, 'scale' | 'floor'>, value: number, offset: number): number {
  return offset === 0 ? value : fromPerceptual(stats, toPerceptual(stats, value) + offset);
}
