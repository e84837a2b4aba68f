/** Where a sound begins, as positions in its level lane: from the first rise to the first peak. */
export interface Attack {
  readonly onset: number;
  readonly peak: number;
}

/** Quieter than this a set has no attack to speak of (-80 dBFS). */
const SILENT = 1e-4;
/** The first value within 6 dB of the loudest belongs to the attack; its peak follows within 30 ms. */
const LOUD = 0.5;
const PEAK_SECONDS = 0.03;
/** The rise counts from 20 dB below the peak. */
const RISEN = 0.1;

/** The first attack of a level lane (linear RMS, `valuesPerSecond`), or nothing in a silent one. */
export function findAttack(level: Float32Array, valuesPerSecond: number): Attack | undefined {
  let loudest = 0;
  for (const value of level) loudest = Math.max(loudest, value);
  if (!(loudest > SILENT)) return undefined;
  const first = level.findIndex((value) => value >= LOUD * loudest);
  const reach = first + Math.round(PEAK_SECONDS * valuesPerSecond);
  let peak = first;
  level.subarray(first, reach + 1).forEach((value, i) => {
    if (value > level[peak]) peak = first + i;
  });
  const risen = RISEN * level[peak];
  let onset = first;
  while (onset > 0 && level[onset - 1] > risen) onset--;
  return { onset, peak };
}
