import { type Deck, type DeckMemory, openDeck } from './deck.ts';
import { unref } from './unref.ts';

/** A deck is taken again only after this long, ms: by then the audio thread has certainly read that it is free. */
const REST_MS = 50;

/** Assigns the decks to render threads. Main thread. */
export interface DeckPool {
  readonly decks: readonly Deck[];
  /** Takes a free deck, which leads once its render thread has set a start frame; undefined when all are taken. */
  take(): number | undefined;
  /** Returns a deck whose render thread has ended. */
  free(index: number): void;
  /** The started deck of the highest generation, the one that sounds. */
  readonly leader: number | undefined;
}

export function createDeckPool(memory: readonly DeckMemory[]): DeckPool {
  const decks = memory.map(openDeck);
  const isTaken = decks.map(() => false);
  let generation = 0;
  return {
    decks,
    take: () => {
      const index = isTaken.indexOf(false);
      if (index < 0) return undefined;
      isTaken[index] = true;
      const deck = decks[index];
      deck.startFrame = -1;
      deck.triggerFrame = -1;
      deck.samples.skip(deck.samples.capacity);
      deck.generation = ++generation;
      return index;
    },
    free: (index) => {
      decks[index].generation = 0;
      unref(
        setTimeout(() => {
          isTaken[index] = false;
        }, REST_MS),
      );
    },
    get leader() {
      let found: number | undefined;
      decks.forEach((deck, index) => {
        if (deck.generation === 0 || deck.startFrame < 0) return;
        if (found === undefined || deck.generation > decks[found].generation) found = index;
      });
      return found;
    },
  };
}
