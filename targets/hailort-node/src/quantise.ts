import type { Quantisation } from './infos.ts';

/**
 * Real values as the chip's numbers, as libhailort does it (`quantization.hpp`): clipped to what fits, divided by the
 * scale, shifted by the zero point, rounded to the nearest, halves to the even one; in float32. What rounds beyond the numbers there are becomes the last of
 * them (C leaves that open), NaN becomes 0.
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

/** The chip's numbers as real values: scale · (number − zeroPoint). */
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
