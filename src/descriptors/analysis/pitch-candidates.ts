const THRESHOLDS = 100;
/** Weight of the deepest trough for thresholds that no trough is below. */
const NO_TROUGH_WEIGHT = 0.01;
/** Of the troughs below a threshold, each has e^-2 of the weight of the one with the next shorter period. */
const DECAY = 2;

/** Probability that a threshold lies between k/100 and (k+1)/100: the beta distribution (2, 18) of the paper. */
const THRESHOLD_PROBABILITIES = Float64Array.from(
  { length: THRESHOLDS },
  (_, k) => betaCdf((k + 1) / THRESHOLDS) - betaCdf(k / THRESHOLDS),
);

function betaCdf(x: number): number {
  return 1 - (1 - x) ** 18 * (1 + 18 * x);
}

/** The pitch candidates of one frame: the troughs of YIN's difference. */
export interface PitchCandidates {
  /** Samples beyond the first period, fractional. */
  readonly periods: readonly number[];
  readonly probabilities: Float64Array;
}

/**
 * Finds the candidates of one frame and their probabilities over all thresholds, as in pYIN (Mauch and Dixon, 2014). The
 * difference of the first period + i is at `at + stride * i`.
 */
export function findPitchCandidates(
  differences: Float32Array,
  at: number,
  stride: number,
  count: number,
): PitchCandidates {
  const { periods, heights } = findTroughs(differences, at, stride, count);
  return { periods, probabilities: probabilitiesOf(heights) };
}

/**
 * Finds troughs: their periods beyond the first, between samples by a parabola, and their heights. A difference that still falls at
 * the longest period has a trough there. Unlike in librosa, one that rises from the shortest period has none there: a deep kick
 * would be at 5.5 kHz.
 */
function findTroughs(
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

/** The probability of each trough, over all thresholds. */
function probabilitiesOf(heights: readonly number[]): Float64Array {
  const probabilities = new Float64Array(heights.length);
  if (heights.length === 0) return probabilities;
  const deepest = indexOfMax(heights.map((height) => -height));
  for (let k = 0; k < THRESHOLDS; k++) {
    const threshold = (k + 1) / THRESHOLDS;
    if (!(heights[deepest] < threshold)) {
      probabilities[deepest] += NO_TROUGH_WEIGHT * THRESHOLD_PROBABILITIES[k];
      continue;
    }
    let lower = 0;
    for (const height of heights) if (height < threshold) lower++;
    let weight = (THRESHOLD_PROBABILITIES[k] * (1 - Math.exp(-DECAY))) / (1 - Math.exp(-DECAY * lower));
    for (let n = 0; n < heights.length; n++) {
      if (!(heights[n] < threshold)) continue;
      probabilities[n] += weight;
      weight *= Math.exp(-DECAY);
    }
  }
  return probabilities;
}

/** Index of the largest value, the first of equal ones. */
export function indexOfMax(values: ArrayLike<number>): number {
  let at = 0;
  for (let n = 1; n < values.length; n++) if (values[n] > values[at]) at = n;
  return at;
}
