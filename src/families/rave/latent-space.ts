import { DESCRIPTORS } from '../../descriptors/descriptor.ts';
import type { EncodedSpace } from '../../descriptors/timbre/encoded-sound.ts';
import { measureAxes, plainAxes } from '../../descriptors/timbre/latent-axes.ts';
import { type DescriptorStats, normalise } from '../../descriptors/transform/perceptual.ts';
import type { EncodedSet } from '../../model/sound-encoder.ts';
import type { HopSchedule } from './hop-schedule.ts';

const COUNT = DESCRIPTORS.length;
/** Moved by latents; level and pitch are made outside the decoder. */
const MOVED = DESCRIPTORS.map((name, d) => (name === 'rms' || name === 'f0' ? -1 : d)).filter((d) => d >= 0);
/** Frames of a set that are read, evenly spread, and the fewest of a bank that are measured. */
const FRAMES_PER_SET = 200;
const MIN_FRAMES = 64;
/** Frames further below the loudest one of their set are left out: 40 dB. */
const AUDIBLE = 0.01;
/** Every fourth set is held out of the regression. */
const HELD_OUT = 4;
/** Weights of the penalties: of the regression, a share of a unit variance; of the way back, so that weak answers move little. */
const RIDGE = 0.01;
const RESPONSE_RIDGE = 0.05;

interface Frames {
  /** Latents of each frame in deviations, and descriptors in deviations. */
  readonly latents: Float64Array[];
  readonly descriptors: Float64Array[];
}

export interface LatentSpaceOptions {
  readonly schedule: HopSchedule;
  readonly latents: number;
  readonly mean: readonly number[];
  readonly std: readonly number[];
  readonly descriptors: readonly DescriptorStats[];
}

/** Covariance and principal axes of the latents of a bank, and ridge regression of its descriptors on them, with the way back of least size for the bank. */
export function measureLatentSpace(
  sounds: readonly EncodedSet[],
  options: LatentSpaceOptions,
): EncodedSpace | undefined {
  const { latents } = options;
  const known: Frames = { latents: [], descriptors: [] };
  const held: Frames = { latents: [], descriptors: [] };
  for (const [i, sound] of sounds.entries()) {
    readFrames(sound, options, sounds.length >= HELD_OUT && i % HELD_OUT === HELD_OUT - 1 ? held : known);
  }
  if (known.latents.length < MIN_FRAMES) return undefined;
  const centre = meanOf(known.latents, latents);
  const middle = meanOf(known.descriptors, COUNT);
  const covariance = productOf(known.latents, centre, known.latents, centre);
  const damped = covariance.map((row, i) => row.map((value, j) => (i === j ? value + RIDGE : value)));
  // Rows of weights: one a descriptor.
  const weights = solve(damped, productOf(known.latents, centre, known.descriptors, middle));
  const predict = (row: Float64Array, d: number): number => {
    let sum = middle[d] ?? 0;
    for (let i = 0; i < latents; i++) sum += (weights[i]?.[d] ?? 0) * ((row[i] ?? 0) - (centre[i] ?? 0));
    return sum;
  };
  const tested = held.latents.length > 1 ? held : known;
  const correlation = Float32Array.from({ length: COUNT }, (_, d) =>
    correlationOf(
      tested.latents.map((row) => predict(row, d)),
      tested.descriptors.map((row) => row[d] ?? 0),
    ),
  );
  const axes = measureAxes([...known.latents, ...held.latents], latents) ?? plainAxes(latents, 1);
  return { walk: walkOf(covariance), response: responseOf(covariance, weights), axes, correlation };
}

function readFrames({ set, encoded }: EncodedSet, options: LatentSpaceOptions, into: Frames): void {
  const { schedule, latents, mean, std, descriptors } = options;
  const loudest = set.curves.rms.reduce((largest, value) => Math.max(largest, value), 0);
  const step = Math.max(Math.floor(set.frames / FRAMES_PER_SET), 1);
  for (let k = 0; k < set.frames; k += step) {
    const row = Math.round(k * schedule.hopsPerFrame) * latents;
    if ((set.curves.rms[k] ?? 0) < AUDIBLE * loudest || row + latents > encoded.rows.length) continue;
    into.latents.push(
      Float64Array.from({ length: latents }, (_, i) => ((encoded.rows[row + i] ?? 0) - (mean[i] ?? 0)) / (std[i] ?? 1)),
    );
    into.descriptors.push(Float64Array.from(descriptors, (stats) => normalise(stats, set.curves[stats.name][k] ?? 0)));
  }
}

