import type { AudioStream } from '../../contracts/audio-sink.ts';

/** Interval between two attempts to open a sink that is missing, seconds of the stream. */
const RETRY_SECONDS = 3;

export interface OptionalSinkOptions {
  readonly sampleRate: number;
  /** Attempts to open the sink. */
  readonly openSink: () => Promise<AudioStream>;
  /** Opens the clocked silence that plays while the sink does not. */
  readonly openSilence: () => Promise<AudioStream>;
  /** Called when the sink is open, and with the reason when it is not. */
  readonly onChange: (stream: AudioStream, missing: unknown) => void;
}

/** A sink that may be missing, or exchanged for another one. */
export interface OptionalSink extends AudioStream {
  /** Before the next period is written, closes the device and opens the one that `openSink` opens now. */
  reopen(): void;
}

/**
 * Opens a sink that may be missing: silence plays while it does not open, or once it has failed, and it is tried again every three
 * seconds. `onChange` is called before this resolves, and at each change after it. Audio thread.
 */
export async function openOptionalSink(options: OptionalSinkOptions): Promise<OptionalSink> {
  const stream = new OptionalStream(options);
  await stream.open();
  return stream;
}

class OptionalStream implements OptionalSink {
  readonly #options: OptionalSinkOptions;
  #stream: AudioStream | undefined;
  #silence: AudioStream | undefined;
  #underruns = 0;
  #silentFrames = 0;
  #isReopening = false;

  constructor(options: OptionalSinkOptions) {
    this.#options = options;
  }

  async open(): Promise<void> {
    this.#silence = await this.#options.openSilence();
    await this.#attemptOpen((error) => this.#options.onChange(this, error));
  }

  get isClocked(): boolean {
    return this.#stream?.isClocked ?? true;
  }

  get sampleRate(): number {
    return this.#stream?.sampleRate ?? this.#options.sampleRate;
  }

  get latencyFrames(): number {
    return (this.#stream ?? this.#silence)?.latencyFrames ?? 0;
  }

  get measuredLatencyFrames(): number | undefined {
    return this.#stream?.measuredLatencyFrames;
  }

  get underruns(): number {
    return this.#underruns + (this.#stream?.underruns ?? 0);
  }

  reopen(): void {
    this.#isReopening = true;
  }

  write(period: Float32Array): void | Promise<void> {
    if (this.#isReopening) return this.#exchange(period);
    if (this.#stream === undefined) return this.#writeSilence(period);
    try {
      return this.#stream.write(period)?.catch((error: unknown) => this.#lose(error));
    } catch (error) {
      return this.#lose(error);
    }
  }

  async close(): Promise<void> {
    await this.#stream?.close();
    await this.#silence?.close();
  }

  #writeSilence(period: Float32Array): void | Promise<void> {
    const pending = this.#silence?.write(period);
    this.#silentFrames += period.length;
    if (this.#silentFrames < RETRY_SECONDS * this.sampleRate) return pending;
    this.#silentFrames = 0;
    return this.#attemptOpen(() => undefined);
  }

  async #attemptOpen(onMissing: (error: unknown) => void): Promise<void> {
    try {
      this.#stream = await this.#options.openSink();
    } catch (error) {
      onMissing(error);
      return;
    }
    this.#options.onChange(this, undefined);
  }

  async #exchange(period: Float32Array): Promise<void> {
    this.#isReopening = false;
    const former = this.#stream;
    this.#underruns = this.underruns;
    this.#stream = undefined;
    this.#silentFrames = 0;
    // A card that one program alone can use has to be closed before it is opened again.
    await former?.close().catch(() => undefined);
    await this.#attemptOpen((error) => this.#options.onChange(this, error));
    await this.write(period);
  }

  async #lose(error: unknown): Promise<void> {
    const lost = this.#stream;
    this.#underruns = this.underruns;
    this.#stream = undefined;
    this.#silentFrames = 0;
    this.#options.onChange(this, error);
    await lost?.close().catch(() => undefined);
  }
}
