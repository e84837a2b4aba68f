import { basename } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { type RecordedMoment, writePerformance } from '../../control/performance/write-performance.ts';
import type { Engine } from '../../engine/engine.ts';
import { writeFileAtomically } from '../../files/atomic-file.ts';
import { sentenceOf } from '../sentence-of.ts';
import { performancePath } from './performance-path.ts';
import { createPlayedHistory } from './played-history.ts';
import { type Marker, openTakeFile, type TakeFile, type TakeFileOptions } from './take-file.ts';

/** Length of a take that is kept afterwards, s. */
export const KEPT_SECONDS = 30;
const POLL_MS = 50;
/** Polls after which what is older than a take is forgotten. */
const POLLS_TO_FORGET = 20;
/** Samples that are read from the history at a time. */
const CHUNK = 32_768;

export interface RecorderOptions {
  readonly engine: Pick<Engine, 'history' | 'played'>;
  readonly sampleRate: number;
  /** Lines of a comment that say how to render the performance. */
  readonly comment: (file: string) => readonly string[];
  /** A sentence for the player: where a take is, or why there is none. */
  readonly onMessage: (sentence: string) => void;
  /** A sentence on a take that is missing or ends early. Default: `onMessage`. */
  readonly onFault?: ((sentence: string) => void) | undefined;
  readonly openFile?: TakeFileOptions['openFile'];
}

/** Recorder of what the sink gets, and of the performance that played it. Main thread; the audio path does not wait for it. */
export interface Recorder {
  /** Seconds of the take that is being recorded; undefined: none is. */
  readonly seconds: number | undefined;
  /**
   * Begins a take, whose samples go to `path` (`.wav`) and whose performance beside it (`.perf`): now, or where the leading deck began. Does
   * nothing while one is being recorded.
   */
  start(path: string, from?: 'now' | 'beginning'): Promise<void>;
  /** Ends the take; resolves when its files are complete. */
  stop(): Promise<void>;
  /** Writes the last 30 seconds, or all since the start; a take that is being recorded goes on. */
  keep(path: string): Promise<void>;
  /** Ends a take that is being recorded. May be called twice. */
  close(): Promise<void>;
}

/** Frames of a take in the stream. */
interface Take {
  readonly path: string;
  readonly from: number;
  readonly block: number;
  readonly file: TakeFile;
}

export function createRecorder(options: RecorderOptions): Recorder {
  return new HistoryRecorder(options);
}

class HistoryRecorder implements Recorder {
  readonly #options: RecorderOptions;
  readonly #played;
  readonly #timer: NodeJS.Timeout;
  #take: Take | undefined;
  #mustStop = false;
  #recording: Promise<void> | undefined;
  #opening = false;
  #polls = 0;

  constructor(options: RecorderOptions) {
    this.#options = options;
    this.#played = createPlayedHistory(options.engine.played);
    this.#timer = setInterval(() => this.#poll(), POLL_MS);
    this.#timer.unref();
  }

  get seconds(): number | undefined {
    return this.#take && this.#take.file.frames / this.#options.sampleRate;
  }

  async start(path: string, from: 'now' | 'beginning' = 'now'): Promise<void> {
    if (this.#recording !== undefined || this.#opening) return;
    this.#opening = true;
    try {
      const take = await this.#open(path, from === 'now' ? this.#options.engine.history.end() : undefined);
      if (take === undefined) return;
      this.#take = take;
      this.#mustStop = false;
      this.#recording = this.#record(take);
    } finally {
      this.#opening = false;
    }
  }

  async stop(): Promise<void> {
    this.#mustStop = true;
    await this.#recording;
  }

  async keep(path: string): Promise<void> {
    const { sampleRate, engine } = this.#options;
    const to = engine.history.end();
    const take = await this.#open(path, Math.max(0, to - KEPT_SECONDS * sampleRate));
    if (take !== undefined) await this.#finish(take, await this.#copy(take, to));
  }

  async close(): Promise<void> {
    await this.stop();
    clearInterval(this.#timer);
  }

  #fault(sentence: string): void {
    const { onMessage, onFault = onMessage } = this.#options;
    onFault(sentence);
  }

  #poll(): void {
    this.#played.poll();
    if (this.#take !== undefined || this.#polls++ % POLLS_TO_FORGET !== 0) return;
    const { sampleRate, engine } = this.#options;
    this.#played.forgetBefore(engine.history.end() - (KEPT_SECONDS + 2) * sampleRate);
  }

  /** Opens a take that begins with the block of a frame, or with the first block of the leading deck. */
  async #open(path: string, frame: number | undefined): Promise<Take | undefined> {
    this.#played.poll();
    const found = (frame === undefined ? undefined : this.#played.blockAt(frame)) ?? this.#played.beginning();
    if (found === undefined) {
      this.#fault('nothing is recorded: no model plays yet');
      return undefined;
    }
    const { sampleRate, openFile } = this.#options;
    try {
      const file = await openTakeFile(path, { sampleRate, openFile });
      return { path, from: found.frame, block: found.block, file };
    } catch (error) {
      this.#fault(`nothing is recorded: ${sentenceOf(error)}`);
      return undefined;
    }
  }

  /** Writes the stream until the take is stopped or its file has a fault. */
  async #record(take: Take): Promise<void> {
    let lost: string | undefined;
    while (lost === undefined && take.file.fault === undefined) {
      const isLast = this.#mustStop;
      lost = await this.#copy(take, this.#options.engine.history.end());
      if (isLast) break;
      await sleep(POLL_MS);
    }
    await this.#finish(take, lost);
    this.#take = undefined;
    this.#recording = undefined;
  }

  /** Appends what is left of a take up to a frame; returns a sentence where samples have been replaced before they were written. */
  async #copy({ from, file }: Take, to: number): Promise<string | undefined> {
    const { history } = this.#options.engine;
    const chunk = new Float32Array(CHUNK);
    while (file.fault === undefined && from + file.frames < to) {
      const at = from + file.frames;
      const part = chunk.subarray(0, Math.min(CHUNK, to - at));
      if (!history.read(at, part)) return 'the disk is too slow';
      await file.append(part);
    }
    return undefined;
  }

  async #finish({ path, from, block, file }: Take, lost: string | undefined): Promise<void> {
    const { sampleRate, comment, onMessage } = this.#options;
    this.#played.poll();
    const moments = this.#played.momentsOf(from, from + file.frames);
    const performance = performancePath(path);
    const text = writePerformance({
      ...{ moments, frames: file.frames, sampleRate, block },
      triggersBefore: this.#played.triggersBefore(from),
      comment: comment(basename(performance)),
    });
    try {
      await file.finish(markersOf(moments));
    } catch (error) {
      this.#fault(`the take is lost: ${sentenceOf(error)}`);
      return;
    }
    const why = lost ?? file.fault;
    const seconds = (file.frames / sampleRate).toFixed(1);
    if (why !== undefined) this.#fault(`the take ${path} ends after ${seconds} s: ${why}`);
    await writeFileAtomically(performance, text).catch((error: unknown) =>
      this.#fault(`the take has no performance: ${sentenceOf(error)}`),
    );
    if (why === undefined) onMessage(`recorded ${seconds} s: ${path}`);
  }
}

function markersOf(moments: readonly RecordedMoment[]): Marker[] {
  return moments.flatMap((moment) =>
    moment.kind === 'edge' && moment.isHigh ? [{ frame: moment.frame, label: `gate ${moment.gate + 1}` }] : [],
  );
}
