import { createEdgeRingMemory, type EdgeRing, type EdgeRingMemory, openEdgeRing } from './edge-ring.ts';
import { createNoteRingMemory, type NoteRing, type NoteRingMemory, openNoteRing } from './note-ring.ts';
import { createPlayedLogMemory, openPlayedLog, type PlayedLog, type PlayedLogMemory } from './played-log.ts';
import { createSampleRingMemory, openSampleRing, type SampleRing, type SampleRingMemory } from './sample-ring.ts';
import { createSharedBuffer } from './shared-buffer.ts';

/** Largest block of a render thread, frames. */
const MAX_BLOCK = 512;
const GENERATION = 0;
const STARTED = 1;
const BEATS = 2;

/** The memory that one render thread shares with the other threads. */
export interface DeckMemory {
  readonly samples: SampleRingMemory;
  readonly edges: EdgeRingMemory;
  readonly notes: NoteRingMemory;
  readonly played: PlayedLogMemory;
  readonly header: SharedArrayBuffer;
}

/**
 * A render thread's channel to the mixer, as one of a DJ's decks. Usually one is in use; while a program is exchanged, a second
 * one starts at a frame of its choice and fades in as the first one fades out.
 */
export interface Deck {
  readonly samples: SampleRing;
  readonly edges: EdgeRing;
  readonly notes: NoteRing;
  /** The log of its render thread. */
  readonly played?: PlayedLog | undefined;
  /** 0 while the deck is free; the started deck of the highest generation leads, the others fade out. Set by the main thread. */
  generation: number;
  /** Frame of the stream at which the deck's first sample sounds; -1 until its render thread has set it. */
  startFrame: number;
  /** Frame of the last rising edge of gate 1 since the deck was taken, -1 if there was none. */
  triggerFrame: number;
  /** Heartbeat: blocks rendered since the deck was taken, modulo 2^32. */
  readonly beats: number;
  /** Counts a block. Render thread. */
  beat(): void;
}

/** @param frames that its ring holds; default: four of the largest blocks */
export function createDeckMemory(frames = 4 * MAX_BLOCK): DeckMemory {
  return {
    samples: createSampleRingMemory(frames),
    edges: createEdgeRingMemory(),
    notes: createNoteRingMemory(),
    played: createPlayedLogMemory(),
    header: createSharedBuffer(32),
  };
}

export function openDeck(memory: DeckMemory): Deck {
  const words = new Int32Array(memory.header, 0, 3);
  const frames = new Float64Array(memory.header, 16, 2);
  return {
    samples: openSampleRing(memory.samples),
    edges: openEdgeRing(memory.edges),
    notes: openNoteRing(memory.notes),
    played: openPlayedLog(memory.played),
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
