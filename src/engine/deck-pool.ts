import { type Deck, type DeckMemory, openDeck } from './deck.ts';

/** After this long the audio thread has certainly noticed that a deck is nobody's, ms. */
const REST_MS = 50;

/** Who has which deck; main thread. */
export interface DeckPool {
  readonly decks: readonly Deck[];
  /** Takes a free deck; it leads once its render thread has chosen a frame. Undefined when all are taken. */
  take(): number | undefined;
  /** Gives a deck back whose render thread has ended. */
  free(index: number): void;
  /** The started deck of the highest generation, the one that is heard. */
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
      setTimeout(() => {
        isTaken[index] = false;
      }, REST_MS).unref();
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
