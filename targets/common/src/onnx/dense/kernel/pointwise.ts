/** Steps on each value of a vector by itself, four at a time. */

/** `x`, times `slope` where it is below 0. */
export function leak(x: usize, slope: f32, to: usize, count: usize): void {
  const factor = f32x4.splat(slope);
  const zero = f32x4.splat(0);
  for (let at: usize = 0; at < count << 2; at += 16) {
    const value = v128.load(x + at);
    v128.store(to + at, v128.bitselect(f32x4.mul(value, factor), value, f32x4.lt(value, zero)));
  }
}

export function add(x: usize, other: usize, to: usize, count: usize): void {
  for (let at: usize = 0; at < count << 2; at += 16) {
    v128.store(to + at, f32x4.add(v128.load(x + at), v128.load(other + at)));
  }
}

export function multiply(x: usize, other: usize, to: usize, count: usize): void {
  for (let at: usize = 0; at < count << 2; at += 16) {
    v128.store(to + at, f32x4.mul(v128.load(x + at), v128.load(other + at)));
  }
}
