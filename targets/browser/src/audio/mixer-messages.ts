import type { EngineMemory } from '../../../../src/engine/engine-memory.ts';

/** A message to the mixer of the sound, wherever it runs. */
export type MixerMessage =
  /** A render Worker takes a deck; the mixer's positions go to `port`, and its blocks come from there. */
  | { readonly kind: 'deck'; readonly deck: number; readonly generation: number; readonly port: MessagePort }
  | { readonly kind: 'free'; readonly deck: number }
  | { readonly kind: 'fade-out'; readonly frames: number }
  /** The master volume. */
  | { readonly kind: 'gain'; readonly gain: number };

/** Where a mixer begins. */
export interface MixerStart {
  /** Frame of the stream. */
  readonly position: number;
  /** Of the master volume. */
  readonly gain: number;
  /** The engine's memory, on a page with cross-origin isolation. Without it samples come as messages. */
  readonly memory: EngineMemory | undefined;
}

/** A block of a render Worker, where no memory is shared. */
export interface DeckBlock {
  /** Frame of the stream at which it begins. */
  readonly frame: number;
  readonly samples: Float32Array<ArrayBuffer>;
}

/** A message of the mixer to the engine, about 90 times a second. */
export interface MixerReport {
  /** Frames played so far. */
  readonly position: number;
  readonly underruns: number;
  readonly longestGapFrames: number;
  /** The stream since the last report; absent where the engine's memory has it. */
  readonly samples: Float32Array<ArrayBuffer> | undefined;
}
