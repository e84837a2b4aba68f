import { clamp } from '../../numeric/clamp.ts';
import { PITCH_RANGE_HZ } from './kernel.ts';

/** Of a semitone. */
const BINS = 4;
const BINS_AN_OCTAVE = 12 * BINS;
/** How fast a pitch may move, octaves a second. */
const FASTEST = 20;
const THRESHOLDS = 100;
/** What is left to the deepest trough where none lies below a threshold. */
const NO_TROUGH = 0.01;
const SWITCH = 0.01;
/** Of troughs below a threshold, the one of the next longer period counts e^-2 of the one before it. */
const DECAY = 2;
const LEAST = 1e-300;

/** Chance that a threshold lies between k/100 and (k+1)/100: the beta distribution (2, 18) of the paper. */
const CHANCE = Float64Array.from({ length: THRESHOLDS }, (_, k) => below((k + 1) / THRESHOLDS) - below(k / THRESHOLDS));

function below(x: number): number {
  return 1 - (1 - x) ** 18 * (1 + 18 * x);
}

/** A pitch that moves and does not jump, found in a whole sound. */
export interface PitchTracker {
  /** The next frame: YIN's difference of period `shortest + i` at `at + stride * i`. */
  observe(differences: Float32Array, at: number, stride: number, count: number): void;
  /** Of each frame observed, Hz, and 1 where it has a pitch. */
  decode(): { readonly hertz: Float32Array; readonly voiced: Uint8Array };
}

/**
 * The pitch path of Mauch and Dixon, "pYIN" (2014), as librosa 0.11's `pyin` has it: every trough of YIN's difference is a candidate, weighed
 * over all thresholds, and the path through them is the likeliest that moves by at most 20 octaves a second, in bins of a quarter of a semitone;
 * inside its bin a pitch is as exact as YIN's. Where a sound has no pitch the path stays near the one it had. YIN alone, frame by frame, jumps octaves, and a model's partials jump along.
 */
export function createPitchTracker({
  sampleRate,
  hop,
  shortest,
}: {
  readonly sampleRate: number;
  readonly hop: number;
  /** Period of the first difference, samples. */
  readonly shortest: number;
}): PitchTracker {
  const { min: lowest, max: highest } = PITCH_RANGE_HZ;
  const bins = Math.floor(BINS_AN_OCTAVE * Math.log2(highest / lowest)) + 1;
  const reach = Math.round((FASTEST * 12 * hop) / sampleRate) * (BINS / 2);
  const steps = stepsOf(bins, reach);
  const stay = Math.log(1 - SWITCH);
  const change = Math.log(SWITCH);

  /** Of each frame: bin, probability and exact pitch of each candidate. */
  const frames: { readonly bins: Uint16Array; readonly chances: Float64Array; readonly hertz: Float64Array }[] = [];

  return {
    observe: (differences, at, stride, count) => {
      const { periods, heights } = troughs(differences, at, stride, count);
      const chances = weigh(heights);
      const hertz = Float64Array.from(periods, (period) => sampleRate / (shortest + period));
      const nearest = Uint16Array.from(hertz, (hz) =>
        clamp(Math.round(BINS_AN_OCTAVE * Math.log2(hz / lowest)), 0, bins - 1),
      );
      frames.push({ bins: nearest, chances, hertz });
    },
    decode: () => {
      /** Logarithms of the likeliest way to each bin, voiced and not. */
      let voiced = new Float64Array(bins);
      let unvoiced = new Float64Array(bins);
      let nextVoiced = new Float64Array(bins);
      let nextUnvoiced = new Float64Array(bins);
      /** Of each frame, where each state was reached from: the bin's distance + reach, and 128 where it was in the other voicing. */
      const from = frames.map(() => new Uint8Array(2 * bins));
      const best = new Float64Array(2 * bins);
      const bestFrom = new Uint8Array(2 * bins);
      const emitted = new Float64Array(bins);

      frames.forEach(({ bins: found, chances }, t) => {
        let sum = 0;
        emitted.fill(Math.log(LEAST));
        found.forEach((bin, n) => {
          emitted[bin] = Math.log(chances[n] + LEAST);
        });
        for (let bin = 0; bin < bins; bin++) sum += emitted[bin] > -600 ? Math.exp(emitted[bin]) : 0;
        const unvoicedHere = Math.log(Math.max(0, 1 - sum) / bins + LEAST);
        if (t > 0) {
          reachFrom(voiced, best, bestFrom, 0);
          reachFrom(unvoiced, best, bestFrom, bins);
        }
        for (let bin = 0; bin < bins; bin++) {
          const [v, u] = [best[bin], best[bins + bin]];
          const isFromVoiced = v + stay >= u + change;
          nextVoiced[bin] = (isFromVoiced ? v + stay : u + change) + emitted[bin];
          from[t][bin] = isFromVoiced ? bestFrom[bin] : bestFrom[bins + bin] | 128;
          const isFromUnvoiced = u + stay >= v + change;
          nextUnvoiced[bin] = (isFromUnvoiced ? u + stay : v + change) + unvoicedHere;
          from[t][bins + bin] = isFromUnvoiced ? bestFrom[bins + bin] : bestFrom[bin] | 128;
        }
        [voiced, nextVoiced] = [nextVoiced, voiced];
        [unvoiced, nextUnvoiced] = [nextUnvoiced, unvoiced];
      });

      const path = new Float32Array(frames.length);
      const isVoicedAt = new Uint8Array(frames.length);
      let isVoiced = Math.max(...voiced) >= Math.max(...unvoiced);
      let bin = largest(isVoiced ? voiced : unvoiced);
      for (let t = frames.length - 1; t >= 0; t--) {
        // A bin is 25 cents wide: a candidate inside it knows better.
        const inside = frames[t].bins.indexOf(bin);
        path[t] = inside < 0 ? lowest * 2 ** (bin / BINS_AN_OCTAVE) : frames[t].hertz[inside];
        isVoicedAt[t] = isVoiced ? 1 : 0;
        if (t === 0) break;
        const step = from[t][isVoiced ? bin : bins + bin];
        bin += (step & 127) - reach;
        if (step & 128) isVoiced = !isVoiced;
      }
      return { hertz: path, voiced: isVoicedAt };
    },
  };

  /** The likeliest way to each bin from the bins around it, to `best` and `bestFrom` at `at`. */
  function reachFrom(before: Float64Array, best: Float64Array, bestFrom: Uint8Array, at: number): void {
    for (let bin = 0; bin < bins; bin++) {
      let most = Number.NEGATIVE_INFINITY;
      let step = reach;
      const last = Math.min(bins - 1, bin + reach);
      for (let other = Math.max(0, bin - reach); other <= last; other++) {
        const value = before[other] + steps[other * (2 * reach + 1) + (bin - other + reach)];
        if (value > most) {
          most = value;
          step = other - bin + reach;
        }
      }
      best[at + bin] = most;
      bestFrom[at + bin] = step;
    }
  }
}

