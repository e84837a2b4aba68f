/**
 * Rolloff, flatness, bandwidth and centroid of four frames at once, by librosa 0.11's definitions.
 * librosa transforms in double precision and stores complex64; magnitudes and their running sum are float32 here too, because the
 * rolloff bin depends on the rounding of that sum.
 */
import { ELEMENT, fft } from './fft';

/** Powers multiplied before one logarithm is taken: 16 values within 1e-10 ... 1e19 stay inside a double. */
const LOG_EVERY: i32 = 16;
const AMIN: f32 = 1e-10;
const ROLL: f32 = 0.85;

// @ts-ignore: decorator
@inline
function magnitude(re: v128, im: v128): v128 {
  const r = f64x2.promote_low_f32x4(f32x4.demote_f64x2_zero(re));
  const i = f64x2.promote_low_f32x4(f32x4.demote_f64x2_zero(im));
  return f32x4.demote_f64x2_zero(f64x2.sqrt(f64x2.add(f64x2.mul(r, r), f64x2.mul(i, i))));
}

// @ts-ignore: decorator
@inline
function logs(product: v128): v128 {
  return f64x2(Math.log(f64x2.extract_lane(product, 0)), Math.log(f64x2.extract_lane(product, 1)));
}

/**
 * `samples`: frame i starts at `samples + i * hop` (float32). `window`, `twiddles`: float64 tables. `work`: three
 * buffers of `n` elements. `out`: float64, [rolloff, flatness, bandwidth, centroid][frame 0-7], of which this call writes frames
 * `first ... first + 3`.
 */
