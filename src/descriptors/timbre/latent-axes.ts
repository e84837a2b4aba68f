/** Number of axes that a player moves along. */
export const LATENT_AXES = 8;

/** Rounds of the search for the axes: two variances that differ by a tenth are apart to 1e-8 after them. */
const ROUNDS = 200;
/** Variance below this share of the whole is rounding: no axis lies there. */
const MIN_SHARE = 1e-9;

/**
 * The principal axes of what a model reads of many timbres (its latents), the widest first. Immutable, and sent between threads. With fewer latents
 * than axes the last axes are zero.
 */
export interface LatentAxes {
  /** Values of a row of latents. */
  readonly size: number;
  /** The mean row. */
  readonly mean: Float32Array;
  /** `size` rows of `LATENT_AXES` values: what a standard deviation along each axis adds to a latent. */
  readonly steps: Float32Array;
}

/** A place along the axes, and the axes where they were measured. */
export interface LatentOffsets {
  /** `LATENT_AXES` values in standard deviations; 0 moves nothing. */
  readonly values: Float64Array;
  readonly axes: LatentAxes | undefined;
}

/** Axes of latents that were not measured: each moves one latent by `deviation`. */
export function plainAxes(size: number, deviation: number): LatentAxes {
  const steps = new Float32Array(size * LATENT_AXES);
  for (let i = 0; i < Math.min(size, LATENT_AXES); i++) steps[i * LATENT_AXES + i] = deviation;
  return { size, mean: new Float32Array(size), steps };
}

/** Adds the place `values` along the axes, times `share`, to `into` from `at` on. Allocates nothing. */
export function addLatents(
  { size, steps }: LatentAxes,
  values: Float64Array,
  share: number,
  into: Float32Array | Float64Array,
  at: number,
): void {
  for (let i = 0; i < size; i++) {
    let sum = 0;
    for (let a = 0; a < LATENT_AXES; a++) sum += steps[i * LATENT_AXES + a] * values[a];
    into[at + i] += share * sum;
  }
}

/** Whether a place along the axes differs from the middle. */
export function isMoved(values: Float64Array): boolean {
  for (let a = 0; a < LATENT_AXES; a++) if (values[a] !== 0) return true;
  return false;
}

/** Principal axes of rows of latents; undefined for fewer than two rows. An axis points to where its largest step is positive. */
export function measureAxes(rows: readonly ArrayLike<number>[], size: number): LatentAxes | undefined {
  if (rows.length < 2) return undefined;
  const mean = new Float64Array(size);
  for (const row of rows) for (let i = 0; i < size; i++) mean[i] += row[i] / rows.length;
  const covariance = covarianceOf(rows, mean);
  const count = Math.min(size, LATENT_AXES);
  const vectors = Array.from({ length: count }, (_, a) =>
    Float64Array.from({ length: size }, (__, i) => Math.sin((a + 1) * (i + 1)) + (i === a ? 1 : 0)),
  );
  const minimum = MIN_SHARE * covariance.reduce((sum, row, i) => sum + row[i], 0);
  const next = new Float64Array(size);
  for (let round = 0; round < ROUNDS; round++) {
    for (let a = 0; a < count; a++) {
      multiply(covariance, vectors[a], next);
      vectors[a].set(next);
      for (let b = 0; b < a; b++) subtractPart(vectors[a], vectors[b]);
      normalise(vectors[a], minimum);
    }
  }
  const steps = new Float32Array(size * LATENT_AXES);
  for (const [a, vector] of vectors.entries()) {
    multiply(covariance, vector, next);
    const variance = dot(vector, next);
    if (!(variance > minimum)) continue;
    const scale = signOf(vector) * Math.sqrt(variance);
    for (let i = 0; i < size; i++) steps[i * LATENT_AXES + a] = scale * vector[i];
  }
  return { size, mean: Float32Array.from(mean), steps };
}

/** The place of a row along the axes, in standard deviations. */
export function placeOf({ size, mean, steps }: LatentAxes, row: ArrayLike<number>): Float64Array {
  const place = new Float64Array(LATENT_AXES);
  for (let a = 0; a < LATENT_AXES; a++) {
    let product = 0;
    let square = 0;
    for (let i = 0; i < size; i++) {
      const step = steps[i * LATENT_AXES + a];
      product += step * (row[i] - mean[i]);
      square += step * step;
    }
    place[a] = square === 0 ? 0 : product / square;
  }
  return place;
}

function covarianceOf(rows: readonly ArrayLike<number>[], mean: Float64Array): readonly Float64Array[] {
  const size = mean.length;
  const covariance = Array.from(mean, () => new Float64Array(size));
  const away = new Float64Array(size);
  for (const row of rows) {
    for (let i = 0; i < size; i++) away[i] = row[i] - mean[i];
    for (let i = 0; i < size; i++) {
      for (let j = 0; j < size; j++) covariance[i][j] += (away[i] * away[j]) / rows.length;
    }
  }
  return covariance;
}

function multiply(matrix: readonly Float64Array[], vector: Float64Array, into: Float64Array): void {
  for (let i = 0; i < into.length; i++) into[i] = dot(matrix[i], vector);
}

function dot(a: Float64Array, b: Float64Array): number {
  let sum = 0;
  for (let i = 0; i < a.length; i++) sum += a[i] * b[i];
  return sum;
}

/** Takes the part along a unit vector out of `vector`. */
function subtractPart(vector: Float64Array, unit: Float64Array): void {
  const along = dot(vector, unit);
  for (let i = 0; i < vector.length; i++) vector[i] -= along * unit[i];
}

/** Gives a vector the length 1; one no longer than `minimum` becomes zero. */
function normalise(vector: Float64Array, minimum: number): void {
  const length = Math.sqrt(dot(vector, vector));
  if (!(length > minimum)) return void vector.fill(0);
  for (let i = 0; i < vector.length; i++) vector[i] /= length;
}

function signOf(vector: Float64Array): 1 | -1 {
  let largest = 0;
  for (const value of vector) if (Math.abs(value) > Math.abs(largest)) largest = value;
  return largest < 0 ? -1 : 1;
}
