import { AUDIO_JACKS, type AudioJack, type AudioJacks } from '@neurorack/contracts/audio-jacks';
import type { Clock } from '@neurorack/contracts/clock';
import type { CvInput } from '@neurorack/contracts/cv-input';
import { NeurorackError } from '@neurorack/contracts/errors';
import type { SampledGateInput } from '@neurorack/contracts/gate-input';
import type { BoardInputs } from '@neurorack/contracts/target';

/** An open recording of a sound card, which never waits. */
export interface AudioCapture {
  readonly sampleRate: number;
  /** Samples of one frame. */
  readonly channels: number;
  /** Frames that `read` returns at most. */
  readonly maxFrames: number;
  /**
   * Copies the frames that have arrived since the last call, interleaved, -1 to 1.
   *
   * @returns their number; 0 where none has arrived
   * @throws NeurorackError 'device-fault' when the card is gone
   */
  read(into: Float32Array): number;
  /** Whether samples were lost since the last call, so that the next one has a time of its own. */
  takeGap(): boolean;
  close(): void;
}

export interface AudioJacksOptions {
  readonly jacks: AudioJacks;
  readonly clock: Clock;
  /** @throws NeurorackError 'missing-device', 'busy', 'unsupported' */
  readonly open: () => AudioCapture;
}

/** Interval between two attempts to open a missing card, µs. */
const RETRY_US = 3e6;
/** Reads of one poll: a card that delivers faster than its rate holds no poll up. */
const MAX_READS = 16;
/** Samples that a voltage is the mean of, which halves the card's noise twice. */
const MEAN_SAMPLES = 16;
/** Largest difference of a card's clock from the system's. */
const DRIFT = 2e-4;
const CV_JACKS = ['cv1', 'cv2', 'cv3', 'cv4'] as const satisfies readonly AudioJack[];
const GATE_JACKS = ['gate1', 'gate2'] as const satisfies readonly AudioJack[];

/** Frames that are kept for the gates while only voltages are read. */
const QUEUE_FRAMES = 16_384;

/**
 * Voltages and gates from the inputs of a sound card. Every sample of a gate is passed on with the time of its arrival: by the card's clock from sample to
 * sample, by the system's in the long run. The card opens at the first reading; while it is missing it is tried every three seconds.
 */
export function createAudioJacks(options: AudioJacksOptions): BoardInputs {
  const { channels } = options.jacks;
  const stream = new JackStream(options);
  const hasCv = CV_JACKS.some((jack) => channels[jack] !== undefined);
  const hasGates = GATE_JACKS.some((jack) => channels[jack] !== undefined);
  const close = async (): Promise<void> => stream.close();
  const cv: CvInput = { channels: CV_JACKS.length, read: (into) => stream.readVolts(into), close };
  const gates: SampledGateInput = {
    kind: 'samples',
    gates: GATE_JACKS.length,
    poll: (onSample) => stream.pollGates(onSample),
    close,
  };
  return { ...(hasCv && { cv }), ...(hasGates && { gates }) };
}

class JackStream {
  readonly #options: AudioJacksOptions;
  readonly #cvChannels: readonly (number | undefined)[];
  readonly #gateChannels: readonly (number | undefined)[];
  readonly #means = new Float64Array(CV_JACKS.length);
  readonly #gateVolts = new Float32Array(GATE_JACKS.length);
  readonly #queue = new Float32Array(GATE_JACKS.length * QUEUE_FRAMES);
  readonly #times = new Float64Array(QUEUE_FRAMES);
  #samples = new Float32Array(0);
  #queued = 0;
  /** Queued frames that have their times, and frames up to them. */
  #timed = 0;
  #timedFrames = 0;
  #capture: AudioCapture | undefined;
  #fault: unknown;
  #nextAttemptUs = Number.NEGATIVE_INFINITY;
  /** Frames since the card was opened or lost samples, and the time of the first of them. */
  #frames = 0;
  #startUs = Number.POSITIVE_INFINITY;
  #polledUs = 0;
  #newestUs = Number.NEGATIVE_INFINITY;
  #isClosed = false;

  constructor(options: AudioJacksOptions) {
    const { channels } = options.jacks;
    this.#options = options;
    this.#cvChannels = CV_JACKS.map((jack) => channels[jack]);
    this.#gateChannels = GATE_JACKS.map((jack) => channels[jack]);
  }

