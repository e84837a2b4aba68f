import { clamp } from '../../numeric/clamp.ts';
import { PITCH_RANGE_HZ } from './kernel.ts';
import { findPitchCandidates, indexOfMax } from './pitch-candidates.ts';

const BINS_PER_SEMITONE = 4;
const BINS_PER_OCTAVE = 12 * BINS_PER_SEMITONE;
const MAX_OCTAVES_PER_SECOND = 20;
/** Probability of a change between voiced and unvoiced from frame to frame. */
const SWITCH_PROBABILITY = 0.01;
const MIN_PROBABILITY = 1e-300;
/** Logarithm above which an emission counts as a candidate's, not as `MIN_PROBABILITY`. */
const MIN_CANDIDATE_LOG = -600;
/** Flag in a back pointer: the previous state had the other voicing. */
const SWITCHED = 128;

/** A tracked pitch, one value per frame. */
export interface PitchPath {
  readonly hertz: Float32Array;
  /** 1 where the frame has a pitch. */
  readonly voiced: Uint8Array;
}

/** Tracks the pitch of a whole sound as a path without jumps. */
export interface PitchTracker {
  /** Adds the next frame. YIN's difference of period `shortestPeriod + i` is at `at + stride * i`. */
  observe(differences: Float32Array, at: number, stride: number, count: number): void;
  /** Finds the likeliest path through all frames observed. */
  decode(): PitchPath;
}

/** One frame: the bin, probability and exact pitch of each candidate. */
interface Frame {
  readonly bins: Uint16Array;
  readonly probabilities: Float64Array;
  readonly hertz: Float64Array;
}

/**
 * Creates the pitch tracker of Mauch and Dixon, "pYIN" (2014), as in librosa 0.11's `pyin`: every trough of YIN's difference is a
 * candidate, weighted over all thresholds. The result is the likeliest path through the candidates that moves by at most 20 octaves
 * per second, in bins of a quarter of a semitone; within its bin, a pitch is as exact as YIN's. Where a sound has no pitch, the path
 * stays near the previous one. YIN alone, frame by frame, jumps by octaves, and so do a model's partials.
 */
export function createPitchTracker(options: {
  readonly sampleRate: number;
  readonly hop: number;
  /** Period of the first difference, samples. */
  readonly shortestPeriod: number;
}): PitchTracker {
  const { sampleRate, hop, shortestPeriod } = options;
  const { min, max } = PITCH_RANGE_HZ;
  const bins = Math.floor(BINS_PER_OCTAVE * Math.log2(max / min)) + 1;
  const reach = Math.round((MAX_OCTAVES_PER_SECOND * 12 * hop) / sampleRate) * (BINS_PER_SEMITONE / 2);
  const frames: Frame[] = [];
  return {
    observe: (differences, at, stride, count) => {
      const { periods, probabilities } = findPitchCandidates(differences, at, stride, count);
      const hertz = Float64Array.from(periods, (period) => sampleRate / (shortestPeriod + period));
      const nearest = Uint16Array.from(hertz, (hz) =>
        clamp(Math.round(BINS_PER_OCTAVE * Math.log2(hz / min)), 0, bins - 1),
      );
      frames.push({ bins: nearest, probabilities, hertz });
    },
    decode: () => traceBack(frames, findBestStates(frames, bins, reach), bins, reach),
  };
}

/** The states of the Viterbi search: voiced bins, then unvoiced bins. */
interface BestStates {
  /** Per frame and state: distance to the previous bin + `reach`, with the flag `SWITCHED`. */
  readonly backPointers: readonly Uint8Array[];
  /** Logarithms of the likeliest path to each bin in the last frame. */
  readonly voiced: Float64Array;
  readonly unvoiced: Float64Array;
}