export function spectral(
  n: usize,
  sampleRate: f64,
  samples: usize,
  hop: usize,
  window: usize,
  twiddles: usize,
  work: usize,
  out: usize,
  first: usize,
): void {
  const hopBytes = hop << 2;
  const x = work;
  // Frames 0 and 2 are the real parts of two transforms, frames 1 and 3 their imaginary parts.
  for (let i: usize = 0; i < n; i++) {
    const w = v128.load_splat<f64>(window + (i << 3));
    const s = samples + (i << 2);
    const re = f64x2(load<f32>(s) as f64, load<f32>(s + 2 * hopBytes) as f64);
    const im = f64x2(load<f32>(s + hopBytes) as f64, load<f32>(s + 3 * hopBytes) as f64);
    v128.store(x + i * ELEMENT, f64x2.mul(re, w));
    v128.store(x + i * ELEMENT, f64x2.mul(im, w), 16);
  }
  const z = fft<f64>(n, x, work + n * ELEMENT, work + 2 * n * ELEMENT, twiddles, 4, n);

  // From here the lanes are frames 0, 2, 1, 3. Magnitude and running sum of bin k go to `x`, 16 bytes each.
  const bins = (n >> 1) + 1;
  const half = f64x2.splat(0.5);
  let running = f32x4.splat(0);
  let sumA = f64x2.splat(0);
  let sumB = f64x2.splat(0);
  let momentA = f64x2.splat(0);
  let momentB = f64x2.splat(0);
  let powerA = f64x2.splat(0);
  let powerB = f64x2.splat(0);
  let logA = f64x2.splat(0);
  let logB = f64x2.splat(0);
  let productA = f64x2.splat(1);
  let productB = f64x2.splat(1);
  let pending = 0;
  for (let k: usize = 0; k < bins; k++) {
    const a = z + k * ELEMENT;
    const b = z + ((n - k) & (n - 1)) * ELEMENT;
    const ar = v128.load(a);
    const ai = v128.load(a, 16);
    const br = v128.load(b);
    const bi = v128.load(b, 16);
    const magA = magnitude(f64x2.mul(half, f64x2.add(ar, br)), f64x2.mul(half, f64x2.sub(ai, bi)));
    const magB = magnitude(f64x2.mul(half, f64x2.add(ai, bi)), f64x2.mul(half, f64x2.sub(br, ar)));
    const mag = v128.shuffle<f32>(magA, magB, 0, 1, 4, 5);
    running = f32x4.add(running, mag);
    v128.store(x + (k << 5), mag);
    v128.store(x + (k << 5), running, 16);
    const wideA = f64x2.promote_low_f32x4(magA);
    const wideB = f64x2.promote_low_f32x4(magB);
    const bin = f64x2.splat(k as f64);
    sumA = f64x2.add(sumA, wideA);
    sumB = f64x2.add(sumB, wideB);
    momentA = f64x2.add(momentA, f64x2.mul(bin, wideA));
    momentB = f64x2.add(momentB, f64x2.mul(bin, wideB));
    const power = f32x4.max(f32x4.mul(mag, mag), f32x4.splat(AMIN));
    const wide = f64x2.promote_low_f32x4(power);
    const high = f64x2.promote_low_f32x4(v128.shuffle<f32>(power, power, 2, 3, 2, 3));
    powerA = f64x2.add(powerA, wide);
    powerB = f64x2.add(powerB, high);
    productA = f64x2.mul(productA, wide);
    productB = f64x2.mul(productB, high);
    if (++pending == LOG_EVERY) {
      logA = f64x2.add(logA, logs(productA));
      logB = f64x2.add(logB, logs(productB));
      productA = f64x2.splat(1);
      productB = f64x2.splat(1);
      pending = 0;
    }
  }
  logA = f64x2.add(logA, logs(productA));
  logB = f64x2.add(logB, logs(productB));

  // The sums of a silent frame stay 0: librosa does not normalise such a column, and its centroid and bandwidth are 0.
  const one = f64x2.splat(1);
  const zero = f64x2.splat(0);
  const normA = v128.bitselect(one, sumA, f64x2.eq(sumA, zero));
  const normB = v128.bitselect(one, sumB, f64x2.eq(sumB, zero));
  const centreA = f64x2.div(momentA, normA);
  const centreB = f64x2.div(momentB, normB);
  let spreadA = f64x2.splat(0);
  let spreadB = f64x2.splat(0);
  for (let k: usize = 0; k < bins; k++) {
    const mag = v128.load(x + (k << 5));
    const bin = f64x2.splat(k as f64);
    const awayA = f64x2.sub(bin, centreA);
    const awayB = f64x2.sub(bin, centreB);
    const wideA = f64x2.promote_low_f32x4(mag);
    const wideB = f64x2.promote_low_f32x4(v128.shuffle<f32>(mag, mag, 2, 3, 2, 3));
    spreadA = f64x2.add(spreadA, f64x2.mul(wideA, f64x2.mul(awayA, awayA)));
    spreadB = f64x2.add(spreadB, f64x2.mul(wideB, f64x2.mul(awayB, awayB)));
  }
  const widthA = f64x2.sqrt(f64x2.div(spreadA, normA));
  const widthB = f64x2.sqrt(f64x2.div(spreadB, normB));

  const hertz = sampleRate / (n as f64);
  const to = out + (first << 3);
  finish(to, x, 0, bins, hertz, f64x2.extract_lane(logA, 0), f64x2.extract_lane(powerA, 0), f64x2.extract_lane(widthA, 0), f64x2.extract_lane(centreA, 0));
  finish(to + 16, x, 1, bins, hertz, f64x2.extract_lane(logA, 1), f64x2.extract_lane(powerA, 1), f64x2.extract_lane(widthA, 1), f64x2.extract_lane(centreA, 1));
  finish(to + 8, x, 2, bins, hertz, f64x2.extract_lane(logB, 0), f64x2.extract_lane(powerB, 0), f64x2.extract_lane(widthB, 0), f64x2.extract_lane(centreB, 0));
  finish(to + 24, x, 3, bins, hertz, f64x2.extract_lane(logB, 1), f64x2.extract_lane(powerB, 1), f64x2.extract_lane(widthB, 1), f64x2.extract_lane(centreB, 1));
}

/** Writes one frame's four values; `to` is its address in the rolloff row. */
function finish(to: usize, sums: usize, lane: usize, bins: usize, hertz: f64, logSum: f64, powerSum: f64, width: f64, centre: f64): void {
  const count = bins as f64;
  const cell = sums + 16 + (lane << 2);
  const threshold: f32 = ROLL * load<f32>(cell + ((bins - 1) << 5));
  let low: usize = 0;
  let high: usize = bins - 1;
  while (low < high) {
    const middle = (low + high) >> 1;
    if (load<f32>(cell + (middle << 5)) < threshold) low = middle + 1;
    else high = middle;
  }
  store<f64>(to, (low as f64) * hertz);
  store<f64>(to, (Math.exp(logSum / count) / (powerSum / count)), 64);
  store<f64>(to, width * hertz, 128);
  store<f64>(to, centre * hertz, 192);
}
