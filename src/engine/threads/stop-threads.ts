import { setTimeout as sleep } from 'node:timers/promises';
import type { Thread } from '../thread.ts';

/** Length of the fade-out when the engine stops, seconds. */
const FADE_OUT_SECONDS = 0.05;
/** Longest wait for the sound to fade and the sink to close, ms. */
const MAX_FADE_MS = 400;
/** Longest wait for a thread to end by itself, ms: one that is loading a native library can crash when it is terminated. */
const MAX_STOP_MS = 3000;

/** Fades the sound out, then stops all threads; those that do not stop in time are terminated. */
export async function stopThreads(options: {
  readonly audio: Thread;
  /** The control and render threads; called after the fade-out, during which render threads may have come and gone. */
  readonly others: () => readonly Thread[];
  readonly sampleRate: number;
}): Promise<void> {
  const { audio, others, sampleRate } = options;
  audio.send({ kind: 'fade-out', frames: Math.round(FADE_OUT_SECONDS * sampleRate) });
  await within(MAX_FADE_MS, audio.ended);
  const threads = [audio, ...others()];
  for (const thread of threads) thread.send({ kind: 'stop' });
  await within(MAX_STOP_MS, Promise.all(threads.map(({ ended }) => ended)));
  for (const thread of threads) thread.kill();
}

/** Waits for a promise, `ms` at most. */
async function within(ms: number, promise: Promise<unknown>): Promise<void> {
  await Promise.race([promise, sleep(ms, undefined, { ref: false })]);
}
