import { PITCH_RANGE_HZ } from './kernel.ts';

/** YIN's pitch counts where it stays for so many frames, 70 ms at the default hop, */
const STILL_FRAMES = 12;
/** with each frame within a semitone of the one before it, octaves. */
const STILL_OCTAVES = 1 / 12;

/**
 * A pitch for every frame, Hz, to be played: the path's where it is voiced; YIN's where the path has no pitch but YIN stays at one (a drum's
 * body under its stroke); anywhere else that of the nearest such frame. A sound without any has one pitch, the median of YIN's by energy. So noise
 * has a pitch that does not move: partials that jump are heard even under noise. `models/training` settles its examples in the same way.
 *
 * `yin` (Hz) and `rms` are curves of `analyse`, one value a frame as the path's.
 */
export function fillPitchGaps(
  { hertz, voiced }: { readonly hertz: Float32Array; readonly voiced: Uint8Array },
  yin: Float32Array,
  rms: Float32Array,
): Float32Array {
  const still = stillFrames(yin);
  const pitched = [...still.keys()].filter((k) => voiced[k] === 1 || still[k] === 1);
  if (pitched.length === 0) return new Float32Array(yin.length).fill(medianByEnergy(yin, rms));

  let nearest = 0;
  return yin.map((_, k) => {
    while (nearest + 1 < pitched.length && pitched[nearest + 1] - k < Math.abs(k - pitched[nearest])) nearest++;
    const from = pitched[nearest];
    return voiced[from] ? hertz[from] : yin[from];
  });
}

/** 1 in each frame of a stretch in which YIN stays at a pitch of the range. */
function stillFrames(yin: Float32Array): Uint8Array {
  const still = new Uint8Array(yin.length);
  let start = 0;
  for (let k = 1; k <= yin.length; k++) {
    if (k < yin.length && Math.abs(Math.log2(yin[k] / yin[k - 1])) < STILL_OCTAVES) continue;
    const stretch = yin.subarray(start, k);
    if (stretch.length >= STILL_FRAMES && stretch.every((hz) => hz < PITCH_RANGE_HZ.max)) still.fill(1, start, k);
    start = k;
  }
  return still;
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
