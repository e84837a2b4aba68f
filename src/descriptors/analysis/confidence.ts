/** Below this RMS nothing is called voiced; full confidence needs ten times as much. */
const SILENCE = 1e-5;

/**
 * How surely a frame has the pitch that YIN names, 0 (unvoiced) to 1 (periodic): `(1 - d')²`, where d' is the
 * cumulative-mean-normalised difference of the paper at the chosen period, faded out from RMS 1e-4 to 1e-5 (-80 to
 * -100 dBFS). A sine gives 0.9 to 1, white noise 0.01, a tone in noise of equal power about 0.3.
 */
export function pitchConfidence(aperiodicity: number, rms: number): number {
  const periodic = Math.min(1, Math.max(0, 1 - aperiodicity));
  const gate = Math.min(1, Math.max(0, Math.log10(Math.max(rms, 1e-30) / SILENCE)));
  return periodic * periodic * gate;
}
