/**
 * Counter-based random numbers: the value depends on its position alone, so a block needs no history.
 * `hash` is the 32-bit finaliser "lowbias32" (C. Wellons, 2018); Python's side is `models/training`.
 */
export function hash(x: number): number {
  x = Math.imul(x ^ (x >>> 16), 0x7feb352d);
  x = Math.imul(x ^ (x >>> 15), 0x846ca68b);
  return (x ^ (x >>> 16)) >>> 0;
}

/** A uint32 from a stream number and a position in it. */
export function hash2(stream: number, position: number): number {
  return hash((hash(stream) + position) | 0);
}

/** `hash2` as a number in [0, 1). */
export function uniform(stream: number, position: number): number {
  return hash2(stream, position) / 0x1_0000_0000;
}
