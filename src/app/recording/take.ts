import { basename } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { createPerformanceText, type RecordedMoment } from '../../control/performance/write-performance.ts';
import type { Engine } from '../../engine/engine.ts';
import { sentenceOf } from '../sentence-of.ts';
import { openPerformanceFile, type PerformanceFile } from './performance-file.ts';
import { performancePath } from './performance-path.ts';
import type { Lead, PlayedHistory } from './played-history.ts';
import { MAX_MARKERS, openTakeFile, type TakeFile, type TakeFileOptions } from './take-file.ts';
import type { Marker } from './take-markers.ts';

/** Interval at which a take gets what has sounded, ms. */
export const POLL_MS = 50;
/** Samples that are read from the history at a time. */
const CHUNK = 32_768;
/** Age at which the log of what has sounded is complete, s: in a browser it arrives by messages. */
const LOG_SECONDS = 0.5;

/** The stream of which takes are made, and the way to the player. */
export interface TakeSource {
  readonly engine: Pick<Engine, 'history'>;
  readonly played: PlayedHistory;
  readonly sampleRate: number;
  /** Lines of a comment that say how to render the performance. */
  readonly comment: (file: string) => readonly string[];
  /** A sentence for the player: where a take is, or why there is none. */
  readonly onMessage: (sentence: string) => void;
  readonly openFile?: TakeFileOptions['openFile'];
}

/** The fault of a performance that begins after the sounds that ring: a deck has joined them, or they began too long ago. */
const LACKS_SOUNDS = 'its performance lacks the sounds that rang at its beginning, so it is not the same samples there';

interface OpenedTake {
  readonly path: string;
  readonly from: number;
  readonly lead: Lead | undefined;
  readonly file: TakeFile;
  readonly performance: PerformanceFile;
}

/** A place in the stream at which a block of the leading deck begins. */
export interface TakeBeginning {
  readonly frame: number;
  readonly block: number;
}

/** Samples that are written to a file, and the performance that is written beside it. */
export class Take {
  readonly #source: TakeSource;
  readonly #path: string;
  readonly #from: number;
  /** Where its performance begins; undefined where sounds that ring at its beginning are not known. */
  readonly #lead: Lead | undefined;
  readonly #file: TakeFile;
  readonly #performance: PerformanceFile;
  readonly #markers: Marker[] = [];
  #loggedTo: number;
  #mustStop = false;
  #ended: Promise<string | undefined> | undefined;

  private constructor(source: TakeSource, { path, from, lead, file, performance }: OpenedTake) {
    this.#source = source;
    this.#path = path;
    this.#from = from;
    this.#lead = lead;
    this.#loggedTo = from;
    this.#file = file;
    this.#performance = performance;
  }

  /** @throws NeurorackError 'cannot-write' as `openTakeFile` */
  static async open(source: TakeSource, path: string, { frame, block }: TakeBeginning): Promise<Take> {
    const { sampleRate, comment, played } = source;
    const file = await openTakeFile(path, source);
    const beside = performancePath(path);
    const lead = played.leadOf(frame);
    const text = createPerformanceText({
      ...{ sampleRate, block },
      ...(lead === undefined
        ? { triggersBefore: played.triggersBefore(frame), lacksSounds: true }
        : { residue: lead.residue, begin: frame - lead.frame }),
      comment: [...comment(basename(beside)), ...(lead === undefined ? [LACKS_SOUNDS] : [])],
    });
    const performance = await openPerformanceFile(beside, text);
    return new Take(source, { path, from: frame, lead, file, performance });
  }

  get seconds(): number {
    return this.#file.frames / this.#source.sampleRate;
  }

  /** Frame of the stream up to which the performance is written. */
  get loggedTo(): number {
    return this.#loggedTo;
  }

  /**
   * Writes the stream until the take is stopped or its file has a fault. Resolves when its files are complete: with a sentence where the take is
   * missing or ends early.
   */
  record(): Promise<string | undefined> {
    this.#ended ??= this.#record();
    return this.#ended;
  }

