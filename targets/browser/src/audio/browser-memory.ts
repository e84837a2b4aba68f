import { createEngineMemory, type EngineMemory } from '../../../../src/engine/engine-memory.ts';

/** Frames of a deck's ring: a thread of a busy browser is late by tens of milliseconds, and so are the messages between two. */
const DECK_FRAMES = 8192;
/** Largest headroom, 0.14 s; the rest of the ring is for what is on its way. */
export const MAX_HEADROOM = 6144;
/** Samples that a thread without shared memory keeps: the engine has those for recordings. */
const OWN_HISTORY = 2048;

/** The memory of an engine in a browser. */
export function createBrowserMemory(): EngineMemory {
  return createEngineMemory({ deckFrames: DECK_FRAMES });
}

/** The memory of one thread of an engine, where none is shared. */
export function createOwnMemory(): EngineMemory {
  return createEngineMemory({ deckFrames: DECK_FRAMES, historySamples: OWN_HISTORY });
}