function meanOf(rows: readonly Float64Array[], size: number): Float64Array {
  const sum = new Float64Array(size);
  for (const row of rows) for (let i = 0; i < size; i++) sum[i] = (sum[i] ?? 0) + (row[i] ?? 0) / rows.length;
  return sum;
}

/** Mean product of the columns of two tables, each less its mean. */
function productOf(
  a: readonly Float64Array[],
  meanA: Float64Array,
  b: readonly Float64Array[],
  meanB: Float64Array,
): number[][] {
  return Array.from(meanA, (ofA, i) =>
    Array.from(
      meanB,
      (ofB, j) => a.reduce((sum, row, n) => sum + ((row[i] ?? 0) - ofA) * ((b[n]?.[j] ?? 0) - ofB), 0) / a.length,
    ),
  );
}

/** The first columns of the covariance's Cholesky factor, as many as there are walks. */
function walkOf(covariance: readonly (readonly number[])[]): Float32Array {
  const size = covariance.length;
  const factor = new Float32Array(size * COUNT);
  const at = (i: number, j: number): number => factor[i * COUNT + j] ?? 0;
  for (let j = 0; j < Math.min(size, COUNT); j++) {
    for (let i = j; i < size; i++) {
      let rest = covariance[i]?.[j] ?? 0;
      for (let m = 0; m < j; m++) rest -= at(i, m) * at(j, m);
      factor[i * COUNT + j] = i === j ? Math.sqrt(Math.max(rest, 1e-9)) : rest / at(j, j);
    }
  }
  return factor;
}

/** `C W' (W C W' + r)^-1`: of all latents that the regression answers with a wanted deviation, the likeliest in the bank. */
function responseOf(covariance: readonly (readonly number[])[], weights: readonly (readonly number[])[]): Float32Array {
  const size = covariance.length;
  const spread = covariance.map((row) =>
    MOVED.map((d) => row.reduce((sum, value, j) => sum + value * (weights[j]?.[d] ?? 0), 0)),
  );
  const answer = MOVED.map((d, a) =>
    MOVED.map((_, b) =>
      spread.reduce((sum, row, i) => sum + (weights[i]?.[d] ?? 0) * (row[b] ?? 0), a === b ? RESPONSE_RIDGE : 0),
    ),
  );
  const inverse = solve(
    answer,
    MOVED.map((_, a) => MOVED.map((__, b) => (a === b ? 1 : 0))),
  );
  const response = new Float32Array(size * COUNT);
  for (let i = 0; i < size; i++) {
    for (const [b, d] of MOVED.entries()) {
      response[i * COUNT + d] = MOVED.reduce((sum, _, a) => sum + (spread[i]?.[a] ?? 0) * (inverse[a]?.[b] ?? 0), 0);
    }
  }
  return response;
}

/** Solves `matrix * x = right`, symmetric and positive definite, by elimination. */
function solve(matrix: readonly (readonly number[])[], right: readonly (readonly number[])[]): number[][] {
  const rows = matrix.map((row, i) => [...row, ...(right[i] ?? [])]);
  const size = rows.length;
  for (const [i, pivotRow] of rows.entries()) {
    const pivot = pivotRow[i] ?? 1;
    for (let j = 0; j < pivotRow.length; j++) pivotRow[j] = (pivotRow[j] ?? 0) / pivot;
    for (const [k, row] of rows.entries()) {
      const factor = row[i] ?? 0;
      if (k === i || factor === 0) continue;
      for (let j = i; j < row.length; j++) row[j] = (row[j] ?? 0) - factor * (pivotRow[j] ?? 0);
    }
  }
  return rows.map((row) => row.slice(size));
}

function correlationOf(a: readonly number[], b: readonly number[]): number {
  const meanA = a.reduce((sum, value) => sum + value, 0) / a.length;
  const meanB = b.reduce((sum, value) => sum + value, 0) / b.length;
  let [product, squaresA, squaresB] = [0, 0, 0];
  for (const [n, value] of a.entries()) {
    const [da, db] = [value - meanA, (b[n] ?? 0) - meanB];
    product += da * db;
    squaresA += da * da;
    squaresB += db * db;
  }
  return squaresA * squaresB === 0 ? 0 : product / Math.sqrt(squaresA * squaresB);
}
