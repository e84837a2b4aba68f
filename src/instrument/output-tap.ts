import { createDescriptorMeter, type DescriptorSnapshot } from '../descriptors/analysis/descriptor-meter.ts';
import type { SampleRing } from '../engine/sample-ring.ts';

/** Length of the recent samples for scope and descriptors: 93 ms at 44.1 kHz. */
const RECENT_SAMPLES = 4096;
/** Samples that nobody takes are dropped after this long, s. */
const MAX_PENDING_SECONDS = 1;
/** Time in which the level falls to a third, s. */
const FALL_SECONDS = 0.15;
/** Interval of descriptor measurements, samples: about twelve times a second. */
const MEASURE_INTERVAL_SAMPLES = 3600;

/** A tap of the instrument's output, for all views of it. Main thread. */
export interface OutputTap {
  /** Reads the samples played since; call it every half second at least, or samples are lost. */
  poll(): void;
  /** The most recent samples, oldest first. */
  readonly recentSamples: Float32Array;
  /** Peak level, 0-1; falls to a third within 0.15 s. */
  readonly level: number;
  /** The descriptors of the recent samples. */
  readonly descriptors: DescriptorSnapshot;
  /** The samples since the last call, and the stream's frame of the first one; for a single consumer. */
  take(): { readonly frame: number; readonly samples: Float32Array };
}

export interface OutputTapOptions {
  /** Filled by the audio thread. */
  readonly ring: SampleRing;
  readonly sampleRate: number;
}

export function createOutputTap({ ring, sampleRate }: OutputTapOptions): OutputTap {
  const meter = createDescriptorMeter(sampleRate);
  const recent = new Float32Array(RECENT_SAMPLES);
  let pending: Float32Array[] = [];
  let pendingLength = 0;
  let frame = 0;
  let level = 0;
  let descriptors: DescriptorSnapshot = {};
  let unmeasured = MEASURE_INTERVAL_SAMPLES;

  function append(samples: Float32Array): void {
    const newest = samples.subarray(-RECENT_SAMPLES);
    recent.copyWithin(0, newest.length);
    recent.set(newest, RECENT_SAMPLES - newest.length);
    level *= Math.exp(-samples.length / (FALL_SECONDS * sampleRate));
    for (const x of newest) level = Math.max(level, Math.abs(x));
  }

  function dropOldest(): void {
    while (pendingLength > MAX_PENDING_SECONDS * sampleRate) {
      const dropped = pending.shift()?.length ?? 0;
      pendingLength -= dropped;
      frame += dropped;
    }
  }

  function poll(): void {
    const samples = new Float32Array(ring.fill);
    if (samples.length === 0) return;
    ring.read(samples, samples.length);
    append(samples);
    unmeasured += samples.length;
    pending.push(samples);
    pendingLength += samples.length;
    dropOldest();
  }

  return {
    poll,
    recentSamples: recent,
    get level() {
      return level;
    },
    get descriptors() {
      if (unmeasured >= MEASURE_INTERVAL_SAMPLES) {
        unmeasured = 0;
        descriptors = meter.measure(recent);
      }
      return descriptors;
    },
    take: () => {
      poll();
      const samples = new Float32Array(pendingLength);
      let at = 0;
      for (const chunk of pending) {
        samples.set(chunk, at);
        at += chunk.length;
      }
      const first = frame;
      frame += pendingLength;
      pending = [];
      pendingLength = 0;
      return { frame: first, samples };
    },
  };
}
