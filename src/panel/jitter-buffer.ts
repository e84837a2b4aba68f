import { clamp } from '../numeric/clamp.ts';
import { createFillTarget } from './fill-target.ts';
import { createFractionalReader, READER_HISTORY, READER_LOOKAHEAD } from './fractional-reader.ts';
import { createSeamlessSkip } from './seamless-skip.ts';

/** Samples that the ring holds, a power of two. */
const CAPACITY = 65536;
/** A fill above this many times the target is old audio: a page that was suspended skips to the newest. */
const MAX_TARGETS = 4;
/** Largest change of speed, 3.5 cents: not audible as detuning. */
const MAX_BEND = 0.002;
/** Time constant of the average fill, samples: about one second. */
const AVERAGING = 43_000;
/** A lowest fill this far above the target is skipped, samples; less than that is played slightly faster. */
const TOLERANCE = 512;
/** Samples over which that lowest fill is found: longer than the gaps between the sender's messages. */
const PERIOD = 8192;
/** Length of the fades around a gap, samples, so that it does not click. */
const FADE = 64;

export interface JitterReport {
  /** Buffered samples, at the sender's rate. */
  readonly fill: number;
  /** Average of the fill over about a second. */
  readonly averageFill: number;
  /** Samples that should be buffered. */
  readonly targetFill: number;
  /** Stalls, in each of which no samples had arrived for a while; several gaps within a second are one stall. */
  readonly underruns: number;
  /** Times that old audio was skipped while the sound was on, other than seamlessly. */
  readonly skips: number;
  /** Blocks that were not silent. */
  readonly nonSilentBlocks: number;
}

/** The report of a playback that has not begun. */
export const EMPTY_REPORT: JitterReport = {
  fill: 0,
  averageFill: 0,
  targetFill: 0,
  underruns: 0,
  skips: 0,
  nonSilentBlocks: 0,
};

/** Turns audio that arrives unevenly over a network into a steady stream. Single thread; allocates nothing while it plays. */
export interface JitterBuffer {
  push(samples: Float32Array): void;
  /** Fills `out`, with silence while too few samples have arrived. */
  pull(out: Float32Array): void;
  report(): JitterReport;
}

/**
 * A buffer that follows the sender's clock: it reads slightly faster or slower so that its fill stays near a target, which grows
 * after a gap and shrinks while the buffer never runs low. What a stall has left in the buffer beyond that is skipped within seconds.
 *
 * `ratio` is the sender's rate over the reader's.
 */
export function createJitterBuffer({ ratio }: { readonly ratio: number }): JitterBuffer {
  const ring = new Float32Array(CAPACITY);
  const readAt = createFractionalReader(ring);
  const target = createFillTarget();
  const skip = createSeamlessSkip(ring);
  let written = 0;
  let position = READER_HISTORY;
  let average = target.samples;
  let isPlaying = false;
  let gain = 0;
  let periodLowest = Number.POSITIVE_INFINITY;
  let periodLeft = PERIOD;
  let nonSilentBlocks = 0;
  const fill = (): number => written - position;

  /** Continues with the newest audio. */
  function jump(): void {
    position = written - target.samples;
    average = target.samples;
    target.restart();
    skip.cancel();
    periodLowest = target.samples;
    periodLeft = PERIOD;
  }

  /** Finds out at each end of a period how much of the buffer was not needed. */
  function watch(read: number): void {
    target.watch(fill(), read);
    periodLowest = Math.min(periodLowest, fill());
    periodLeft -= read;
    if (periodLeft > 0) return;
    const excess = periodLowest - target.samples;
    if (excess > TOLERANCE) skip.request(excess);
    periodLowest = Number.POSITIVE_INFINITY;
    periodLeft = PERIOD;
  }

  function readSample(): number {
    if (skip.lag === 0) return readAt(position);
    return (1 - skip.share) * readAt(position) + skip.share * readAt(position + skip.lag);
  }

  return {
    push: (samples) => {
      for (const x of samples) ring[written++ & (CAPACITY - 1)] = x;
      if (fill() <= MAX_TARGETS * target.samples) return;
      if (isPlaying) target.handleSkip();
      jump();
      gain = 0;
    },
    pull: (out) => {
      if (!isPlaying && fill() >= target.samples) {
        isPlaying = true;
        jump();
      }
      average += Math.min(1, out.length / AVERAGING) * (fill() - average);
      const bend = clamp((average - target.samples) / (100 * target.samples), -MAX_BEND, MAX_BEND);
      const speed = ratio * (1 + bend);
      target.advance(ratio * out.length);
      if (isPlaying) skip.prepare(position, written);
      let peak = 0;
      for (let i = 0; i < out.length; i++) {
        const left = fill() - READER_LOOKAHEAD - skip.lag;
        if (isPlaying && left < FADE * speed) {
          isPlaying = false;
          target.handleGap();
        }
        gain = clamp(gain + (isPlaying ? 1 : -1) / FADE, 0, 1);
        const isAudible = gain > 0 && left > 0;
        out[i] = isAudible ? gain * readSample() : 0;
        if (isAudible) {
          const skipped = skip.step();
          position += speed + skipped;
          average -= skipped;
        }
        peak = Math.max(peak, Math.abs(out[i]));
      }
      if (peak > 1e-4) nonSilentBlocks++;
      if (isPlaying) watch(out.length * speed);
    },
    report: () => ({
      fill: fill(),
      averageFill: average,
      targetFill: target.samples,
      underruns: target.stalls,
      skips: target.skips,
      nonSilentBlocks,
    }),
  };
}
