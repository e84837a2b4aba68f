import { createEngineMemory, type EngineMemory } from '../../../../src/engine/engine-memory.ts';

/** Frames of a deck's ring: a thread of a busy browser is late by tens of milliseconds, and so are the messages between two. */
const DECK_FRAMES = 8192;
/** Largest headroom, 0.14 s; the rest of the ring is for what is on its way. */
export const MAX_HEADROOM = 6144;

/** The memory of an engine in a browser. */
export function createBrowserMemory(): EngineMemory {
  return createEngineMemory({ deckFrames: DECK_FRAMES });
}
