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
