import type { EncodedSound } from './encoded-sound.ts';
import type { MovingTimbre } from './moving-timbre.ts';

/**
 * Parameters of the search for a sound's own partials. The training uses the same numbers (`definitions.py`, `MODES`), and a
 * model's manifest repeats them under these keys.
 */
export const MODE_ANALYSIS = {
  count: 32,
  window: 8192,
  hop: 2048,
  lowHz: 40,
  highHz: 16_000,
  /** Number of bins on either side that a mode is compared with. */
  around: 24,
  /** Minimum ratio of a mode's power to the median of those bins: 12 dB. */
  prominence: 16,
  /** Minimum share of the sound's energy. */
  leastShare: 1e-4,
} as const;

/** Parameters of the measurement of a sound's colour (`definitions.py`, `COLOUR`; repeated in manifests). */
export const COLOUR_ANALYSIS = {
  bands: 24,
  window: 2048,
  hop: 1024,
  lowHz: 40,
  highHz: 16_000,
  /** Ends of the three segments, samples from the onset. */
  stretches: [2048, 14_336, 102_400],
  floorDb: -60,
} as const;

/** Number of colour values: the bands of the first segment, then of the second and the third. */
export const COLOUR_SIZE = COLOUR_ANALYSIS.bands * COLOUR_ANALYSIS.stretches.length;

/**
 * The properties of a sound that the seven descriptors do not cover: its fixed partials (modes), and its early, middle and late
 * colour. One timbre describes the whole sound. A set without one plays with the mean timbre.
 */
export interface Timbre {
  /** Frequencies of the modes in Hz, ascending; at most 32. */
  readonly hz: Float32Array;
  /** Each mode's share of the sound's energy, 0-1. */
  readonly share: Float32Array;
  /** Shares of energy of 24 ERB bands in dB, -60 to 0, in three segments. */
  readonly colour: Float32Array;
  /** The sound's partials, harmonicity and colour over time; undefined in a set of an older bank. */
  readonly moving?: MovingTimbre;
  /** The sound as one model encodes it; only in a set that was prepared for a model which reads this. */
  readonly encoded?: EncodedSound;
}
