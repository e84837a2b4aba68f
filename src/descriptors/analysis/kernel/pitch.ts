/**
 * YIN of eight frames at once, by librosa 0.11's `yin` (A. de Cheveigne and H. Kawahara, JASA 111(4), 2002): the
 * autocorrelation of the whole frame by FFT, d(k) = 2 (r(0) - r(k)) - energy of the first k samples, cumulative mean
 * normalisation, the first trough below the threshold or else the global minimum, parabolic interpolation.
 *
 * librosa's d omits the energy of the last k samples, so its troughs grow with the period and are a poor measure of periodicity.
 * The aperiodicity returned beside f0 is the paper's d' at the chosen period, with both ends counted and each d(k) divided by the
 * number of its pairs: 0 for a periodic frame, about 1 for white noise.
 */
import { ELEMENT, fft } from './fft';

const THRESHOLD: f32 = 0.1;
/** numpy's smallest normal float32, which librosa adds to the denominator. */
const TINY: f32 = 1.17549435e-38;

// @ts-ignore: decorator
@inline
function scaleOf(energy: v128): v128 {
  const one = f32x4.splat(1);
  const none = f32x4.le(energy, f32x4.splat(TINY));
  return v128.andnot(f32x4.div(one, f32x4.sqrt(v128.bitselect(one, energy, none))), none);
}

/** Loads samples i ... i + 3 of four frames, transposed so that each vector holds one instant of all four. */
// @ts-ignore: decorator
@inline
function gather(samples: usize, hopBytes: usize, to: usize): void {
  const a = v128.load(samples);
  const b = v128.load(samples + hopBytes);
  const c = v128.load(samples + 2 * hopBytes);
  const d = v128.load(samples + 3 * hopBytes);
  const ab = v128.shuffle<f32>(a, b, 0, 4, 1, 5);
  const cd = v128.shuffle<f32>(c, d, 0, 4, 1, 5);
  const ef = v128.shuffle<f32>(a, b, 2, 6, 3, 7);
  const gh = v128.shuffle<f32>(c, d, 2, 6, 3, 7);
  v128.store(to, v128.shuffle<f64>(ab, cd, 0, 2));
  v128.store(to + ELEMENT, v128.shuffle<f64>(ab, cd, 1, 3));
  v128.store(to + 2 * ELEMENT, v128.shuffle<f64>(ef, gh, 0, 2));
  v128.store(to + 3 * ELEMENT, v128.shuffle<f64>(ef, gh, 1, 3));
}

// @ts-ignore: decorator
@inline
function square(x: v128): v128 {
  return f32x4.mul(x, x);
}

/** Reads eight frames into `x`, each scaled to unit energy: lanes of the real vector are frames 0-3, of the imaginary 4-7. */
function loadFrames(length: usize, samples: usize, hopBytes: usize, x: usize): void {
  for (let i: usize = 0; i < length; i += 4) {
    gather(samples + (i << 2), hopBytes, x + i * ELEMENT);
    gather(samples + (i << 2) + 4 * hopBytes, hopBytes, x + i * ELEMENT + 16);
  }
  let low = f32x4.splat(0);
  let high = f32x4.splat(0);
  const end = x + length * ELEMENT;
  for (let p = x; p < end; p += ELEMENT) {
    low = f32x4.add(low, square(v128.load(p)));
    high = f32x4.add(high, square(v128.load(p, 16)));
  }
  const scaleLow = scaleOf(low);
  const scaleHigh = scaleOf(high);
  for (let p = x; p < end; p += ELEMENT) {
    v128.store(p, f32x4.mul(v128.load(p), scaleLow));
    v128.store(p, f32x4.mul(v128.load(p, 16), scaleHigh), 16);
  }
}

/** From the spectrum `z` of (real frame, imaginary frame) to the power spectra (real, imaginary), symmetric, in `q`. */
function power(n: usize, z: usize, q: usize): void {
  const quarter = f32x4.splat(0.25 / (n as f32));
  for (let k: usize = 0; k <= n >> 1; k++) {
    const mirror: usize = k == 0 ? 0 : n - k;
    const a = z + k * ELEMENT;
    const b = z + mirror * ELEMENT;
    const ar = v128.load(a);
    const ai = v128.load(a, 16);
    const br = v128.load(b);
    const bi = v128.load(b, 16);
    const first = f32x4.mul(quarter, f32x4.add(square(f32x4.add(ar, br)), square(f32x4.sub(ai, bi))));
    const second = f32x4.mul(quarter, f32x4.add(square(f32x4.add(ai, bi)), square(f32x4.sub(ar, br))));
    v128.store(q + k * ELEMENT, first);
    v128.store(q + k * ELEMENT, second, 16);
    v128.store(q + mirror * ELEMENT, first);
    v128.store(q + mirror * ELEMENT, second, 16);
  }
}

