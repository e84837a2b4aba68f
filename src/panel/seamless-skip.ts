import { READER_LOOKAHEAD } from './fractional-reader.ts';

/** Samples of a cross-fade: 12 ms at 44.1 kHz. */
const FADE = 512;
/** Longest and shortest skip, samples. Repeats of any pitch above 43 Hz lie between them. */
const MAX_LAG = 1024;
const MIN_LAG = 64;
/** The comparison reads every fourth sample: a search is 0.1 million multiplications. */
const STRIDE = 4;
/** Samples played between two skips. */
const PAUSE = 512;

/** Drops old samples without a click, a few at a time, and keeps the pitch. Allocates nothing after it is created. */
export interface SeamlessSkip {
  /** Samples that are still to be dropped. */
  readonly due: number;
  /** Sets the samples to drop. */
  request(samples: number): void;
  /** Begins a skip if one is due. Call it once a block, with the position that is read next. */
  prepare(position: number, written: number): void;
  /** Distance of the samples that are faded in, 0 if there is no skip. */
  readonly lag: number;
  /** Share of the samples at `lag` after the position in the next sample. */
  readonly share: number;
  /** A sample was played. Returns the distance to move on: the lag at the end of a skip, else 0. */
  step(): number;
  cancel(): void;
}

/**
 * Skips over a lag at which the sound is most like itself, by a cross-fade to there (waveform similarity overlap-add, Verhelst and Roelands
 * 1993): the lag is a number of periods of a tone, and up to all of `MAX_LAG` in silence.
 *
 * @param ring samples, a power of two of them
 */
export function createSeamlessSkip(ring: Float32Array): SeamlessSkip {
  const mask = ring.length - 1;
  let due = 0;
  let lag = 0;
  let faded = 0;
  let pause = 0;

  function bestLag(from: number, longest: number): number {
    let best = longest;
    let least = Number.POSITIVE_INFINITY;
    for (let candidate = longest; candidate >= MIN_LAG; candidate--) {
      let difference = 0;
      for (let i = 0; i < FADE && difference < least; i += STRIDE) {
        difference += (ring[(from + i) & mask] - ring[(from + candidate + i) & mask]) ** 2;
      }
      if (difference >= least) continue;
      best = candidate;
      least = difference;
    }
    return best;
  }

  return {
    get due() {
      return due;
    },
    get lag() {
      return lag;
    },
    get share() {
      return faded / FADE;
    },
    request: (samples) => {
      due = samples;
    },
    prepare: (position, written) => {
      const longest = Math.min(MAX_LAG, Math.floor(due));
      if (lag > 0 || pause > 0 || longest < MIN_LAG) return;
      if (written - position < longest + 2 * FADE + READER_LOOKAHEAD) return;
      lag = bestLag(Math.floor(position), longest);
      due -= lag;
      faded = 0;
    },
    step: () => {
      if (pause > 0) pause--;
      if (lag === 0 || ++faded < FADE) return 0;
      const skipped = lag;
      lag = 0;
      pause = PAUSE;
      return skipped;
    },
    cancel: () => {
      due = 0;
      lag = 0;
    },
  };
}
