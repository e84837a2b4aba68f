import { createDeckPool } from './deck-pool.ts';
import type { EngineEvent } from './engine-event.ts';
import { type EngineMemory, TRANSPORT_SIZE } from './engine-memory.ts';
import { openSeqlock } from './seqlock.ts';
import { startThread, type Thread } from './thread.ts';
import type { Command, ProgramSpec, RenderThreadData } from './thread-data.ts';
import { fromPortable } from './thread-message.ts';

/** A render thread that makes no block for this long while the sink goes on has hung, ms. */
const HUNG_MS = 300;
/** A cross-fade between decks has certainly ended this long after its start, ms. */
const SETTLED_MS = 100;

/** Someone at a deck. */
interface Performer {
  readonly repertoire: ProgramSpec;
  readonly isStandIn: boolean;
  readonly deck: number;
  readonly thread: Thread;
  beats: number;
  aliveMs: number;
  startedMs: number;
}

export interface RenderWorkersOptions {
  readonly threadFile: string | URL;
  readonly memory: EngineMemory;
  readonly block: RenderThreadData['block'];
  readonly performance: RenderThreadData['performance'];
  /** As they are now, for whoever comes. */
  readonly settings: () => RenderThreadData['settings'];
  readonly hasFallback: boolean;
  /** Nobody is replaced any more. */
  readonly isStopping: () => boolean;
  readonly onEvent: (event: EngineEvent) => void;
  /** Someone could not be replaced. */
  readonly onLost: (error: Error) => void;
}

/** The render threads: who is called, who plays, who takes over from whom. */
export interface RenderWorkers {
  /** Puts a thread at a free deck; false when there is none. */
  start(repertoire: ProgramSpec, isStandIn?: boolean): boolean;
  /** Calls everyone again who is there: what they had rendered is lost. */
  restartAll(): void;
  /** Those who have been taken over from may go; those who hang are replaced. To be called often. */
  check(): void;
  send(order: Command): void;
  readonly threads: readonly Thread[];
  /** Whether anyone is called who plays a model. */
  readonly playsModel: boolean;
}

export function createRenderWorkers(options: RenderWorkersOptions): RenderWorkers {
  const { threadFile, memory, block, hasFallback: hasStandIn, isStopping, onEvent: tell, onLost: lost } = options;
  const pool = createDeckPool(memory.decks);
  const performers = new Set<Performer>();
  const transport = openSeqlock(memory.transport);
  const seen = new Float64Array(TRANSPORT_SIZE);
  let lastPosition = -1;
  let restarts = 0;

  function call(repertoire: ProgramSpec, isStandIn = false): boolean {
    const deck = pool.take();
    if (deck === undefined) return false;
    const performer: Performer = {
      repertoire,
      isStandIn,
      deck,
      beats: 0,
      aliveMs: Number.POSITIVE_INFINITY,
      startedMs: Number.POSITIVE_INFINITY,
      thread: startThread({
        file: threadFile,
        data: {
          role: 'render',
          memory,
          deck,
          block,
          program: repertoire,
          isFallback: isStandIn,
          settings: options.settings(),
          performance: options.performance,
        },
        onMessage: (message) => {
          if (message.kind === 'started' && performers.has(performer)) {
            if (isOvertaken(performer)) return sendHome(performer);
            performer.startedMs = performer.aliveMs = performance.now();
            tell({ kind: 'playing', program: repertoire, isFallback: isStandIn, latencyFrames: message.latencyFrames });
          } else if (message.kind === 'failed') replace(performer, fromPortable(message.error));
        },
        onUnexpectedExit: (error) => replace(performer, error ?? new Error('the render thread has ended by itself')),
      }),
    };
    performers.add(performer);
    return true;
  }

  const generationOf = ({ deck }: Performer): number => pool.decks[deck].generation;

  /** Whether someone who was called later plays already: who comes now is not heard. */
  const isOvertaken = (performer: Performer): boolean =>
    [...performers].some((other) => Number.isFinite(other.startedMs) && generationOf(other) > generationOf(performer));

  function sendHome(performer: Performer): void {
    performer.thread.send({ kind: 'stop' });
    dismiss(performer);
  }

  /** Frees a deck once its thread has ended. */
  function dismiss(performer: Performer): void {
    if (!performers.delete(performer)) return;
    void performer.thread.ended.then(() => pool.free(performer.deck));
  }

  /**
   * A performer is dead or hung: where the accelerator has a stand-in, that plays from now on; else another one starts, once; what never
   * came to play, or dies again, is given up.
   */
  function replace(performer: Performer, error: Error): void {
    if (!performers.has(performer)) return;
    dismiss(performer);
    performer.thread.kill();
    if (isStopping()) return;
    const { repertoire, isStandIn } = performer;
    if (hasStandIn && !isStandIn && repertoire.kind === 'model' && standIn(repertoire)) {
      tell({ kind: 'stood-in', error });
      return;
    }
    const hasPlayed = Number.isFinite(performer.startedMs);
    if (hasPlayed && restarts++ === 0 && call(repertoire, isStandIn)) {
      tell({ kind: 'restarted', role: 'render', error });
    } else lost(error);
  }

  /** A stand-in plays a model already, or begins to; false when there is no deck for it. */
  function standIn(repertoire: ProgramSpec): boolean {
    const isThere = [...performers].some((other) => other.isStandIn && other.repertoire === repertoire);
    return isThere || call(repertoire, true);
  }

  function watch(): void {
    const nowMs = performance.now();
    const lead = [...performers].find(({ deck }) => deck === pool.leader);
    const isMoving = transport.read(seen) && seen[0] !== lastPosition;
    lastPosition = seen[0];
    for (const performer of performers) {
      const { beats } = pool.decks[performer.deck];
      if (beats !== performer.beats || !isMoving) {
        performer.beats = beats;
        if (Number.isFinite(performer.startedMs)) performer.aliveMs = nowMs;
      }
      const isBehind = lead !== undefined && generationOf(performer) < generationOf(lead);
      if (isBehind && nowMs - lead.startedMs > SETTLED_MS) sendHome(performer);
      else if (nowMs - performer.aliveMs > HUNG_MS) {
        replace(performer, new Error(`the render thread has not answered for ${HUNG_MS} ms`));
      }
    }
  }

  return {
    start: call,
    restartAll: () => {
      for (const performer of [...performers]) {
        performer.thread.kill();
        dismiss(performer);
        call(performer.repertoire, performer.isStandIn);
      }
    },
    check: watch,
    send: (order) => {
      for (const { thread } of performers) thread.send(order);
    },
    get threads() {
      return [...performers].map(({ thread }) => thread);
    },
    get playsModel() {
      return [...performers].some(({ repertoire }) => repertoire.kind === 'model');
    },
  };
}
