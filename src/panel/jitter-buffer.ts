import { clamp } from '../numeric/clamp.ts';
import { createFractionalReader, READER_HISTORY, READER_LOOKAHEAD } from './fractional-reader.ts';

/** Samples that the ring holds, a power of two. */
const CAPACITY = 65536;
/** Target fill in samples of the sender: initial, minimum and maximum (46, 23 and 186 ms at 44.1 kHz). */
const INITIAL_TARGET = 2048;
const MIN_TARGET = 1024;
const MAX_TARGET = 8192;
/** A fill above this many times the target is old audio: a page that was suspended skips to the newest. */
const MAX_TARGETS = 4;
/** Fill to keep at its lowest point, samples; more than that is needless latency. */
const SPARE = 512;
/** Samples between adjustments of the target. */
const WINDOW = 441_000;
/** Largest change of speed, 3.5 cents: not audible as detuning. */
const MAX_BEND = 0.002;
/** Weight of a block in the average fill: a time constant of about one second. */
const AVERAGING = 0.003;
/** Length of the fades around a gap, samples, so that it does not click. */
const FADE = 64;

export interface JitterReport {
  /** Buffered samples, at the sender's rate. */
  readonly fill: number;
  /** Average of the fill over about a second. */
  readonly averageFill: number;
  /** Samples that should be buffered. */
  readonly targetFill: number;
  /** Gaps because no samples had arrived. */
  readonly underruns: number;
  /** Times that old audio was skipped. */
  readonly skips: number;
  /** Blocks that were not silent. */
  readonly nonSilentBlocks: number;
}

/** Turns audio that arrives unevenly over a network into a steady stream. Single thread; allocates nothing while it plays. */
export interface JitterBuffer {
  push(samples: Float32Array): void;
  /** Fills `out`, with silence while too few samples have arrived. */
  pull(out: Float32Array): void;
  report(): JitterReport;
}

/**
 * A buffer that follows the sender's clock: it reads slightly faster or slower so that its fill stays near a target, which grows
 * after a gap and shrinks while the buffer never runs low.
 *
 * `ratio` is the sender's rate over the reader's.
 */
export function createJitterBuffer({ ratio }: { readonly ratio: number }): JitterBuffer {
  const ring = new Float32Array(CAPACITY);
  const readAt = createFractionalReader(ring);
  let written = 0;
  let position = READER_HISTORY;
  let target = INITIAL_TARGET;
  let average = INITIAL_TARGET;
  let isPlaying = false;
  let gain = 0;
  let lowest = Number.POSITIVE_INFINITY;
  let watched = 0;
  const counts = { underruns: 0, skips: 0, nonSilentBlocks: 0 };
  const fill = (): number => written - position;

  function begin(): void {
    isPlaying = true;
    position = written - target;
    average = target;
    lowest = target;
    watched = 0;
  }

  function watch(read: number): void {
    lowest = Math.min(lowest, fill());
    watched += read;
    if (watched < WINDOW) return;
    target = Math.max(MIN_TARGET, target - Math.max(0, lowest - SPARE) / 4);
    lowest = Number.POSITIVE_INFINITY;
    watched = 0;
  }

  return {
    push: (samples) => {
      for (const x of samples) ring[written++ & (CAPACITY - 1)] = x;
      if (fill() <= MAX_TARGETS * target) return;
      if (isPlaying) counts.skips++;
      begin();
      gain = 0;
    },
    pull: (out) => {
      if (!isPlaying && fill() >= target) begin();
      average += AVERAGING * (fill() - average);
      const bend = clamp((average - target) / (100 * target), -MAX_BEND, MAX_BEND);
      const speed = ratio * (1 + bend);
      let peak = 0;
      for (let i = 0; i < out.length; i++) {
        const left = fill() - READER_LOOKAHEAD;
        if (isPlaying && left < FADE * speed) {
          isPlaying = false;
          counts.underruns++;
          target = Math.min(MAX_TARGET, 1.5 * target);
        }
        gain = clamp(gain + (isPlaying ? 1 : -1) / FADE, 0, 1);
        const isAudible = gain > 0 && left > 0;
        out[i] = isAudible ? gain * readAt(position) : 0;
        if (isAudible) position += speed;
        peak = Math.max(peak, Math.abs(out[i]));
      }
      if (peak > 1e-4) counts.nonSilentBlocks++;
      if (isPlaying) watch(out.length * speed);
    },
    report: () => ({ fill: fill(), averageFill: average, targetFill: target, ...counts }),
  };
}
