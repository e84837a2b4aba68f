/** Noise bands: loops of noise with linear gains, four samples side by side, eight such fours in registers. */

/** Amplitudes under this (-140 dBFS) are not rendered. */
const INAUDIBLE: f32 = 1e-7;

// @ts-ignore: decorator
@inline
function weighted(sum: v128, at: usize, gain: v128): v128 {
  return f32x4.add(sum, f32x4.mul(f32x4.convert_i32x4_s(v128.load_ext<i16>(at)), gain));
}

/**
 * Prefetches every cache line that a block reads: the loops are far larger than the caches, and their misses, one after the other, took
 * twice as long as the rest. The store, soon overwritten, keeps the compiler from removing the loads.
 */
function prefetch(count: usize, bytes: usize, loops: usize, stride: usize, mask: usize, offsets: usize, position: usize, into: usize): void {
  let seen: u32 = 0;
  for (let b: usize = 0; b < count; b++) {
    const at = loops + ((b * stride + ((position + load<u32>(offsets + (b << 2))) & mask)) << 1);
    seen |= load<u8>(at + bytes - 1);
    for (let line = at; line < at + bytes; line += 64) seen |= load<u8>(line);
  }
  store<u32>(into, seen);
}

/**
 * Writes `length` samples, a multiple of 4, to `into` (float32).
 *
 * `gains`: a row of `count` amplitudes where the block begins, then the row of its end. `loops`: int16, band b begins at sample
 * `b * stride`, `period` samples (a power of two) and as many of its first again as a block has. `offsets`: int32, where each
 * band is read at `position` 0. `scales`: float32, the factor of each band's integers.
 */
export function noise(
  count: usize,
  length: usize,
  gains: usize,
  loops: usize,
  stride: usize,
  period: usize,
  offsets: usize,
  scales: usize,
  position: usize,
  into: usize,
): void {
  const ramp = f32x4(0.5, 1.5, 2.5, 3.5);
  const share: f32 = 1 / (length as f32);
  const mask = period - 1;
  prefetch(count, length << 1, loops, stride, mask, offsets, position, into);
  let from: usize = 0;
  for (; from + 32 <= length; from += 32) {
    let y0 = f32x4.splat(0);
    let y1 = y0;
    let y2 = y0;
    let y3 = y0;
    let y4 = y0;
    let y5 = y0;
    let y6 = y0;
    let y7 = y0;
    for (let b: usize = 0; b < count; b++) {
      const before = load<f32>(gains + (b << 2));
      const after = load<f32>(gains + ((count + b) << 2));
      if (before <= INAUDIBLE && after <= INAUDIBLE) continue;
      const scale = load<f32>(scales + (b << 2));
      const slope: f32 = (after - before) * scale * share;
      const step = f32x4.splat(4 * slope);
      let gain = f32x4.add(f32x4.splat(before * scale + slope * (from as f32)), f32x4.mul(f32x4.splat(slope), ramp));
      const at = loops + ((b * stride + ((position + load<u32>(offsets + (b << 2))) & mask) + from) << 1);
      y0 = weighted(y0, at, gain);
      gain = f32x4.add(gain, step);
      y1 = weighted(y1, at + 8, gain);
      gain = f32x4.add(gain, step);
      y2 = weighted(y2, at + 16, gain);
      gain = f32x4.add(gain, step);
      y3 = weighted(y3, at + 24, gain);
      gain = f32x4.add(gain, step);
      y4 = weighted(y4, at + 32, gain);
      gain = f32x4.add(gain, step);
      y5 = weighted(y5, at + 40, gain);
      gain = f32x4.add(gain, step);
      y6 = weighted(y6, at + 48, gain);
      gain = f32x4.add(gain, step);
      y7 = weighted(y7, at + 56, gain);
    }
    const to = into + (from << 2);
    v128.store(to, y0);
    v128.store(to, y1, 16);
    v128.store(to, y2, 32);
    v128.store(to, y3, 48);
    v128.store(to, y4, 64);
    v128.store(to, y5, 80);
    v128.store(to, y6, 96);
    v128.store(to, y7, 112);
  }
  for (; from < length; from += 4) {
    let y = f32x4.splat(0);
    for (let b: usize = 0; b < count; b++) {
      const before = load<f32>(gains + (b << 2));
      const after = load<f32>(gains + ((count + b) << 2));
      if (before <= INAUDIBLE && after <= INAUDIBLE) continue;
      const scale = load<f32>(scales + (b << 2));
      const slope: f32 = (after - before) * scale * share;
      const gain = f32x4.add(f32x4.splat(before * scale + slope * (from as f32)), f32x4.mul(f32x4.splat(slope), ramp));
      y = weighted(y, loops + ((b * stride + ((position + load<u32>(offsets + (b << 2))) & mask) + from) << 1), gain);
    }
    v128.store(into + (from << 2), y);
  }
}