/** Logarithms of the chances to go from a bin to those around it: a triangle, cut off at the ends of the range. */
function stepsOf(bins: number, reach: number): Float64Array {
  const width = 2 * reach + 1;
  const steps = new Float64Array(bins * width);
  for (let bin = 0; bin < bins; bin++) {
    const isInside = (n: number): boolean => bin + n - reach >= 0 && bin + n - reach < bins;
    let sum = 0;
    for (let n = 0; n < width; n++) if (isInside(n)) sum += reach + 1 - Math.abs(n - reach);
    for (let n = 0; n < width; n++) steps[bin * width + n] = Math.log((reach + 1 - Math.abs(n - reach)) / sum);
  }
  return steps;
}

/**
 * Troughs of a difference: their periods beyond the first, between samples by a parabola, and how deep they are. A difference that still falls at
 * the longest period has a trough there; one that rises from the shortest has none, other than librosa's: a deep kick would be 5.5 kHz.
 */
function troughs(
  differences: Float32Array,
  at: number,
  stride: number,
  count: number,
): { readonly periods: number[]; readonly heights: number[] } {
  const periods: number[] = [];
  const heights: number[] = [];
  for (let i = 1; i < count; i++) {
    const here = differences[at + stride * i];
    const before = differences[at + stride * (i - 1)];
    const isLast = i + 1 === count;
    const after = isLast ? Number.POSITIVE_INFINITY : differences[at + stride * (i + 1)];
    if (!(here < before && here <= after)) continue;
    const curve = after + before - 2 * here;
    const slope = (after - before) / 2;
    periods.push(isLast || Math.abs(slope) >= Math.abs(curve) ? i : i - slope / curve);
    heights.push(here);
  }
  return { periods, heights };
}

/** The chance of each trough, over all thresholds. */
function weigh(heights: readonly number[]): Float64Array {
  const chances = new Float64Array(heights.length);
  if (heights.length === 0) return chances;
  const deepest = largest(heights.map((height) => -height));
  for (let k = 0; k < THRESHOLDS; k++) {
    const threshold = (k + 1) / THRESHOLDS;
    if (!(heights[deepest] < threshold)) {
      chances[deepest] += NO_TROUGH * CHANCE[k];
      continue;
    }
    let lower = 0;
    for (const height of heights) if (height < threshold) lower++;
    let weight = (CHANCE[k] * (1 - Math.exp(-DECAY))) / (1 - Math.exp(-DECAY * lower));
    for (let n = 0; n < heights.length; n++) {
      if (!(heights[n] < threshold)) continue;
      chances[n] += weight;
      weight *= Math.exp(-DECAY);
    }
  }
  return chances;
}

function largest(values: ArrayLike<number>): number {
  let at = 0;
  for (let n = 1; n < values.length; n++) if (values[n] > values[at]) at = n;
  return at;
}
