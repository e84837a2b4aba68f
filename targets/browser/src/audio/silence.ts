import { createDeckMixer, PART_FRAMES } from './deck-mixer.ts';
import type { MixerMessage, MixerReport, MixerStart } from './mixer-messages.ts';

/** Interval at which the stream moves on, ms. */
const INTERVAL_MS = 10;
/** A pause that is not caught up with, such as a computer's sleep, ms. */
const MAX_PAUSE_MS = 100;

/** Plays the stream on a timer and drops it: the instrument is on before a tap has started the sound. */
export interface Silence {
  handle(message: MixerMessage): void;
  /** Stops the timer; returns where the stream is, and the decks, for the mixer that goes on. */
  stop(): { readonly position: number; readonly decks: readonly Extract<MixerMessage, { kind: 'deck' }>[] };
}

export function startSilence(
  start: MixerStart,
  { sampleRate, onReport }: { readonly sampleRate: number; readonly onReport: (report: MixerReport) => void },
): Silence {
  const mixer = createDeckMixer(start, { sampleRate, onReport });
  const part = new Float32Array(PART_FRAMES);
  const partMs = (1000 * PART_FRAMES) / sampleRate;
  let dueMs = performance.now();
  const timer = setInterval(() => {
    const nowMs = performance.now();
    if (nowMs - dueMs > MAX_PAUSE_MS) dueMs = nowMs;
    for (; dueMs <= nowMs; dueMs += partMs) mixer.fill(part);
  }, INTERVAL_MS);
  return {
    handle: mixer.handle,
    stop: () => {
      clearInterval(timer);
      return { position: mixer.position, decks: mixer.release() };
    },
  };
}
