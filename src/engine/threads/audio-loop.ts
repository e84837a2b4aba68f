import type { AudioStream } from '../../contracts/audio-sink.ts';
import type { Meters } from '../meters.ts';
import type { Mixer } from '../mixer.ts';
import type { Probe } from '../probe.ts';
import type { SampleHistory } from '../sample-history.ts';
import type { SampleRing } from '../sample-ring.ts';
import type { Seqlock } from '../seqlock.ts';

/** Longest wait for samples before commands are dispatched again, ms; only where no device sets the pace. */
const MAX_WAIT_MS = 20;

/** Share of the device's buffer that may be spent waiting for samples. */
const GRACE_SHARE = 0.5;

export interface AudioLoopOptions {
  readonly mixer: Mixer;
  readonly stream: AudioStream;
  readonly periodFrames: number;
  /** Frames after which the stream ends; Infinity for never. */
  readonly frames: number;
  /** Frames at the beginning that are mixed and not written. */
  readonly leadFrames: number;
  readonly transport: Seqlock;
  readonly meters: Meters;
  readonly tap: SampleRing;
  readonly history: SampleHistory;
  readonly probe: Probe;
  readonly nowUs: () => number;
  /** Dispatches commands; false to end the loop at once. Called once a period. */
  readonly dispatch: () => boolean;
}

/**
 * The loop of the audio thread: mixes what the render threads have put into their rings and writes it to the sink, which sets
 * the pace. Ends after `frames`, when a fade-out has reached silence, or when `dispatch` returns false.
 *
 * @throws NeurorackError 'device-fault' when the sink is gone
 */
export async function runAudioLoop(options: AudioLoopOptions): Promise<void> {
  const { mixer, stream, periodFrames, frames, leadFrames, transport, meters, tap, history, probe, nowUs, dispatch } =
    options;
  const period = new Float32Array(periodFrames);
  const record = new Float64Array(2);
  // After the machine has paused, the device requests several periods at once; while its buffer still holds samples, the next ones
  // may come a little later. A ring that has run dry is not waited for again until it has samples.
  const graceMs = (): number => (1000 * GRACE_SHARE * stream.latencyFrames) / stream.sampleRate;
  let isDry = true;
  publish();
  publishDevice();

  while (mixer.position < frames && !mixer.isSilent && dispatch()) {
    const count = Math.min(periodFrames, frames - mixer.position);
    if (stream.isClocked) isDry = !mixer.waitUntilReady(count, isDry ? 0 : graceMs());
    else if (!mixer.waitUntilReady(count, MAX_WAIT_MS)) continue;
    const frame = mixer.position;
    const part = count === periodFrames ? period : period.subarray(0, count);
    mixer.fill(part);
    probe.scan(part, nowUs(), stream.sampleRate);
    history.write(frame, part, count);
    if (tap.fill + count <= tap.capacity) tap.write(part, count);
    const isWritten = frame + count > leadFrames;
    const pending = isWritten ? stream.write(frame < leadFrames ? part.subarray(leadFrames - frame) : part) : undefined;
    if (pending !== undefined) await pending;
    publish();
    publishDevice();
  }

  /** An optional sink changes when its device appears. */
  function publishDevice(): void {
    meters.set('deviceLatencyFrames', stream.measuredLatencyFrames ?? stream.latencyFrames);
    meters.set('deviceUnderruns', stream.underruns);
  }

  function publish(): void {
    record[0] = mixer.position;
    record[1] = nowUs();
    transport.write(record);
  }
}
