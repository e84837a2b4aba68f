import { createEdgeRingMemory, type EdgeRing, type EdgeRingMemory, openEdgeRing } from './edge-ring.ts';
import { createSampleRingMemory, openSampleRing, type SampleRing, type SampleRingMemory } from './sample-ring.ts';

/** Largest block of a render thread, frames. */
const MOST_BLOCK = 512;
const GENERATION = 0;
const STARTED = 1;
const BEATS = 2;

/** The memory between one render thread and the others. */
export interface DeckMemory {
  readonly samples: SampleRingMemory;
  readonly edges: EdgeRingMemory;
  readonly header: SharedArrayBuffer;
}

/**
 * A render thread's place at the mixer. Usually one is taken; a second one while a voice is exchanged: it starts at a
 * frame of its choice, and from there on fades in as the other fades out.
 */
export interface Deck {
  readonly samples: SampleRing;
  readonly edges: EdgeRing;
  /** 0 while nobody has the deck; the highest of the started decks leads, the others fade out. Set by the main thread. */
  generation: number;
  /** Frame of the stream at which the deck's first sample sounds; -1 until its render thread has chosen. */
  startFrame: number;
  /** Frame at which gate 1 rose last while the deck was played, -1 when it has not. */
  triggerFrame: number;
  /** Blocks rendered since the deck was taken, modulo 2^32: a sign of life. */
  readonly beats: number;
  /** Render thread: one block more. */
  beat(): void;
}

export function createDeckMemory(): DeckMemory {
  return {
    samples: createSampleRingMemory(4 * MOST_BLOCK),
    edges: createEdgeRingMemory(),
    header: new SharedArrayBuffer(32),
  };
}

export function openDeck(memory: DeckMemory): Deck {
  const words = new Int32Array(memory.header, 0, 3);
  const frames = new Float64Array(memory.header, 16, 2);
  return {
    samples: openSampleRing(memory.samples),
    edges: openEdgeRing(memory.edges),
    get generation() {
      return Atomics.load(words, GENERATION);
    },
    set generation(value) {
      Atomics.store(words, GENERATION, value);
    },
    get startFrame() {
      return Atomics.load(words, STARTED) === 1 ? frames[0] : -1;
    },
    set startFrame(frame) {
      frames[0] = frame;
      Atomics.store(words, STARTED, frame < 0 ? 0 : 1);
    },
    get triggerFrame() {
      return frames[1];
    },
    set triggerFrame(frame) {
      frames[1] = frame;
    },
    get beats() {
      return Atomics.load(words, BEATS);
    },
    beat: () => void Atomics.add(words, BEATS, 1),
  };
}
