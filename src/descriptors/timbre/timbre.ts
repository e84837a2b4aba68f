/** How a sound's own partials are found; the training measures with the same numbers (`definitions.py`, `MODES`). */
export const MODE_ANALYSIS = {
  count: 32,
  window: 8192,
  hop: 2048,
  lowHz: 40,
  highHz: 16_000,
  /** Bins on either side that a mode is compared with. */
  around: 24,
  /** Power above the median of those bins: 12 dB. */
  prominence: 16,
  /** Least share of the sound's energy. */
  leastShare: 1e-4,
} as const;

/** How a sound's colour is measured (`definitions.py`, `COLOUR`). */
export const COLOUR_ANALYSIS = {
  bands: 24,
  window: 2048,
  hop: 1024,
  lowHz: 40,
  highHz: 16_000,
  /** Ends of the three stretches, samples from the onset on. */
  stretches: [2048, 14_336, 102_400],
  floorDb: -60,
} as const;

/** Values of a sound's colour: the bands of the first stretch, then of the second and the third. */
export const COLOUR_SIZE = COLOUR_ANALYSIS.bands * COLOUR_ANALYSIS.stretches.length;

/**
 * What the seven descriptors leave out of a sound: the fixed partials that it rings with, and its colour early, midway and
 * late. It belongs to the sound as a whole. A set without one plays with the mean timbre.
 */
export interface Timbre {
  /** Frequencies of the modes in Hz, rising; at most 32. */
  readonly hz: Float32Array;
  /** Each mode's share of the sound's energy, 0-1. */
  readonly share: Float32Array;
  /** Shares of energy of 24 ERB bands in dB, -60 to 0, in three stretches. */
  readonly colour: Float32Array;
}
