/**
 * Free partials: each a sine by the recurrence y[n] = 2 cos(2w) y[n-2] - y[n-4], even and odd samples apart, restarted each block from its
 * phase. Two modes a vector, four modes side by side.
 */
import { antiAliasFade } from './gains';
import { cosine, sine } from './sine';

/** Amplitudes under this (-140 dBFS) are not rendered. */
const INAUDIBLE: f64 = 1e-7;

// @ts-ignore: decorator
@inline
function twice(x: v128): v128 {
  return f64x2.add(x, x);
}

/**
 * Adds `length` samples, a multiple of 4, of a part to `sums` (two float64 a sample; their sum is the sample) and advances its phases.
 *
 * `hz`, `weight`, `phase`, `amplitude`, `band`: `count` float64 each, `band` int32: frequency before `scale`, which takes it to turns a sample,
 * amplitude within its band, phase in turns, amplitude where the block begins. `gains`: float32, amplitude of each band at the block's end.
 * `fade`: anti-alias frequency and 1 / width, in turns a sample. `work`: four float64 a mode, and three modes more.
 */
export function modes(
  count: usize,
  length: usize,
  hz: usize,
  weight: usize,
  phase: usize,
  amplitude: usize,
  band: usize,
  scale: f64,
  gains: usize,
  fadeAt: f64,
  fadeWidth: f64,
  work: usize,
  sums: usize,
): void {
  let audible: usize = 0;
  for (let i: usize = 0; i < count; i++) {
    const turn = load<f64>(hz + (i << 3)) * scale;
    const before = load<f64>(amplitude + (i << 3));
    const gain = load<f32>(gains + (load<u32>(band + (i << 2)) << 2)) as f64;
    const after = load<f64>(weight + (i << 3)) * gain * antiAliasFade((fadeAt - turn) / fadeWidth);
    const at = load<f64>(phase + (i << 3));
    store<f64>(amplitude + (i << 3), after);
    const end = at + turn * (length as f64);
    store<f64>(phase + (i << 3), end - Math.floor(end));
    if (before <= INAUDIBLE && after <= INAUDIBLE) continue;
    place(work, audible++, at, turn, before, after);
  }
  for (; audible & 3; audible++) place(work, audible, 0, 0, 0, 0);
  for (let i: usize = 0; i < audible; i += 4) four(work + (i << 5), length, sums);
}

/**
 * Advances tracks by a sub-frame of `length` samples, a multiple of 4, and adds them to `sums` as `modes` does.
 *
 * `hz`, `glide`, `weight`, `slope`, `phase`, `amplitude`, `band`: `count` float64 each, `band` int32: frequency before `scale` at the
 * sub-frame's start and its change, amplitude over `level` likewise, phase in turns, amplitude where the sub-frame begins. `gains`:
 * float32, factor of each band at its end. `level`: at its end. `fade`, `work` as in `modes`. Two tracks at a time: after an odd number of
 * them, the next values are zeros.
 */
export function tracks(
  count: usize,
  length: usize,
  hz: usize,
  glide: usize,
  weight: usize,
  slope: usize,
  phase: usize,
  amplitude: usize,
  band: usize,
  scale: f64,
  level: f64,
  gains: usize,
  fadeAt: f64,
  fadeWidth: f64,
  work: usize,
  sums: usize,
): void {
  let audible: usize = 0;
  const inaudible = f64x2.splat(INAUDIBLE);
  const samples = f64x2.splat(length as f64);
  for (let i: usize = 0; i < count << 3; i += 16) {
    const pitch = f64x2.add(v128.load(hz + i), v128.load(glide + i));
    const ratio = f64x2.add(v128.load(weight + i), v128.load(slope + i));
    v128.store(hz + i, pitch);
    v128.store(weight + i, ratio);
    const turns = f64x2.mul(pitch, f64x2.splat(scale));
    const at = v128.load(phase + i);
    const end = f64x2.add(at, f64x2.mul(turns, samples));
    v128.store(phase + i, f64x2.sub(end, f64x2.floor(end)));
    const before = v128.load(amplitude + i);
    const sounds = v128.or(f64x2.gt(ratio, f64x2.splat(0)), f64x2.gt(before, inaudible));
    v128.store(amplitude + i, f64x2.splat(0));
    if (!v128.any_true(sounds)) continue;
    for (let lane: usize = 0; lane < 16; lane += 8) {
      const share = load<f64>(weight + i + lane);
      const turn = load<f64>(hz + i + lane) * scale;
      const begin = lane == 0 ? f64x2.extract_lane(before, 0) : f64x2.extract_lane(before, 1);
      let after: f64 = 0;
      if (share > 0) {
        const gain = load<f32>(gains + (load<u32>(band + ((i + lane) >> 1)) << 2)) as f64;
        after = share * level * gain * antiAliasFade((fadeAt - turn) / fadeWidth);
      }
      store<f64>(amplitude + i + lane, after);
      if (begin <= INAUDIBLE && after <= INAUDIBLE) continue;
      place(work, audible++, lane == 0 ? f64x2.extract_lane(at, 0) : f64x2.extract_lane(at, 1), turn, begin, after);
    }
  }
  for (; audible & 3; audible++) place(work, audible, 0, 0, 0, 0);
  for (let i: usize = 0; i < audible; i += 4) four(work + (i << 5), length, sums);
}

