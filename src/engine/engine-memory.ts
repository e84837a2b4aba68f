import { RECORD_SIZE } from './control-record.ts';
import { createDeckMemory, type DeckMemory } from './deck.ts';
import { createMetersMemory, type MetersMemory } from './meters.ts';
import { createSampleHistoryMemory, type SampleHistoryMemory } from './sample-history.ts';
import { createSampleRingMemory, type SampleRingMemory } from './sample-ring.ts';
import { createSeqlockMemory, type SeqlockMemory } from './seqlock.ts';
import { createSharedBuffer } from './shared-buffer.ts';

/** Number of decks: one plays, one takes over from it, one may still be fading when the next take-over begins. */
export const DECK_COUNT = 3;
/** Samples of the stream kept for the tap (a panel's scope and sound): 0.7 s. */
const TAP_SAMPLES = 32768;

/** Doubles in the transport's record: frames handed to the sink, and the time of that in µs. */
export const TRANSPORT_SIZE = 2;

/** The memory that all threads of one engine share. */
export interface EngineMemory {
  /** Control thread to render threads: the latest control record. */
  readonly controls: SeqlockMemory;
  /** Audio thread to all: the position of the stream. */
  readonly transport: SeqlockMemory;
  /** Samples from the render threads to the audio thread, and gate edges from the control thread to the render threads. */
  readonly decks: readonly DeckMemory[];
  readonly meters: MetersMemory;
  /** Audio thread to main thread: a copy of the stream for a scope or a listener; dropped while nobody reads it. */
  readonly tap: SampleRingMemory;
  /** Audio thread to main thread: the last half minute as it went to the sink, for a recording. */
  readonly history: SampleHistoryMemory;
  /** Main thread to control thread: see `openWake`. */
  readonly controlWake: SharedArrayBuffer;
  /** See `openClockMode`. */
  readonly clockMode: SharedArrayBuffer;
  /** See `openProbe`. */
  readonly probe: SharedArrayBuffer;
}

/** @param deckFrames frames that a deck's ring holds; default: enough for a thread with real-time priority */
export function createEngineMemory({
  deckFrames,
  historySamples,
}: {
  readonly deckFrames?: number;
  /** Samples that are kept for recordings. */
  readonly historySamples?: number | undefined;
} = {}): EngineMemory {
  return {
    controls: createSeqlockMemory(RECORD_SIZE),
    transport: createSeqlockMemory(TRANSPORT_SIZE),
    decks: Array.from({ length: DECK_COUNT }, () => createDeckMemory(deckFrames)),
    meters: createMetersMemory(),
    tap: createSampleRingMemory(TAP_SAMPLES),
    history: createSampleHistoryMemory(historySamples),
    controlWake: createSharedBuffer(4),
    clockMode: createSharedBuffer(4),
    probe: createSharedBuffer(32),
  };
}
