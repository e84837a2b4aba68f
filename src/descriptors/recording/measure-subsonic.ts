import { audibleOf } from './audible.ts';

/** Frames are Hann windows: of 100 ms they pass 0 Hz, 10 Hz by half, and 25 Hz and all above by less than 1/30. */
const FRAME_SECONDS = 0.1;
const HOP_SECONDS = 0.025;
/** Power of the rounding to 16 bits, so that digital silence has a finite weight. */
const MIN_POWER = 2 ** -32;
/** Share of the loudest frame below which all frames weigh the same, so that rumble, a little of which is audible, is no weight. */
const POWER_FLOOR = 1e-6;
/** An offset (-80 dB) and rumble (-72 dB) below these, relative to the peak, stay: a trimmed tail ends at -66 dB. */
const MIN_OFFSET = 1e-4;
const MIN_RUMBLE = 2.5e-4;
/** Offset to the scatter of the frames' means from which it counts as constant. */
const STEADY_RATIO = 8;
/** Share of a frame's audible power that can leak into its mean. */
const LEAKAGE = 1e-4;
/** Rumble counts when the quiet frames, 30 dB below the loudest, hold little else: -10 dB is the share of a tone of 18 Hz. */
const QUIET_RATIO = 1e-3;
const MIN_SHARE = 0.1;
/** Hops after the first frame that a sound needs for a measurement: 150 ms in all. */
const MIN_HOPS = 2;

/** The content of a recording below 10 Hz, measured where it is quiet: each frame has the weight 1 / its audible power. */
export interface Subsonic {
  /** Mean of the frames' means: the DC offset. */
  readonly offset: number;
  /** RMS of the frames' means; about the offset if the frames agree on it. */
  readonly rumble: number;
  /** Whether the offset is above -80 dB of the peak and the frames agree on it. */
  readonly hasOffset: boolean;
  /** Whether the rumble is above -72 dB of the peak and prevails in the quiet; beside an offset, in one quiet frame. */
  readonly hasRumble: boolean;
}

const NOTHING: Subsonic = { offset: 0, rumble: 0, hasOffset: false, hasRumble: false };

/**
 * Measures DC offset and rumble of a mono recording. A sound's own low end does not count: it is not there without the sound. A
 * sound shorter than 150 ms has neither. `models/training` (data/subsonic.py) has the same definitions.
 */
export function measureSubsonic(samples: Float32Array, sampleRate: number): Subsonic {
  const length = Math.floor(FRAME_SECONDS * sampleRate);
  const hop = Math.floor(HOP_SECONDS * sampleRate);
  if (samples.length < length + MIN_HOPS * hop) return NOTHING;
  const frames = measureFrames(samples, audibleOf(samples, sampleRate), { length, hop });
  const loudest = frames.reduce((max, { power }) => Math.max(max, power), 0);
  const weights = frames.map(({ power }) => 1 / (power + MIN_POWER + POWER_FLOOR * loudest));
  const total = weights.reduce((sum, weight) => sum + weight, 0);
  const weighted = (values: readonly number[]): number =>
    values.reduce((sum, value, n) => sum + weights[n] * value, 0) / total;
  const offset = weighted(frames.map(({ mean }) => mean));
  const scatter = weighted(frames.map(({ mean }) => (mean - offset) ** 2));
  const quiet = weighted(frames.map(({ power }) => power));
  const peak = samples.reduce((max, x) => Math.max(max, Math.abs(x - offset)), 0);
  const hasOffset =
    Math.abs(offset) > MIN_OFFSET * peak && offset ** 2 > STEADY_RATIO ** 2 * (scatter + LEAKAGE * quiet);
  const power = hasOffset ? scatter : scatter + offset ** 2;
  const rumble = Math.sqrt(power);
  const isRumble = rumble > MIN_RUMBLE * peak && power > MIN_SHARE * quiet && quiet <= QUIET_RATIO * loudest;
  const isQuiet = ({ power }: Frame): boolean => power <= QUIET_RATIO * loudest;
  const hasRumble = isRumble || (hasOffset && swingOf(frames.filter(isQuiet), offset) > MIN_RUMBLE * peak);
  return { offset, rumble, hasOffset, hasRumble };
}

/**
 * Greatest distance from the offset of a frame that holds little else. Rumble of less than a cycle in the quiet has a crest there that
 * looks constant: its RMS about the offset is small, but it is far from it at the end, where it would prolong the tail.
 */
function swingOf(frames: readonly Frame[], offset: number): number {
  const subsonic = frames.filter(({ mean, power }) => (mean - offset) ** 2 > MIN_SHARE * power);
  return subsonic.reduce((max, { mean }) => Math.max(max, Math.abs(mean - offset)), 0);
}

interface Frame {
  readonly mean: number;
  /** Mean square of the audible part. */
  readonly power: number;
}

function measureFrames(
  samples: Float32Array,
  audible: Float32Array,
  { length, hop }: { readonly length: number; readonly hop: number },
): readonly Frame[] {
  const window = Float64Array.from({ length }, (_, n) => (1 - Math.cos((2 * Math.PI * n) / length)) / length);
  const last = samples.length - length;
  const frames: Frame[] = [];
  for (let start = 0; ; start = Math.min(last, start + hop)) {
    let mean = 0;
    let power = 0;
    for (let n = 0; n < length; n++) {
      mean += window[n] * samples[start + n];
      power += window[n] * audible[start + n] ** 2;
    }
    frames.push({ mean, power });
    if (start === last) return frames;
  }
}
