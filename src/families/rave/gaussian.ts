import { uniform } from '../../numeric/hash.ts';

/** A normally distributed number of deviation 1 for a position in a random stream (Box and Muller 1958). */
export function gaussian(stream: number, position: number): number {
  const u = 1 - uniform(stream, 2 * position);
  return Math.sqrt(-2 * Math.log(u)) * Math.cos(2 * Math.PI * uniform(stream, 2 * position + 1));
}
