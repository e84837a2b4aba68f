/** A dense layer whose weights are int16 and whose input is rounded to 14 bits: half the memory of float32, and integer sums. */

/** Largest magnitude of the rounded input; `pack-weights.ts` has the same number, and weights so small that a sum of products fits into int32. */
const LARGEST: f32 = 8191;

// @ts-ignore: decorator
@inline
function weighted(sum: v128, weights: v128, pair: v128): v128 {
  return i32x4.add(sum, i32x4.dot_i16x8_s(weights, pair));
}

// @ts-ignore: decorator
@inline
function put(to: usize, sum: v128, scales: usize, bias: usize, step: v128): void {
  const scale = f32x4.mul(v128.load(scales), step);
  v128.store(to, f32x4.add(f32x4.mul(f32x4.convert_i32x4_s(sum), scale), v128.load(bias)));
}

/** Rounds `count` float32 at `x` to integers of 14 bits at `into`, then zeros up to an even count; returns the value of 1. */
function round(count: usize, x: usize, into: usize): f32 {
  let largest: f32 = 0;
  let peak = f32x4.splat(0);
  const whole = count & ~3;
  for (let k: usize = 0; k < whole; k += 4) peak = f32x4.max(peak, f32x4.abs(v128.load(x + (k << 2))));
  for (let k = whole; k < count; k++) largest = max<f32>(largest, abs<f32>(load<f32>(x + (k << 2))));
  largest = max<f32>(largest, max<f32>(f32x4.extract_lane(peak, 0), f32x4.extract_lane(peak, 1)));
  largest = max<f32>(largest, max<f32>(f32x4.extract_lane(peak, 2), f32x4.extract_lane(peak, 3)));
  const steps: f32 = largest > 0 ? LARGEST / largest : 0;
  const many = f32x4.splat(steps);
  for (let k: usize = 0; k < whole; k += 4) {
    const near = i32x4.trunc_sat_f32x4_s(f32x4.nearest(f32x4.mul(v128.load(x + (k << 2)), many)));
    store<u64>(into + (k << 1), i64x2.extract_lane(i16x8.narrow_i32x4_s(near, near), 0));
  }
  for (let k = whole; k < count; k++) {
    const near = i32x4.trunc_sat_f32x4_s(f32x4.nearest(f32x4.splat(load<f32>(x + (k << 2)) * steps)));
    store<i16>(into + (k << 1), i32x4.extract_lane(near, 0) as i16);
  }
  if (count & 1) store<i16>(into + (count << 1), 0);
  return largest / LARGEST;
}

/**
 * `y[n] = bias[n] + scale[n] step sum over k of round(x[k] / step) w[k][n]`, `step` such that the largest of x is 8191 of them. `weights`: int16, for each
 * 32 outputs a row of 32 pairs for each two of `count` inputs. `work`: room for the rounded input.
 */
export function denseOfShorts(count: usize, blocks: usize, x: usize, weights: usize, bias: usize, to: usize, scales: usize, work: usize): void {
  const step = f32x4.splat(round(count, x, work));
  let w = weights;
  const end = work + (((count + 1) >> 1) << 2);
  for (let block: usize = 0; block < blocks; block++) {
    let y0 = i32x4.splat(0);
    let y1 = y0;
    let y2 = y0;
    let y3 = y0;
    let y4 = y0;
    let y5 = y0;
    let y6 = y0;
    let y7 = y0;
    for (let at = work; at < end; at += 4) {
      const pair = v128.load32_splat(at);
      y0 = weighted(y0, v128.load(w), pair);
      y1 = weighted(y1, v128.load(w, 16), pair);
      y2 = weighted(y2, v128.load(w, 32), pair);
      y3 = weighted(y3, v128.load(w, 48), pair);
      y4 = weighted(y4, v128.load(w, 64), pair);
      y5 = weighted(y5, v128.load(w, 80), pair);
      y6 = weighted(y6, v128.load(w, 96), pair);
      y7 = weighted(y7, v128.load(w, 112), pair);
      w += 128;
    }
    const row = block << 7;
    put(to + row, y0, scales + row, bias + row, step);
    put(to + row + 16, y1, scales + row + 16, bias + row + 16, step);
    put(to + row + 32, y2, scales + row + 32, bias + row + 32, step);
    put(to + row + 48, y3, scales + row + 48, bias + row + 48, step);
    put(to + row + 64, y4, scales + row + 64, bias + row + 64, step);
    put(to + row + 80, y5, scales + row + 80, bias + row + 80, step);
    put(to + row + 96, y6, scales + row + 96, bias + row + 96, step);
    put(to + row + 112, y7, scales + row + 112, bias + row + 112, step);
  }
}
