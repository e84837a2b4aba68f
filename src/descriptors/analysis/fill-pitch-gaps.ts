import { PITCH_RANGE_HZ } from './kernel.ts';
import type { PitchPath } from './pitch-tracker.ts';

/** Minimum length of a stable run of YIN's pitch, frames: 70 ms at the default hop. */
const MIN_STABLE_FRAMES = 12;
/** Largest step between the frames of a stable run: a semitone, in octaves. */
const MAX_STABLE_STEP_OCTAVES = 1 / 12;

/**
 * Determines a playable pitch for every frame, Hz: the tracked pitch where it is voiced; YIN's pitch in unvoiced frames where YIN is
 * stable (a drum's body under its attack); elsewhere the pitch of the nearest such frame. A sound without any of these has one
 * pitch, the median of YIN's by energy. The pitch of noise thus does not move, because jumping partials are audible even under
 * noise. `models/training` prepares its examples in the same way.
 *
 * @param tracked result of a `PitchTracker`, one value per frame
 * @param yin f0 of `analyse`, Hz
 * @param rms RMS of `analyse`
 */
export function fillPitchGaps({ hertz, voiced }: PitchPath, yin: Float32Array, rms: Float32Array): Float32Array {
  const stable = stableFrames(yin);
  const pitched = [...stable.keys()].filter((k) => voiced[k] === 1 || stable[k] === 1);
  if (pitched.length === 0) return new Float32Array(yin.length).fill(medianByEnergy(yin, rms));

  let nearest = 0;
  return yin.map((_, k) => {
    while (nearest + 1 < pitched.length && pitched[nearest + 1] - k < Math.abs(k - pitched[nearest])) nearest++;
    const from = pitched[nearest];
    return voiced[from] ? hertz[from] : yin[from];
  });
}

/** 1 in each frame of a run in which YIN is stable and below the end of its range. */
function stableFrames(yin: Float32Array): Uint8Array {
  const stable = new Uint8Array(yin.length);
  let start = 0;
  for (let k = 1; k <= yin.length; k++) {
    if (k < yin.length && Math.abs(Math.log2(yin[k] / yin[k - 1])) < MAX_STABLE_STEP_OCTAVES) continue;
    const run = yin.subarray(start, k);
    if (run.length >= MIN_STABLE_FRAMES && run.every((hz) => hz < PITCH_RANGE_HZ.max)) stable.fill(1, start, k);
    start = k;
  }
  return stable;
}

function medianByEnergy(hertz: Float32Array, rms: Float32Array): number {
  const order = [...hertz.keys()].sort((a, b) => hertz[a] - hertz[b]);
  const half = rms.reduce((sum, value) => sum + value * value, 0) / 2;
  let sum = 0;
  for (const k of order) {
    sum += rms[k] * rms[k];
    if (sum >= half) return Math.min(PITCH_RANGE_HZ.max, hertz[k]);
  }
  return PITCH_RANGE_HZ.min;
}