/** Pairs of modes: phases, turns, amplitudes before, amplitudes after, each a vector. */
// @ts-ignore: decorator
@inline
function place(work: usize, i: usize, phase: f64, turn: f64, before: f64, after: f64): void {
  const at = work + ((i >> 1) << 6) + ((i & 1) << 3);
  store<f64>(at, phase);
  store<f64>(at, turn, 16);
  store<f64>(at, before, 32);
  store<f64>(at, after, 48);
}

// @ts-ignore: decorator
@inline
function add(at: usize, p: v128, gainP: v128, q: v128, gainQ: v128): void {
  v128.store(at, f64x2.add(v128.load(at), f64x2.add(f64x2.mul(p, gainP), f64x2.mul(q, gainQ))));
}

// @ts-ignore: decorator
@inline
function turn(c: v128, now: v128, before: v128): v128 {
  return f64x2.sub(f64x2.mul(c, now), before);
}

/** Two pairs, p and q. */
function four(work: usize, length: usize, sums: usize): void {
  const share = f64x2.splat(1 / (length as f64));
  const half = f64x2.splat(0.5);
  const stepP = f64x2.mul(share, f64x2.sub(v128.load(work, 48), v128.load(work, 32)));
  const stepQ = f64x2.mul(share, f64x2.sub(v128.load(work, 112), v128.load(work, 96)));
  let gainP = f64x2.add(v128.load(work, 32), f64x2.mul(half, stepP));
  let gainQ = f64x2.add(v128.load(work, 96), f64x2.mul(half, stepQ));
  let c = twice(cosine(v128.load(work, 16)));
  // The sample before the block's first is odd, the first even.
  let oddBeforeP = sine(v128.load(work));
  let evenP = sine(f64x2.add(v128.load(work), v128.load(work, 16)));
  let evenBeforeP = turn(c, oddBeforeP, evenP);
  let oddP = turn(c, evenP, oddBeforeP);
  const cP = f64x2.sub(f64x2.mul(c, c), f64x2.splat(2));
  c = twice(cosine(v128.load(work, 80)));
  let oddBeforeQ = sine(v128.load(work, 64));
  let evenQ = sine(f64x2.add(v128.load(work, 64), v128.load(work, 80)));
  let evenBeforeQ = turn(c, oddBeforeQ, evenQ);
  let oddQ = turn(c, evenQ, oddBeforeQ);
  const cQ = f64x2.sub(f64x2.mul(c, c), f64x2.splat(2));
  for (let at = sums; at < sums + (length << 4); at += 64) {
    add(at, evenP, gainP, evenQ, gainQ);
    gainP = f64x2.add(gainP, stepP);
    gainQ = f64x2.add(gainQ, stepQ);
    add(at + 16, oddP, gainP, oddQ, gainQ);
    gainP = f64x2.add(gainP, stepP);
    gainQ = f64x2.add(gainQ, stepQ);
    evenBeforeP = turn(cP, evenP, evenBeforeP);
    oddBeforeP = turn(cP, oddP, oddBeforeP);
    evenBeforeQ = turn(cQ, evenQ, evenBeforeQ);
    oddBeforeQ = turn(cQ, oddQ, oddBeforeQ);
    add(at + 32, evenBeforeP, gainP, evenBeforeQ, gainQ);
    gainP = f64x2.add(gainP, stepP);
    gainQ = f64x2.add(gainQ, stepQ);
    add(at + 48, oddBeforeP, gainP, oddBeforeQ, gainQ);
    gainP = f64x2.add(gainP, stepP);
    gainQ = f64x2.add(gainQ, stepQ);
    evenP = turn(cP, evenBeforeP, evenP);
    oddP = turn(cP, oddBeforeP, oddP);
    evenQ = turn(cQ, evenBeforeQ, evenQ);
    oddQ = turn(cQ, oddBeforeQ, oddQ);
  }
}

/** Folds `sums` into `length` float32 at `into` and clears them. */
export function fold(length: usize, sums: usize, into: usize): void {
  const zero = f64x2.splat(0);
  for (let n: usize = 0; n < length; n += 2) {
    const at = sums + (n << 4);
    const x = v128.load(at);
    const y = v128.load(at, 16);
    const both = f64x2.add(v128.shuffle<f64>(x, y, 0, 2), v128.shuffle<f64>(x, y, 1, 3));
    store<u64>(into + (n << 2), i64x2.extract_lane(f32x4.demote_f64x2_zero(both), 0));
    v128.store(at, zero);
    v128.store(at, zero, 16);
  }
}
