import { clamp } from '../../numeric/clamp.ts';

/** RMS below which the confidence is 0; full confidence needs ten times as much. */
const SILENCE = 1e-5;

/**
 * Confidence of YIN's pitch, 0 (unvoiced) to 1 (periodic): `(1 - d')²`, where d' is the cumulative-mean-normalised difference of
 * the paper at the chosen period, faded out from RMS 1e-4 to 1e-5 (-80 to -100 dBFS). A sine gives 0.9 to 1, white noise 0.01, a
 * tone in noise of equal power about 0.3.
 */
export function pitchConfidence(aperiodicity: number, rms: number): number {
  const periodic = clamp(1 - aperiodicity, 0, 1);
  const gate = clamp(Math.log10(Math.max(rms, 1e-30) / SILENCE), 0, 1);
  return periodic * periodic * gate;
}
