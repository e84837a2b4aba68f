/**
 * A Hamming-windowed sinc whose cutoff moves, low-pass for one input and high-pass for the other: `y = v + lowpass(h - kept v)`.
 * Coefficients run straight over a block; four outputs side by side, eight such fours in registers.
 */
import { cosine, sine } from './sine';

// @ts-ignore: decorator
@inline
function pass(y: v128, tap: v128, left: usize, right: usize): v128 {
  return f32x4.add(y, f32x4.mul(tap, f32x4.add(v128.load(left), v128.load(right))));
}

// @ts-ignore: decorator
@inline
function middle(y: usize, tap: v128, at: usize): v128 {
  return f32x4.add(v128.load(y), f32x4.mul(tap, v128.load(at)));
}

/** 32 outputs from `line` and `straight` on, the first `i` samples into its block. `row`: the filter at its start, then at its end. */
function filterEight(side: usize, row: usize, share: f32, i: f32, line: usize, straight: usize, into: usize): void {
  const ramp = f32x4.add(f32x4.splat(i), f32x4(0.5, 1.5, 2.5, 3.5));
  const centre = line + ((side - 1) << 2);
  const other = side << 2;
  let slope: f32 = (load<f32>(row + other) - load<f32>(row)) * share;
  let step = f32x4.splat(4 * slope);
  let tap = f32x4.add(v128.load_splat<f32>(row), f32x4.mul(f32x4.splat(slope), ramp));
  let y0 = middle(straight, tap, centre);
  tap = f32x4.add(tap, step);
  let y1 = middle(straight + 16, tap, centre + 16);
  tap = f32x4.add(tap, step);
  let y2 = middle(straight + 32, tap, centre + 32);
  tap = f32x4.add(tap, step);
  let y3 = middle(straight + 48, tap, centre + 48);
  tap = f32x4.add(tap, step);
  let y4 = middle(straight + 64, tap, centre + 64);
  tap = f32x4.add(tap, step);
  let y5 = middle(straight + 80, tap, centre + 80);
  tap = f32x4.add(tap, step);
  let y6 = middle(straight + 96, tap, centre + 96);
  tap = f32x4.add(tap, step);
  let y7 = middle(straight + 112, tap, centre + 112);
  for (let q: usize = 4; q < other; q += 4) {
    const left = centre - q;
    const right = centre + q;
    slope = (load<f32>(row + other + q) - load<f32>(row + q)) * share;
    step = f32x4.splat(4 * slope);
    tap = f32x4.add(v128.load_splat<f32>(row + q), f32x4.mul(f32x4.splat(slope), ramp));
    y0 = pass(y0, tap, left, right);
    tap = f32x4.add(tap, step);
    y1 = pass(y1, tap, left + 16, right + 16);
    tap = f32x4.add(tap, step);
    y2 = pass(y2, tap, left + 32, right + 32);
    tap = f32x4.add(tap, step);
    y3 = pass(y3, tap, left + 48, right + 48);
    tap = f32x4.add(tap, step);
    y4 = pass(y4, tap, left + 64, right + 64);
    tap = f32x4.add(tap, step);
    y5 = pass(y5, tap, left + 80, right + 80);
    tap = f32x4.add(tap, step);
    y6 = pass(y6, tap, left + 96, right + 96);
    tap = f32x4.add(tap, step);
    y7 = pass(y7, tap, left + 112, right + 112);
  }
  v128.store(into, y0);
  v128.store(into, y1, 16);
  v128.store(into, y2, 32);
  v128.store(into, y3, 48);
  v128.store(into, y4, 64);
  v128.store(into, y5, 80);
  v128.store(into, y6, 96);
  v128.store(into, y7, 112);
}

/** Four outputs. */
function filterOne(side: usize, row: usize, share: f32, i: f32, line: usize, straight: usize): v128 {
  const ramp = f32x4.add(f32x4.splat(i), f32x4(0.5, 1.5, 2.5, 3.5));
  const centre = line + ((side - 1) << 2);
  const other = side << 2;
  let slope: f32 = (load<f32>(row + other) - load<f32>(row)) * share;
  let y = middle(straight, f32x4.add(v128.load_splat<f32>(row), f32x4.mul(f32x4.splat(slope), ramp)), centre);
  for (let q: usize = 4; q < other; q += 4) {
    slope = (load<f32>(row + other + q) - load<f32>(row + q)) * share;
    y = pass(y, f32x4.add(v128.load_splat<f32>(row + q), f32x4.mul(f32x4.splat(slope), ramp)), centre - q, centre + q);
  }
  return y;
}

