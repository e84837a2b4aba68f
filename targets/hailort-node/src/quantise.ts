import type { Quantisation } from './infos.ts';

/**
 * Converts real values to the chip's numbers as libhailort does (`quantization.hpp`): clipped to the range, divided by the
 * scale, shifted by the zero point, rounded to the nearest, halves to the even one; in float32. A value that rounds beyond the numbers of the
 * type becomes the last one (C leaves that open), NaN becomes 0.
 */
export function quantise(
  values: Float32Array,
  { zeroPoint, scale, min, max }: Quantisation,
  into: Uint8Array | Uint16Array,
): void {
  const last = 2 ** (8 * into.BYTES_PER_ELEMENT) - 1;
  for (let i = 0; i < values.length; i++) {
    const clipped = Math.min(Math.max(values[i], min), max);
    const number = roundHalfToEven(Math.fround(Math.fround(clipped / scale) + zeroPoint));
    into[i] = Math.min(Math.max(number, 0), last);
  }
}

/** Converts the chip's numbers to real values: scale · (number − zeroPoint). */
export function dequantise(
  numbers: Uint8Array | Uint16Array,
  { zeroPoint, scale }: Quantisation,
  into: Float32Array,
): void {
  for (let i = 0; i < numbers.length; i++) into[i] = Math.fround(numbers[i] - zeroPoint) * scale;
}

function roundHalfToEven(x: number): number {
  const below = Math.floor(x);
  const rest = x - below;
  if (rest !== 0.5) return rest < 0.5 ? below : below + 1;
  return below % 2 === 0 ? below : below + 1;
}
