/** Samples between two grid points of a moving timbre. */
export const MOVING_HOP = 512;

/** Grid points of a sound of `samples` samples. */
export const pointsOf = (samples: number): number => 1 + Math.floor(samples / MOVING_HOP);

/** Grid points of a set of `frames` frames of 256 samples. */
export const pointsOfFrames = (frames: number): number => (frames + 1) >> 1;

/** Colours, and rows of own descriptors, on a grid of `points` points: one at every second point. */
export const coloursOf = (points: number): number => (points + 1) >> 1;

/** A search for peaks in windows of one length. */
export interface PeakSearch {
  /** Samples. */
  readonly window: number;
  readonly hop: number;
  /** Number of bins on either side that a peak is compared with. */
  readonly around: number;
  /** Greatest distance of a peak from its track's last one: the larger of cents and bins. */
  readonly cents: number;
  readonly bins: number;
  /** Greatest number of frames without a peak within a track. */
  readonly gap: number;
  /** Minimum number of peaks in a track. */
  readonly minPeaks: number;
}

const LONG: PeakSearch = { window: 8192, hop: 1024, around: 24, cents: 25, bins: 0.6, gap: 3, minPeaks: 6 };
const SHORT: PeakSearch = { window: 2048, hop: MOVING_HOP, around: 12, cents: 70, bins: 0.5, gap: 1, minPeaks: 8 };

/** Parameters of the search for partials that move and end. The training uses the same numbers (`definitions.py`, `TRACKS`). */
export const TRACK_ANALYSIS = {
  count: 96,
  lowHz: 40,
  highHz: 16_000,
  /** Minimum ratio of a peak's power to the median of the bins around it: 12 dB. */
  prominence: 16,
  /** Peaks further below the strongest bin of their frame are omitted. */
  depthDb: 55,
  long: LONG,
  short: SHORT,
  /** Windows of the measured amplitudes: the shortest that separates a partial from its neighbours is used. */
  windows: [1024, 2048, 4096, 8192],
  /** A track's phase is measured where it is loudest among so many of its first points. */
  phasePoints: 12,
  /** Minimum ratio of a track to the held level. */
  lowDb: -60,
  /** How the level that partials follow is held: see `holdLevel`. */
  holdSamples: 2048,
  releaseSeconds: 0.02,
  /** A track with smaller deviations from its mean frequency is steady. */
  steadyCents: 4,
  /** A gliding track moves further than this from its first to its last peak. */
  glideCents: 30,
  /** The median bend of a gliding track, cents, is smaller than this: the peaks of noise bend more. */
  bendCents: 15,
} as const;

/** Parameters of the measurement of harmonicity (`definitions.py`, `HARMONICITY`). */
export const HARMONICITY_ANALYSIS = {
  window: 4096,
  harmonics: 48,
  /** Half the width of a harmonic, bins. */
  bins: 1.5,
  /** A harmonic counts when its bins exceed those between it and its neighbours by this factor. */
  contrast: 3,
  /** The share that noise has. */
  bias: 0.05,
  /** Share of the energy that an octave up may lose. */
  octaveGain: 0.06,
  /** Another factor than 1 has to be better by this. */
  doubt: 0.98,
  /** A path that jumps further than this within a window has no range. */
  jumpOctaves: 0.3,
} as const;