/** Outputs `from` (a multiple of 4) up to `to`, rounded up to a multiple of 4; output 0 is `i` samples into its block. */
function filter(side: usize, row: usize, share: f32, i: f32, line: usize, straight: usize, into: usize, from: usize, to: usize): void {
  let n = from;
  for (; n + 32 <= ((to + 3) & ~3); n += 32) {
    const at = n << 2;
    filterEight(side, row, share, i + (n as f32), line + at, straight + at, into + at);
  }
  for (; n < to; n += 4) {
    const at = n << 2;
    v128.store(into + at, filterOne(side, row, share, i + (n as f32), line + at, straight + at));
  }
}

/** Half of the symmetric filter for a cutoff in turns a sample. `window`: the window over pi q, float64; the first is 2. */
function design(side: usize, cutoff: f64, window: usize, row: usize): void {
  store<f32>(row, (load<f64>(window) * cutoff) as f32);
  // Sines of q and q + 1 times the angle, by the recurrence two steps at a time.
  let now = sine(f64x2(cutoff, 2 * cutoff));
  let before = f64x2(-f64x2.extract_lane(now, 0), 0);
  const turn = f64x2.mul(f64x2.splat(2), cosine(f64x2.splat(2 * cutoff)));
  for (let q: usize = 1; q < side; q += 2) {
    const taps = f32x4.demote_f64x2_zero(f64x2.mul(now, v128.load(window + (q << 3))));
    store<u64>(row + (q << 2), i64x2.extract_lane(taps, 0));
    const next = f64x2.sub(f64x2.mul(turn, now), before);
    before = now;
    now = next;
  }
}

/**
 * Filters a block of `length` samples, a multiple of 4, `side - 1` samples late; `side - 1` is `length` at most.
 *
 * `cutoff`: in turns a sample. `harmonic`, `noise`: float32; `ringing` passes untouched. `window`: `side + 1` float64, the first 2, then the window over
 * pi q, the last 0. `line`: float32, `2 (side - 1) + length` past differences. `straight`: float32, `side - 1 + length` past samples of the part that passes unfiltered.
 * `rows`: float32, the filters of two blocks ago, of the last and of this one, `side` each and one more; `isFresh`: the last is this one's, too.
 */
export function crossover(
  side: usize,
  length: usize,
  kept: f32,
  cutoff: f64,
  isFresh: bool,
  harmonic: usize,
  noise: usize,
  ringing: usize,
  window: usize,
  line: usize,
  straight: usize,
  rows: usize,
  into: usize,
): void {
  const half = side - 1;
  const row = side << 2;
  memory.copy(line, line + (length << 2), half << 3);
  memory.copy(straight, straight + (length << 2), half << 2);
  const keep = f32x4.splat(kept);
  for (let at: usize = 0; at < length << 2; at += 16) {
    const v = v128.load(noise + at);
    v128.store(line + (half << 3) + at, f32x4.sub(v128.load(harmonic + at), f32x4.mul(keep, v)));
    v128.store(straight + (half << 2) + at, f32x4.add(v, v128.load(ringing + at)));
  }
  memory.copy(rows, rows + row, 2 * row);
  design(side, cutoff, window, rows + 2 * row);
  if (isFresh) memory.copy(rows + row, rows + 2 * row, row);

  // Outputs lag by `half`: the last `half` outputs of the block before come first.
  const share: f32 = 1 / (length as f32);
  filter(side, rows, share, (length - half) as f32, line, straight, into, 0, half);
  const lanes = half & 3;
  let n = half & ~3;
  const i = -(half as f32);
  if (lanes != 0) {
    const at = n << 2;
    const own = filterOne(side, rows + row, share, i + (n as f32), line + at, straight + at);
    const mask = i32x4.ge_s(i32x4(0, 1, 2, 3), i32x4.splat(lanes as i32));
    v128.store(into + at, v128.bitselect(own, v128.load(into + at), mask));
    n += 4;
  }
  filter(side, rows + row, share, i, line, straight, into, n, length);
}
