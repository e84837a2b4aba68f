/**
 * Counter-based random numbers: the value depends on its position alone, so a block needs no history.
 * `hash` is the 32-bit finaliser "lowbias32" (C. Wellons, 2018); `models/training` has the same in Python.
 */
export function hash(x: number): number {
  x = Math.imul(x ^ (x >>> 16), 0x7feb352d);
  x = Math.imul(x ^ (x >>> 15), 0x846ca68b);
  return (x ^ (x >>> 16)) >>> 0;
}

/** Returns a uint32 for a stream number and a position in the stream. */
export function hash2(stream: number, position: number): number {
  return hash((hash(stream) + position) | 0);
}

/** Returns `hash2` scaled to [0, 1). */
export function uniform(stream: number, position: number): number {
  return hash2(stream, position) / 0x1_0000_0000;
}
