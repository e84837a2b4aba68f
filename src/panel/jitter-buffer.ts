import { clamp } from '../numeric/clamp.ts';
import { createFractionalReader, READER_HISTORY, READER_LOOKAHEAD } from './fractional-reader.ts';

/** Samples that may wait, a power of two. */
const CAPACITY = 65536;
/** Aims, in samples of the sender: at first, at least and at most (46, 23 and 186 ms at 44.1 kHz). */
const FIRST_AIM = 2048;
const LEAST_AIM = 1024;
const MOST_AIM = 8192;
/** More than this many times the aim is old sound: a page that slept goes on with the newest. */
const MOST_AIMS = 4;
/** What should be left when the fill is at its lowest; more than that is latency for nothing. */
const SPARE = 512;
/** The aim is looked at anew after this many samples. */
const WINDOW = 441_000;
/** At most this much faster or slower, 3.5 cents: below what is heard as out of tune. */
const MOST_BEND = 0.002;
/** Weight of a block in the average fill: about one second. */
const AVERAGING = 0.003;
/** A hole is faded into and out of over this many samples, so that it does not click. */
const FADE = 64;

export interface JitterReport {
  /** Samples that wait to be played, at the sender's rate. */
  readonly fill: number;
  /** The same over about a second. */
  readonly averageFill: number;
  /** How many ought to wait. */
  readonly targetFill: number;
  /** Holes because nothing had come. */
  readonly underruns: number;
  /** Times that old sound was left out. */
  readonly skips: number;
  /** Blocks that were not silent. */
  readonly nonSilentBlocks: number;
}

/** Sound that comes in jerks over a network goes out evenly. Used by one thread alone; allocates nothing while it plays. */
export interface JitterBuffer {
  push(samples: Float32Array): void;
  /** Fills `out`: with silence while too little has come. */
  pull(out: Float32Array): void;
  report(): JitterReport;
}

/**
 * A buffer that follows the sender's clock: it reads a little faster or slower so that its fill stays near an aim, which
 * grows after a hole and shrinks while there is more than enough.
 *
 * `ratio` is the sender's rate over the reader's.
 */
export function createJitterBuffer({ ratio }: { readonly ratio: number }): JitterBuffer {
  const ring = new Float32Array(CAPACITY);
  const readAt = createFractionalReader(ring);
  let written = 0;
  let position = READER_HISTORY;
  let aim = FIRST_AIM;
  let average = FIRST_AIM;
  let isPlaying = false;
  let gain = 0;
  let lowest = Number.POSITIVE_INFINITY;
  let watched = 0;
  const counts = { underruns: 0, skips: 0, nonSilentBlocks: 0 };
  const fill = (): number => written - position;

  function begin(): void {
    isPlaying = true;
    position = written - aim;
    average = aim;
    lowest = aim;
    watched = 0;
  }

  function watch(read: number): void {
    lowest = Math.min(lowest, fill());
    watched += read;
    if (watched < WINDOW) return;
    aim = Math.max(LEAST_AIM, aim - Math.max(0, lowest - SPARE) / 4);
    lowest = Number.POSITIVE_INFINITY;
    watched = 0;
  }

  return {
    push: (samples) => {
      for (const x of samples) ring[written++ & (CAPACITY - 1)] = x;
      if (fill() <= MOST_AIMS * aim) return;
      if (isPlaying) counts.skips++;
      begin();
      gain = 0;
    },
    pull: (out) => {
      if (!isPlaying && fill() >= aim) begin();
      average += AVERAGING * (fill() - average);
      const bend = clamp((average - aim) / (100 * aim), -MOST_BEND, MOST_BEND);
      const speed = ratio * (1 + bend);
      let peak = 0;
      for (let i = 0; i < out.length; i++) {
        const left = fill() - READER_LOOKAHEAD;
        if (isPlaying && left < FADE * speed) {
          isPlaying = false;
          counts.underruns++;
          aim = Math.min(MOST_AIM, 1.5 * aim);
        }
        gain = clamp(gain + (isPlaying ? 1 : -1) / FADE, 0, 1);
        const isThere = gain > 0 && left > 0;
        out[i] = isThere ? gain * readAt(position) : 0;
        if (isThere) position += speed;
        peak = Math.max(peak, Math.abs(out[i]));
      }
      if (peak > 1e-4) counts.nonSilentBlocks++;
      if (isPlaying) watch(out.length * speed);
    },
    report: () => ({ fill: fill(), averageFill: average, targetFill: aim, ...counts }),
  };
}