function findBestStates(frames: readonly Frame[], bins: number, reach: number): BestStates {
  const steps = stepLogs(bins, reach);
  const stay = Math.log(1 - SWITCH_PROBABILITY);
  const change = Math.log(SWITCH_PROBABILITY);
  let voiced = new Float64Array(bins);
  let unvoiced = new Float64Array(bins);
  let nextVoiced = new Float64Array(bins);
  let nextUnvoiced = new Float64Array(bins);
  const backPointers = frames.map(() => new Uint8Array(2 * bins));
  const best = new Float64Array(2 * bins);
  const bestFrom = new Uint8Array(2 * bins);
  const emitted = new Float64Array(bins);
  frames.forEach((frame, t) => {
    const unvoicedLog = emit(frame, emitted);
    if (t > 0) {
      advance(voiced, steps, reach, best.subarray(0, bins), bestFrom.subarray(0, bins));
      advance(unvoiced, steps, reach, best.subarray(bins), bestFrom.subarray(bins));
    }
    for (let bin = 0; bin < bins; bin++) {
      const [v, u] = [best[bin], best[bins + bin]];
      const isFromVoiced = v + stay >= u + change;
      nextVoiced[bin] = (isFromVoiced ? v + stay : u + change) + emitted[bin];
      backPointers[t][bin] = isFromVoiced ? bestFrom[bin] : bestFrom[bins + bin] | SWITCHED;
      const isFromUnvoiced = u + stay >= v + change;
      nextUnvoiced[bin] = (isFromUnvoiced ? u + stay : v + change) + unvoicedLog;
      backPointers[t][bins + bin] = isFromUnvoiced ? bestFrom[bins + bin] : bestFrom[bin] | SWITCHED;
    }
    [voiced, nextVoiced] = [nextVoiced, voiced];
    [unvoiced, nextUnvoiced] = [nextUnvoiced, unvoiced];
  });
  return { backPointers, voiced, unvoiced };
}

/** Writes the log probability of each voiced bin to `emitted`; returns that of an unvoiced bin. */
function emit(frame: Frame, emitted: Float64Array): number {
  emitted.fill(Math.log(MIN_PROBABILITY));
  frame.bins.forEach((bin, n) => {
    emitted[bin] = Math.log(frame.probabilities[n] + MIN_PROBABILITY);
  });
  let sum = 0;
  for (const log of emitted) sum += log > MIN_CANDIDATE_LOG ? Math.exp(log) : 0;
  return Math.log(Math.max(0, 1 - sum) / emitted.length + MIN_PROBABILITY);
}

/** Writes the likeliest path to each bin from the bins around it to `best`, and its origin (distance + `reach`) to `bestFrom`. */
function advance(
  before: Float64Array,
  steps: Float64Array,
  reach: number,
  best: Float64Array,
  bestFrom: Uint8Array,
): void {
  const bins = before.length;
  for (let bin = 0; bin < bins; bin++) {
    let max = Number.NEGATIVE_INFINITY;
    let step = reach;
    const last = Math.min(bins - 1, bin + reach);
    for (let other = Math.max(0, bin - reach); other <= last; other++) {
      const value = before[other] + steps[other * (2 * reach + 1) + (bin - other + reach)];
      if (value > max) {
        max = value;
        step = other - bin + reach;
      }
    }
    best[bin] = max;
    bestFrom[bin] = step;
  }
}

function traceBack(frames: readonly Frame[], states: BestStates, bins: number, reach: number): PitchPath {
  const { backPointers, voiced, unvoiced } = states;
  const hertz = new Float32Array(frames.length);
  const voicedFrames = new Uint8Array(frames.length);
  let isVoiced = Math.max(...voiced) >= Math.max(...unvoiced);
  let bin = indexOfMax(isVoiced ? voiced : unvoiced);
  for (let t = frames.length - 1; t >= 0; t--) {
    // A bin is 25 cents wide: a candidate inside it is more exact.
    const inside = frames[t].bins.indexOf(bin);
    hertz[t] = inside < 0 ? PITCH_RANGE_HZ.min * 2 ** (bin / BINS_PER_OCTAVE) : frames[t].hertz[inside];
    voicedFrames[t] = isVoiced ? 1 : 0;
    if (t === 0) break;
    const step = backPointers[t][isVoiced ? bin : bins + bin];
    bin += (step & (SWITCHED - 1)) - reach;
    if (step & SWITCHED) isVoiced = !isVoiced;
  }
  return { hertz, voiced: voicedFrames };
}

/** Log probabilities of moving from each bin to those around it: a triangle, cut off at the ends of the range. */
function stepLogs(bins: number, reach: number): Float64Array {
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
