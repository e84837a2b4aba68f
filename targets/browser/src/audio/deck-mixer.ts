import { openDeck } from '../../../../src/engine/deck.ts';
import { openMeters } from '../../../../src/engine/meters.ts';
import { createMixer } from '../../../../src/engine/mixer.ts';
import { openSampleHistory } from '../../../../src/engine/sample-history.ts';
import { openSampleRing } from '../../../../src/engine/sample-ring.ts';
import { createOwnMemory } from './browser-memory.ts';
import type { DeckBlock, MixerMessage, MixerReport, MixerStart } from './mixer-messages.ts';

/** Frames of a part, the length of an AudioWorklet's render quantum. */
export const PART_FRAMES = 128;
/** Length of the cross-fade from one deck to the next, seconds. */
const CROSS_FADE_SECONDS = 0.01;
/** Frames between two reports. */
const REPORT_FRAMES = 512;

export interface DeckMixer {
  readonly position: number;
  handle(message: MixerMessage): void;
  /** Mixes the next part, `PART_FRAMES` long or shorter, and posts the new position to the render Workers. */
  fill(into: Float32Array): void;
  /** Ends the ports of the render Workers here, and returns them with their decks, for another mixer. */
  release(): readonly Extract<MixerMessage, { kind: 'deck' }>[];
}

/**
 * The mixer of the engine as the AudioWorklet runs it, and until there is one, the Worker of the instrument. Its decks are in shared memory, or
 * filled by messages.
 */
export function createDeckMixer(
  { position, gain, memory: shared }: MixerStart,
  { sampleRate, onReport }: { readonly sampleRate: number; readonly onReport: (report: MixerReport) => void },
): DeckMixer {
  const memory = shared ?? createOwnMemory();
  const meters = openMeters(memory.meters);
  const tap = openSampleRing(memory.tap);
  const history = openSampleHistory(memory.history);
  const decks = memory.decks.map(openDeck);
  const attached = new Map<number, Extract<MixerMessage, { kind: 'deck' }>>();
  const fadeFrames = Math.round(CROSS_FADE_SECONDS * sampleRate);
  const mixer = createMixer({ decks, meters, maxFrames: PART_FRAMES, start: position, fadeFrames, gain });
  let reportedAt = position;

  function attach(message: Extract<MixerMessage, { kind: 'deck' }>): void {
    const { deck: index, generation, port } = message;
    attached.set(index, message);
    const deck = decks[index];
    if (shared === undefined) {
      deck.startFrame = -1;
      deck.samples.skip(deck.samples.capacity);
      deck.generation = generation;
    }
    port.onmessage = ({ data: { frame, samples } }: MessageEvent<DeckBlock>) => {
      if (deck.samples.fill + samples.length > deck.samples.capacity) deck.samples.skip(samples.length);
      deck.samples.write(samples, samples.length);
      if (deck.startFrame < 0) deck.startFrame = frame;
    };
  }

  function report(): void {
    let samples: Float32Array<ArrayBuffer> | undefined;
    if (shared === undefined) {
      samples = new Float32Array(tap.fill);
      tap.read(samples, samples.length);
    }
    const [underruns, longestGapFrames] = [meters.read('underruns'), meters.read('longestGapFrames')];
    onReport({ position: mixer.position, underruns, longestGapFrames, samples });
  }

  return {
    get position() {
      return mixer.position;
    },
    handle: (message) => {
      if (message.kind === 'deck') attach(message);
      else if (message.kind === 'fade-out') mixer.fadeOut(message.frames);
      else if (message.kind === 'gain') mixer.setGain(message.gain);
      else {
        attached.get(message.deck)?.port.close();
        attached.delete(message.deck);
        if (shared === undefined) decks[message.deck].generation = 0;
      }
    },
    fill: (into) => {
      const frame = mixer.position;
      mixer.fill(into);
      history.write(frame, into, into.length);
      if (tap.fill + into.length <= tap.capacity) tap.write(into, into.length);
      for (const { port } of attached.values()) port.postMessage(mixer.position);
      if (mixer.position - reportedAt < REPORT_FRAMES) return;
      reportedAt = mixer.position;
      report();
    },
    release: () => {
      const released = [...attached.values()];
      for (const { deck, port } of released) {
        port.onmessage = null;
        // The next mixer begins to read here; a deck without shared memory begins with its next block.
        const readFrame = mixer.readFrame(deck);
        if (shared !== undefined && readFrame !== undefined) decks[deck].startFrame = readFrame;
      }
      attached.clear();
      return released;
    },
  };
}
