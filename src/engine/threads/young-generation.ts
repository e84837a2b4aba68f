import { setFlagsFromString } from 'node:v8';

/**
 * Gives the heaps that are made from now on a young generation of its full size at once: that of a render thread, 2.7 MB a half, must not depend on
 * `keepYoungGenerations`. Call before the first thread starts.
 */
export function fillYoungGenerations(): void {
  setFlagsFromString('--min-semi-space-size=3');
  // A parallel collection of young objects waits for its helper threads, and those have no real-time scheduler.
  setFlagsFromString('--no-parallel-scavenge');
}

/**
 * Keeps the young generation of each heap as large as it is. That of the main thread would grow to 32 MB during a start and be touched throughout.
 * V8 allows it to grow again whenever it makes a heap, so this is called after each thread's start.
 */
export function keepYoungGenerations(): void {
  setFlagsFromString('--semi-space-growth-factor=1');
}
