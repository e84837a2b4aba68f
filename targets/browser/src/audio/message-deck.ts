import type { Deck } from '../../../../src/engine/deck.ts';
import type { DeckBlock } from './mixer-messages.ts';

/** A deck of a render Worker that shares no memory with the mixer. */
export interface MessageDeck {
  readonly deck: Deck;
  /** Call with each position that the mixer posts: what it has played leaves the deck. */
  played(position: number): void;
}

/** Sends each block that is written to `deck` to the mixer too. The deck's own ring keeps it until it has been played, and so has its fill. */
export function createMessageDeck(deck: Deck, send: (block: DeckBlock) => void): MessageDeck {
  const { samples } = deck;
  let written = 0;
  let skipped = 0;
  return {
    deck: {
      edges: deck.edges,
      notes: deck.notes,
      played: deck.played,
      beat: deck.beat,
      get beats() {
        return deck.beats;
      },
      get generation() {
        return deck.generation;
      },
      get startFrame() {
        return deck.startFrame;
      },
      set startFrame(frame) {
        deck.startFrame = frame;
      },
      get triggerFrame() {
        return deck.triggerFrame;
      },
      set triggerFrame(frame) {
        deck.triggerFrame = frame;
      },
      samples: {
        capacity: samples.capacity,
        get fill() {
          return samples.fill;
        },
        read: samples.read,
        skip: samples.skip,
        waitForRoom: samples.waitForRoom,
        waitForSamples: samples.waitForSamples,
        write: (from, count) => {
          samples.write(from, count);
          send({ frame: deck.startFrame + written, samples: Float32Array.from(from.subarray(0, count)) });
          written += count;
        },
      },
    },
    played: (position) => {
      if (deck.startFrame < 0) return;
      const due = position - deck.startFrame - skipped;
      if (due > 0) skipped += samples.skip(due);
    },
  };
}