/** The two normalised differences of four frames (`at` 0: frames 0-3, 16: frames 4-7) for every period: librosa's to `d`, the paper's to `t`. */
function differences(length: usize, minimum: usize, maximum: usize, x: usize, r: usize, d: usize, t: usize, at: usize): void {
  const two = f32x4.splat(2);
  const tiny = f32x4.splat(TINY);
  const whole = f32x4.mul(two, v128.load(r + at));
  let head = f32x4.splat(0);
  let tail = f32x4.splat(0);
  let sum = f32x4.splat(0);
  let trueSum = f32x4.splat(0);
  let first = x + at;
  let last = x + (length - 1) * ELEMENT + at;
  for (let k: usize = 1; k <= maximum; k++) {
    head = f32x4.add(head, square(v128.load(first)));
    tail = f32x4.add(tail, square(v128.load(last)));
    first += ELEMENT;
    last -= ELEMENT;
    const lag = f32x4.splat(k as f32);
    const both = f32x4.sub(whole, f32x4.mul(two, v128.load(r + k * ELEMENT + at)));
    const oneEnd = f32x4.sub(both, head);
    // librosa clears the first energy before reading it, so its d(1) omits nothing.
    sum = f32x4.add(sum, k == 1 ? both : oneEnd);
    const pairs = f32x4.splat(1 / ((length - k) as f32));
    const neitherEnd = f32x4.mul(pairs, f32x4.sub(oneEnd, tail));
    trueSum = f32x4.add(trueSum, neitherEnd);
    if (k < minimum) continue;
    v128.store(d + (k - minimum) * ELEMENT + at, f32x4.div(oneEnd, f32x4.add(f32x4.div(sum, lag), tiny)));
    v128.store(t + (k - minimum) * ELEMENT + at, f32x4.div(f32x4.mul(neitherEnd, lag), f32x4.add(trueSum, tiny)));
  }
}

/** The index of the first trough below the threshold, or of the first global minimum. */
function trough(d: usize, count: usize): usize {
  let before: f32 = load<f32>(d);
  let here: f32 = before;
  let lowest: f32 = before;
  let at: usize = 0;
  for (let i: usize = 0; i < count; i++) {
    const end = i + 1 == count;
    const next: f32 = end ? here : load<f32>(d + (i + 1) * ELEMENT);
    if (here < lowest) {
      lowest = here;
      at = i;
    }
    if (here < THRESHOLD) {
      if (i == 0) {
        if (here < next) return i;
      } else if (here < before && (end || here <= next)) return i;
    }
    before = here;
    here = next;
  }
  return at;
}

function shift(d: usize, i: usize, count: usize): f32 {
  if (i == 0 || i + 1 == count) return 0;
  const before = load<f32>(d + (i - 1) * ELEMENT);
  const here = load<f32>(d + i * ELEMENT);
  const after = load<f32>(d + (i + 1) * ELEMENT);
  const a: f32 = after + before - 2 * here;
  const b: f32 = (after - before) / 2;
  return abs(b) >= abs(a) ? 0 : -b / a;
}

/**
 * `samples`: frame i starts at `samples + i * hop` (float32), `length` samples each, a multiple of 4. `n`: FFT size, at
 * least `length + maximum + 1`. `work`: three buffers of `n` elements, the first all zero past `length`. `out`: float64, f0 in Hz
 * of 8 frames, then their aperiodicity. Returns the address of librosa's differences, float32: period `minimum + i` of frame j is at
 * `i * 32 + j * 4`, up to `maximum`.
 */
export function pitch(
  length: usize,
  n: usize,
  minimum: usize,
  maximum: usize,
  sampleRate: f64,
  samples: usize,
  hop: usize,
  twiddles: usize,
  work: usize,
  out: usize,
): usize {
  const x = work;
  const a = work + n * ELEMENT;
  const b = a + n * ELEMENT;
  loadFrames(length, samples, hop << 2, x);
  const used: usize = (length << 1) <= n ? 2 : (length << 2) <= 3 * n ? 3 : 4;
  const z = fft<f32>(n, x, a, b, twiddles, used, n);
  const q = z == a ? b : a;
  power(n, z, q);
  // The autocorrelation is real and even, so a forward transform serves as the inverse.
  const r = fft<f32>(n, q, z, q, twiddles, 4, maximum + 1);
  const count = maximum - minimum + 1;
  const d = r == a ? b : a;
  const t = d + count * ELEMENT;
  differences(length, minimum, maximum, x, r, d, t, 0);
  differences(length, minimum, maximum, x, r, d, t, 16);
  for (let frame: usize = 0; frame < 8; frame++) {
    const lane = d + (frame << 2);
    const i = trough(lane, count);
    const period = ((minimum + i) as f64) + (shift(lane, i, count) as f64);
    store<f64>(out + (frame << 3), sampleRate / period);
    store<f64>(out + (frame << 3), load<f32>(t + i * ELEMENT + (frame << 2)) as f64, 64);
  }
  return d;
}
