/** The attack of a sound, as positions in its level lane: start of the first rise, and first peak. */
export interface Attack {
  readonly onset: number;
  readonly peak: number;
}

/** A level lane that stays below this has no attack (-80 dBFS). */
const SILENCE = 1e-4;
/** The first value within 6 dB of the loudest belongs to the attack; its peak follows within 30 ms. */
const LOUD_RATIO = 0.5;
const PEAK_SECONDS = 0.03;
/** The rise starts 20 dB below the peak. */
const ONSET_RATIO = 0.1;

/** Finds the first attack in a level lane (linear RMS); undefined when the lane is silent. */
export function findAttack(level: Float32Array, valuesPerSecond: number): Attack | undefined {
  let loudest = 0;
  for (const value of level) loudest = Math.max(loudest, value);
  if (!(loudest > SILENCE)) return undefined;
  const first = level.findIndex((value) => value >= LOUD_RATIO * loudest);
  const lastCandidate = first + Math.round(PEAK_SECONDS * valuesPerSecond);
  let peak = first;
  level.subarray(first, lastCandidate + 1).forEach((value, i) => {
    if (value > level[peak]) peak = first + i;
  });
  const threshold = ONSET_RATIO * level[peak];
  let onset = first;
  while (onset > 0 && level[onset - 1] > threshold) onset--;
  return { onset, peak };
}