  readVolts(into: Float32Array): number {
    this.#pump();
    into.set(this.#means);
    return Number.isFinite(this.#newestUs) ? this.#newestUs : this.#options.clock.nowUs();
  }

  pollGates(onSample: (volts: Float32Array, timeUs: number) => void): void {
    this.#pump();
    const { length } = GATE_JACKS;
    const volts = this.#gateVolts;
    for (let n = 0; n < this.#queued; n++) {
      for (let gate = 0; gate < length; gate++) volts[gate] = this.#queue[length * n + gate];
      onSample(volts, this.#times[n]);
    }
    this.#queued = 0;
    this.#timed = 0;
  }

  close(): void {
    this.#isClosed = true;
    this.#capture?.close();
    this.#capture = undefined;
  }

  /** Takes everything that has arrived. */
  #pump(): void {
    const capture = this.#opened();
    try {
      for (let reads = 0; reads < MAX_READS; reads++) {
        const count = capture.read(this.#samples);
        if (capture.takeGap()) this.#restartTime();
        if (count > 0) this.#take(count, capture);
        if (count < capture.maxFrames) break;
      }
      this.#setTimes(1e6 / capture.sampleRate);
    } catch (error) {
      capture.close();
      this.#capture = undefined;
      this.#fault = error;
      this.#nextAttemptUs = this.#options.clock.nowUs() + RETRY_US;
      throw error;
    }
  }

  #opened(): AudioCapture {
    if (this.#isClosed)
      throw new NeurorackError('device-fault', 'the audio input is closed', { remedy: 'open it again' });
    if (this.#capture !== undefined) return this.#capture;
    const nowUs = this.#options.clock.nowUs();
    if (nowUs < this.#nextAttemptUs) throw this.#fault;
    this.#nextAttemptUs = nowUs + RETRY_US;
    try {
      this.#capture = this.#options.open();
    } catch (error) {
      this.#fault = error;
      throw error;
    }
    this.#samples = new Float32Array(this.#capture.channels * this.#capture.maxFrames);
    this.#restartTime();
    return this.#capture;
  }

  #restartTime(): void {
    if (this.#capture !== undefined) this.#setTimes(1e6 / this.#capture.sampleRate);
    this.#frames = 0;
    this.#timedFrames = 0;
    this.#startUs = Number.POSITIVE_INFINITY;
  }

  #take(count: number, { channels }: AudioCapture): void {
    for (let n = 0; n < count; n++) this.#queueGates(n * channels, this.#frames + n + 1);
    this.#frames += count;
    this.#measureVolts(count, channels);
  }

  /** Gives the frames of this poll their times, once everything that has arrived is known. */
  #setTimes(frameUs: number): void {
    if (this.#frames === this.#timedFrames) return;
    const nowUs = this.#options.clock.nowUs();
    // The newest sample has arrived by now: the smallest delay seen so far is the true one, up to the drift of the two clocks.
    this.#startUs = Math.min(this.#startUs + DRIFT * (nowUs - this.#polledUs), nowUs - this.#frames * frameUs);
    this.#polledUs = nowUs;
    for (let n = this.#timed; n < this.#queued; n++) {
      this.#times[n] = Math.max(this.#newestUs, this.#startUs + this.#times[n] * frameUs);
      this.#newestUs = this.#times[n];
    }
    this.#newestUs = Math.max(this.#newestUs, this.#startUs + this.#frames * frameUs);
    this.#timed = this.#queued;
    this.#timedFrames = this.#frames;
  }

  /** @param frame number of the frame since the card was opened, in place of its time until that is known */
  #queueGates(from: number, frame: number): void {
    if (this.#queued === QUEUE_FRAMES) return;
    const { fullScaleVolts } = this.#options.jacks;
    const { length } = GATE_JACKS;
    for (let gate = 0; gate < length; gate++) {
      const channel = this.#gateChannels[gate];
      this.#queue[length * this.#queued + gate] =
        channel === undefined ? 0 : fullScaleVolts * this.#samples[from + channel - 1];
    }
    this.#times[this.#queued++] = frame;
  }

  #measureVolts(count: number, channels: number): void {
    const { fullScaleVolts } = this.#options.jacks;
    const taken = Math.min(count, MEAN_SAMPLES);
    for (let jack = 0; jack < this.#means.length; jack++) {
      const channel = this.#cvChannels[jack];
      if (channel === undefined) continue;
      let sum = 0;
      for (let n = count - taken; n < count; n++) sum += this.#samples[n * channels + channel - 1];
      this.#means[jack] = (fullScaleVolts * sum) / taken;
    }
  }
}

/** Channels that a card needs for these jacks. */
export function channelCountOf({ channels }: Pick<AudioJacks, 'channels'>): number {
  return Math.max(...AUDIO_JACKS.map((jack) => channels[jack] ?? 1));
}
