/**
 * Harmonic partials `a_p sin(2 pi p phi)` of one gliding pitch, by Clenshaw's recurrence (C. W. Clenshaw, A note on the summation
 * of Chebyshev series, 1955): one sine and one cosine a sample for any number of partials. In double: at 20 Hz a cosine in
 * single precision would be off by 40 cents.
 */
import { cosine, sine } from './sine';

/** Amplitudes under this (-140 dBFS) are not rendered. */
const INAUDIBLE: f32 = 1e-7;

/** Two samples' phases in turns: samples n and n + 1 after n + 1 and n + 2 steps of a straight glide. */
// @ts-ignore: decorator
@inline
function phaseAt(n: f64, phase: v128, first: v128, bend: v128): v128 {
  const steps = f64x2(n + 1, n + 2);
  return f64x2.add(phase, f64x2.mul(steps, f64x2.add(first, f64x2.mul(bend, steps))));
}

// @ts-ignore: decorator
@inline
function twice(turns: v128): v128 {
  const c = cosine(turns);
  return f64x2.add(c, c);
}

/** `gain - b + c a`: a step of the recurrence, written over the step before the last, so that no register moves. */
// @ts-ignore: decorator
@inline
function turn(gain: v128, b: v128, c: v128, a: v128): v128 {
  return f64x2.add(f64x2.sub(gain, b), f64x2.mul(c, a));
}

// @ts-ignore: decorator
@inline
function put(to: usize, a: v128, phase: v128): void {
  store<u64>(to, i64x2.extract_lane(f32x4.demote_f64x2_zero(f64x2.mul(a, sine(phase))), 0));
}

/** Writes the gain of each audible partial at the block's first two samples, then its change in two samples; returns their count, rounded up to even. */
function ramps(count: usize, length: usize, gains: usize, work: usize): usize {
  const share = 1 / (length as f64);
  const middles = f64x2(0.5, 1.5);
  const two = f64x2.splat(2);
  let audible: usize = 0;
  for (let p: usize = 0; p < count; p++) {
    const before = load<f32>(gains + (p << 2));
    const after = load<f32>(gains + ((count + p) << 2));
    const slope = f64x2.splat(((after as f64) - (before as f64)) * share);
    v128.store(work + (p << 5), f64x2.add(f64x2.splat(before as f64), f64x2.mul(slope, middles)));
    v128.store(work + (p << 5), f64x2.mul(slope, two), 16);
    if (before > INAUDIBLE || after > INAUDIBLE) audible = p + 1;
  }
  if (audible & 1) {
    memory.fill(work + (audible << 5), 0, 32);
    audible++;
  }
  return audible;
}

/**
 * Writes `length` samples, a multiple of 8, to `into` (float32).
 *
 * `gains`: a row of `count` amplitudes where the block begins, then the row of its end. `phase`: in turns; `f0` the pitch at the
 * block's start in turns a sample, `glide` its change a sample. `work`: four float64 a partial, and one partial more.
 */
export function partials(
  count: usize,
  length: usize,
  gains: usize,
  phase: f64,
  f0: f64,
  glide: f64,
  work: usize,
  into: usize,
): void {
  const end = work + (ramps(count, length, gains, work) << 5);
  if (end == work) {
    memory.fill(into, 0, length << 2);
    return;
  }
  const start = f64x2.splat(phase);
  const first = f64x2.splat(f0);
  const bend = f64x2.splat(glide / 2);
  for (let n: usize = 0; n < length; n += 8) {
    const at = n as f64;
    const phase0 = phaseAt(at, start, first, bend);
    const phase1 = phaseAt(at + 2, start, first, bend);
    const phase2 = phaseAt(at + 4, start, first, bend);
    const phase3 = phaseAt(at + 6, start, first, bend);
    const c0 = twice(phase0);
    const c1 = twice(phase1);
    const c2 = twice(phase2);
    const c3 = twice(phase3);
    let a0 = f64x2.splat(0);
    let a1 = a0;
    let a2 = a0;
    let a3 = a0;
    let b0 = a0;
    let b1 = a0;
    let b2 = a0;
    let b3 = a0;
    for (let cell = end - 64; cell >= work; cell -= 64) {
      let gain = v128.load(cell, 32);
      let step = v128.load(cell, 48);
      b0 = turn(gain, b0, c0, a0);
      gain = f64x2.add(gain, step);
      b1 = turn(gain, b1, c1, a1);
      gain = f64x2.add(gain, step);
      b2 = turn(gain, b2, c2, a2);
      gain = f64x2.add(gain, step);
      b3 = turn(gain, b3, c3, a3);
      v128.store(cell, f64x2.add(gain, step), 32);
      gain = v128.load(cell);
      step = v128.load(cell, 16);
      a0 = turn(gain, a0, c0, b0);
      gain = f64x2.add(gain, step);
      a1 = turn(gain, a1, c1, b1);
      gain = f64x2.add(gain, step);
      a2 = turn(gain, a2, c2, b2);
      gain = f64x2.add(gain, step);
      a3 = turn(gain, a3, c3, b3);
      v128.store(cell, f64x2.add(gain, step));
    }
    const to = into + (n << 2);
    put(to, a0, phase0);
    put(to + 8, a1, phase1);
    put(to + 16, a2, phase2);
    put(to + 24, a3, phase3);
  }
}
