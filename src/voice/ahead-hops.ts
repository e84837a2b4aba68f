import type { RunQueue, RunTicket } from '../contracts/run-queue.ts';
import { createTimbreMix, type TimbreMix } from '../descriptors/timbre/timbre-mix.ts';
import type { Note } from './note.ts';

/** Content of a queued hop: a run of the network, an output, silence, or the note's end. */
export type AheadHopKind = 'run' | 'output' | 'silence' | 'end';

/** A hop that was requested ahead of its sound. */
export interface AheadHop {
  kind: AheadHopKind;
  ticket: RunTicket;
  /** Whether the cache of onsets needs the run too. */
  isShared: boolean;
  /** Whether its deadline was counted as missed. */
  isLate: boolean;
  /** Pitch at its end in Hz. */
  f0: number;
  readonly output: Float32Array;
  readonly level: Float32Array;
  readonly timbre: TimbreMix;
}

/** The hops of one note that were requested and have not sounded yet, in order. Used by one thread. */
export class AheadHops {
  readonly #hops: readonly AheadHop[];
  #first = 0;
  #count = 0;

  constructor({ ahead, outputSize, subframes }: { ahead: number; outputSize: number; subframes: number }) {
    this.#hops = Array.from({ length: ahead + 1 }, () => ({
      kind: 'silence',
      ticket: 0,
      isShared: false,
      isLate: false,
      f0: 0,
      output: new Float32Array(outputSize),
      level: new Float32Array(subframes),
      timbre: createTimbreMix(),
    }));
  }

  get count(): number {
    return this.#count;
  }

  /** The hop that sounds next; undefined while there is none. */
  get front(): AheadHop | undefined {
    return this.#count === 0 ? undefined : this.#hops[this.#first];
  }

  /** A hop by its place; 0 is the front. The caller keeps to those that are there. */
  at(place: number): AheadHop {
    return this.#hops[(this.#first + place) % this.#hops.length];
  }

  /** Adds a hop for the caller to fill in. */
  push(): AheadHop {
    const hop = this.#hops[(this.#first + this.#count++) % this.#hops.length];
    hop.isShared = false;
    hop.isLate = false;
    return hop;
  }

  shift(): void {
    this.#first = (this.#first + 1) % this.#hops.length;
    this.#count--;
  }

  /** Forgets all hops; runs of theirs that have not begun are skipped. */
  drop(queue: RunQueue): void {
    for (; this.#count > 0; this.shift()) {
      const hop = this.#hops[this.#first];
      if (hop.kind === 'run' && !hop.isShared) queue.drop(hop.ticket);
    }
  }
}

/** Whether the hop can sound; waits for its run where `waits` is true. @throws NeurorackError as `RunQueue.isDone` */
export function isHopReady(hop: AheadHop, queue: RunQueue, waits: boolean): boolean {
  if (hop.kind !== 'run') return true;
  if (waits) queue.wait(hop.ticket);
  return waits || queue.isDone(hop.ticket);
}

/** Gives a hop that is ready to a note. */
export function deliverHop(hop: AheadHop, queue: RunQueue, note: Note): void {
  if (hop.kind === 'end') note.end();
  else if (hop.kind === 'silence' || (hop.kind === 'run' && !queue.read(hop.ticket, hop.output))) note.feedSilence();
  else note.feed(hop.output, hop.level, hop.f0, hop.timbre);
}
