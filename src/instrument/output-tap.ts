import { createDescriptorMeter, type DescriptorSnapshot } from '../descriptors/analysis/descriptor-meter.ts';
import type { SampleRing } from '../engine/sample-ring.ts';

/** The last samples that are kept, for scope and descriptors: 93 ms at 44.1 kHz. */
const KEPT = 4096;
/** What nobody has taken for this long is dropped, s. */
const MOST_WAITING_SECONDS = 1;
/** The level falls to a third within this, s. */
const FALL_SECONDS = 0.15;
/** Descriptors are measured anew after this many samples: about twelve times a second. */
const MOMENT_SAMPLES = 3600;

/** Hears what the instrument plays, for all who show it. Main thread. */
export interface OutputTap {
  /** Hears what has sounded since; to be called every half second at least, or some of it is missed. */
  poll(): void;
  /** The last samples, oldest first. */
  readonly recentSamples: Float32Array;
  /** Peak of what sounds, 0-1, falling within 0.15 s. */
  readonly level: number;
  /** The descriptors of what sounds. */
  readonly descriptors: DescriptorSnapshot;
  /** What has sounded since it was last taken, and the stream's frame of its first sample; for one taker. */
  take(): { readonly frame: number; readonly samples: Float32Array };
}

export function createOutputTap({
  tap,
  sampleRate,
}: {
  readonly tap: SampleRing;
  readonly sampleRate: number;
}): OutputTap {
  const meter = createDescriptorMeter(sampleRate);
  const sound = new Float32Array(KEPT);
  let waiting: Float32Array[] = [];
  let waitingLength = 0;
  let frame = 0;
  let level = 0;
  let moment: DescriptorSnapshot = {};
  let unmeasured = MOMENT_SAMPLES;

  function keep(samples: Float32Array): void {
    const newest = samples.subarray(-KEPT);
    sound.copyWithin(0, newest.length);
    sound.set(newest, KEPT - newest.length);
    level *= Math.exp(-samples.length / (FALL_SECONDS * sampleRate));
    for (const x of newest) level = Math.max(level, Math.abs(x));
  }

  function drop(): void {
    while (waitingLength > MOST_WAITING_SECONDS * sampleRate) {
      const gone = waiting.shift()?.length ?? 0;
      waitingLength -= gone;
      frame += gone;
    }
  }

  function listen(): void {
    const samples = new Float32Array(tap.fill);
    if (samples.length === 0) return;
    tap.read(samples, samples.length);
    keep(samples);
    unmeasured += samples.length;
    waiting.push(samples);
    waitingLength += samples.length;
    drop();
  }

  return {
    poll: listen,
    recentSamples: sound,
    get level() {
      return level;
    },
    get descriptors() {
      if (unmeasured >= MOMENT_SAMPLES) {
        unmeasured = 0;
        moment = meter.measure(sound);
      }
      return moment;
    },
    take: () => {
      listen();
      const samples = new Float32Array(waitingLength);
      let at = 0;
      for (const one of waiting) {
        samples.set(one, at);
        at += one.length;
      }
      const first = frame;
      frame += waitingLength;
      waiting = [];
      waitingLength = 0;
      return { frame: first, samples };
    },
  };
}