  /** Ends the take; resolves as `record`. May be called twice. */
  async stop(): Promise<string | undefined> {
    this.#mustStop = true;
    return this.#ended;
  }

  /** Writes the stream up to a frame. Resolves as `record`. */
  recordUntil(frame: number): Promise<string | undefined> {
    this.#ended ??= this.#copy(frame).then((lost) => this.#finish(lost));
    return this.#ended;
  }

  async #record(): Promise<string | undefined> {
    let lost: string | undefined;
    while (lost === undefined && this.#file.fault === undefined) {
      const isLast = this.#mustStop;
      lost = await this.#copy(this.#source.engine.history.end());
      if (isLast) break;
      await this.#log(this.#source.engine.history.end() - LOG_SECONDS * this.#source.sampleRate);
      await sleep(POLL_MS);
    }
    return this.#finish(lost);
  }

  /** Appends what is left up to a frame; returns a sentence where samples have been replaced before they were written. */
  async #copy(to: number): Promise<string | undefined> {
    const { history } = this.#source.engine;
    const file = this.#file;
    const chunk = new Float32Array(CHUNK);
    while (file.fault === undefined && this.#from + file.frames < to) {
      const at = this.#from + file.frames;
      const part = chunk.subarray(0, Math.min(CHUNK, to - at));
      if (!history.read(at, part)) return 'the disk is too slow';
      await file.append(part);
    }
    return undefined;
  }

  /** Appends to the performance what was played before a frame, as far as its samples are in the file. */
  async #log(before: number): Promise<void> {
    const { played } = this.#source;
    const to = Math.min(before, this.#from + this.#file.frames);
    if (to <= this.#loggedTo) return;
    played.poll();
    const [from, lead] = [this.#from, this.#lead];
    const isFirst = this.#loggedTo === from;
    const later = isFirst ? [] : played.momentsIn(this.#loggedTo, to);
    const marked = isFirst ? played.momentsOf(from, to) : shifted(later, from);
    const first = lead === undefined ? marked : played.momentsAfter(lead, to);
    this.#loggedTo = to;
    for (const marker of markersOf(marked)) if (this.#markers.length < MAX_MARKERS) this.#markers.push(marker);
    await this.#performance.append(isFirst ? first : shifted(later, lead?.frame ?? from));
  }

  async #finish(lost: string | undefined): Promise<string | undefined> {
    const { frames } = this.#file;
    await sleep(POLL_MS);
    await this.#log(Number.POSITIVE_INFINITY);
    try {
      await this.#file.finish(this.#markers);
    } catch (error) {
      await this.#performance.discard();
      return this.#report(`the take is lost: ${sentenceOf(error)}`);
    }
    const why = lost ?? this.#file.fault;
    const seconds = this.seconds.toFixed(1);
    const early = why && this.#report(`the take ${this.#path} ends after ${seconds} s: ${why}`);
    const withoutPerformance = await this.#performance
      .finish(this.#from + frames - (this.#lead?.frame ?? this.#from))
      .catch((error: unknown) => this.#report(`the take has no performance: ${sentenceOf(error)}`));
    if (this.#lead === undefined && !withoutPerformance) this.#source.onMessage(`${this.#path}: ${LACKS_SOUNDS}`);
    if (why === undefined) this.#source.onMessage(`recorded ${seconds} s: ${this.#path}`);
    return early ?? (withoutPerformance || undefined);
  }

  #report(fault: string): string {
    this.#source.onMessage(fault);
    return fault;
  }
}

const shifted = (moments: readonly RecordedMoment[], from: number): RecordedMoment[] =>
  moments.map((moment) => ({ ...moment, frame: moment.frame - from }));

function markersOf(moments: readonly RecordedMoment[]): Marker[] {
  return moments.flatMap((moment) =>
    moment.kind === 'edge' && moment.isHigh ? [{ frame: moment.frame, label: `gate ${moment.gate + 1}` }] : [],
  );
}
