import { dirname } from 'node:path';
import type { Engine } from '../../engine/engine.ts';
import { unref } from '../../engine/unref.ts';
import { freeBytes } from '../../files/free-bytes.ts';
import { clockText } from '../../numeric/clock-text.ts';
import { sentenceOf } from '../sentence-of.ts';
import { createPlayedHistory } from './played-history.ts';
import { POLL_MS, Take, type TakeSource } from './take.ts';

/** Length of a take that is kept afterwards, s. */
export const KEPT_SECONDS = 30;
/** Polls after which what is older than a take is forgotten. */
const POLLS_TO_FORGET = 20;
/** A disk with room for less is reported, s. */
const FEW_SECONDS = 600;
const BYTES_A_SAMPLE = 4;

export interface RecorderOptions extends Omit<TakeSource, 'engine' | 'played'> {
  readonly engine: Pick<Engine, 'history' | 'played'>;
  /** Free bytes of the disk of a folder; undefined where the system has no figure. Default: those of this computer. */
  readonly freeBytes?: ((folder: string) => Promise<number | undefined>) | undefined;
}

/**
 * Recorder of what the sink gets, and of the performance that played it. Main thread; the audio path does not wait for it. One recorder an
 * engine: it empties the engine's logs.
 */
export interface Recorder {
  /** Seconds of the take that `start` began; undefined: none is being recorded. */
  readonly seconds: number | undefined;
  /** Begins a take, whose samples go to `path` (`.wav`) and whose performance beside it (`.perf`). Does nothing while one is being recorded. */
  start(path: string): Promise<void>;
  /** Ends the take; resolves when its files are complete. */
  stop(): Promise<void>;
  /** Writes the last 30 seconds, or all since the start; a take that is being recorded goes on. */
  keep(path: string): Promise<void>;
  /** Records from where the leading deck began, beside the takes of `start`. A take that cannot begin has ended with the reason. */
  recordWhole(path: string): Promise<Pick<Take, 'stop'>>;
  /** Ends all takes. May be called twice. */
  close(): Promise<void>;
}

export function createRecorder(options: RecorderOptions): Recorder {
  return new HistoryRecorder(options);
}

class HistoryRecorder implements Recorder {
  readonly #options: RecorderOptions;
  readonly #played;
  readonly #timer: NodeJS.Timeout;
  /** The takes that are being written. */
  readonly #takes = new Set<Take>();
  #current: Take | undefined;
  #opening = false;
  #polls = 0;

  constructor(options: RecorderOptions) {
    this.#options = options;
    this.#played = createPlayedHistory(options.engine.played, options.sampleRate);
    this.#timer = setInterval(() => this.#poll(), POLL_MS);
    unref(this.#timer);
  }

  get seconds(): number | undefined {
    return this.#current?.seconds;
  }

  async start(path: string): Promise<void> {
    if (this.#current !== undefined || this.#opening) return;
    this.#opening = true;
    try {
      const take = await this.#begin(path, this.#options.engine.history.end());
      if (take === undefined) return;
      this.#current = take;
      void take.record().then(() => {
        if (this.#current === take) this.#current = undefined;
      });
      await this.#reportRoom(path);
    } finally {
      this.#opening = false;
    }
  }

  async stop(): Promise<void> {
    await this.#current?.stop();
  }

  async keep(path: string): Promise<void> {
    const { sampleRate, engine } = this.#options;
    const to = engine.history.end();
    const take = await this.#open(path, Math.max(0, to - KEPT_SECONDS * sampleRate));
    if (take !== undefined) await take.recordUntil(to).finally(() => this.#takes.delete(take));
  }

  async recordWhole(path: string): Promise<Pick<Take, 'stop'>> {
    let fault = 'nothing is recorded';
    const take = await this.#begin(path, undefined, (sentence) => {
      fault = sentence;
    });
    if (take === undefined) return { stop: async () => fault };
    await this.#reportRoom(path);
    return take;
  }

  async close(): Promise<void> {
    await Promise.all([...this.#takes].map((take) => take.stop()));
    clearInterval(this.#timer);
  }

  #poll(): void {
    this.#played.poll();
    if (this.#polls++ % POLLS_TO_FORGET !== 0) return;
    const { sampleRate, engine } = this.#options;
    const kept = engine.history.end() - (KEPT_SECONDS + 2) * sampleRate;
    this.#played.forgetBefore(Math.min(kept, ...[...this.#takes].map(({ loggedTo }) => loggedTo)));
  }

  async #begin(path: string, frame: number | undefined, onFault?: (sentence: string) => void) {
    const take = await this.#open(path, frame, onFault);
    if (take === undefined) return undefined;
    void take.record().then(() => this.#takes.delete(take));
    return take;
  }

  /** Opens a take that begins with the block of a frame, or with the first block of the leading deck. */
  async #open(
    path: string,
    frame: number | undefined,
    onFault: (sentence: string) => void = () => undefined,
  ): Promise<Take | undefined> {
    this.#played.poll();
    const { onMessage } = this.#options;
    const report = (sentence: string): undefined => {
      onMessage(sentence);
      onFault(sentence);
    };
    const from = (frame === undefined ? undefined : this.#played.blockAt(frame)) ?? this.#played.beginning();
    if (from === undefined) return report('nothing is recorded: no model plays yet');
    try {
      const take = await Take.open({ ...this.#options, played: this.#played }, path, from);
      this.#takes.add(take);
      return take;
    } catch (error) {
      return report(`nothing is recorded: ${sentenceOf(error)}`);
    }
  }

  /** A disk that will be full soon is worth knowing before the take ends early. */
  async #reportRoom(path: string): Promise<void> {
    const { sampleRate, onMessage } = this.#options;
    const bytes = await (this.#options.freeBytes ?? freeBytes)(dirname(path));
    const seconds = bytes === undefined ? Number.POSITIVE_INFINITY : bytes / (BYTES_A_SAMPLE * sampleRate);
    if (seconds < FEW_SECONDS) onMessage(`the disk has room for ${clockText(seconds)} minutes of this take`);
  }
}
