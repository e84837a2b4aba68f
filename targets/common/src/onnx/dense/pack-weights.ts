/** Outputs that the kernel computes at a time: eight registers of four. */
export const BLOCK = 32;
/** Largest magnitude of an input that is rounded; `kernel/dense-of-shorts.ts` has the same number. */
const LARGEST_INPUT = 8191;
const LARGEST_WEIGHT = 32_767;
const LARGEST_SUM = 2 ** 31 - 1;

/** A matrix of a dense layer as ONNX has it: a row of `outputs` weights for each input. */
export interface Matrix {
  readonly inputs: number;
  readonly outputs: number;
  readonly weights: Float32Array;
}

export const blocksOf = ({ outputs }: Matrix): number => Math.ceil(outputs / BLOCK);

/** Weights in the order in which the kernel reads them: for each block of outputs a row for each input; zeros beyond the last output. */
export function packFloats({ inputs, outputs, weights }: Matrix, into: Float32Array): void {
  for (let n = 0; n < outputs; n++) {
    const at = BLOCK * (Math.floor(n / BLOCK) * inputs) + (n % BLOCK);
    for (let k = 0; k < inputs; k++) into[at + BLOCK * k] = weights[k * outputs + n];
  }
}

/**
 * Weights as int16 in the order in which the kernel reads them: for each block of outputs and each two inputs a row of 32 pairs. An output's scale is
 * the finest for which no sum of products with rounded inputs leaves int32: 12 to 14 bits of a weight are used.
 */
export function packShorts({ inputs, outputs, weights }: Matrix, into: Int16Array, scales: Float32Array): void {
  const pairs = Math.ceil(inputs / 2);
  for (let n = 0; n < outputs; n++) {
    let [most, sum] = [0, 0];
    for (let k = 0; k < inputs; k++) {
      const size = Math.abs(weights[k * outputs + n]);
      most = Math.max(most, size);
      sum += size;
    }
    if (most === 0) continue;
    // Each weight is rounded up by half a step at most.
    const steps = Math.min(LARGEST_WEIGHT / most, (LARGEST_SUM / LARGEST_INPUT - inputs / 2) / sum);
    scales[n] = 1 / steps;
    const at = 2 * BLOCK * (Math.floor(n / BLOCK) * pairs) + 2 * (n % BLOCK);
    for (let k = 0; k < inputs; k++) {
      into[at + 2 * BLOCK * (k >> 1) + (k & 1)] = Math.round(weights[k * outputs + n] * steps);
    }
  }
}
