import { NeurorackError } from '../../contracts/errors.ts';
import { DESCRIPTORS } from '../descriptor.ts';

/** Correlation matrix of the seven descriptors: 7 rows of 7, symmetric, ones on the diagonal. */
export type Correlation = readonly (readonly number[])[];

/**
 * Correlation of the descriptors within a sound, on the perceptual scale: of the deviations from each sound's own mean, over the
 * frames within 40 dB of the loudest of the 102 CC0 hits in Debian's sonic-pi-samples (librosa 0.11).
 */
export const TYPICAL_CORRELATION: Correlation = [
  [1, 0.32, 0.19, -0.3, -0.57, -0.28, -0.1],
  [0.32, 1, 0.23, 0.23, 0.06, 0.29, -0.14],
  [0.19, 0.23, 1, 0.55, 0.3, 0.62, -0.02],
  [-0.3, 0.23, 0.55, 1, 0.78, 0.81, 0.04],
  [-0.57, 0.06, 0.3, 0.78, 1, 0.84, 0.09],
  [-0.28, 0.29, 0.62, 0.81, 0.84, 1, 0.1],
  [-0.1, -0.14, -0.02, 0.04, 0.09, 0.1, 1],
];

/**
 * The lower triangular matrix L with L * L^T = correlation (Cholesky), 49 values, row by row. L times independent unit normals
 * gives normals with this correlation.
 *
 * @throws NeurorackError 'bad-config' when the matrix is not a correlation matrix of seven descriptors
 */
export function mixingMatrix(correlation: Correlation): Float64Array {
  const n = DESCRIPTORS.length;
  const at = (i: number, j: number): number => correlation[i]?.[j] ?? Number.NaN;
  const lower = new Float64Array(n * n);
  for (let i = 0; i < n; i++) {
    for (let j = 0; j <= i; j++) {
      let rest = at(i, j);
      for (let m = 0; m < j; m++) rest -= lower[i * n + m] * lower[j * n + m];
      const legal = at(i, j) === at(j, i) && (i !== j || (at(i, i) === 1 && rest > 0));
      if (!legal) throw notACorrelation(i, j);
      lower[i * n + j] = i === j ? Math.sqrt(rest) : rest / lower[j * n + j];
    }
  }
  return lower;
}

function notACorrelation(row: number, column: number): NeurorackError {
  return new NeurorackError('bad-config', `not a correlation matrix: row ${row}, column ${column}`, {
    remedy: 'give 7 rows of 7 numbers, symmetric, positive definite, with ones on the diagonal',
  });
}
