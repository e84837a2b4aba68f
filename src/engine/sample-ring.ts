import { createSharedBuffer } from './shared-buffer.ts';

const WRITTEN = 0;
const READ = 1;

/** The memory of a sample ring, to be passed to another thread. */
export interface SampleRingMemory {
  readonly buffer: SharedArrayBuffer;
  /** Samples, a power of two. */
  readonly capacity: number;
}

/** A queue of samples from one thread to one other. */
export interface SampleRing {
  /** Samples ready to be read. */
  readonly fill: number;
  /** Largest number of samples that fit. */
  readonly capacity: number;
  /** Copies `count` samples in and wakes the reader; the caller has checked that there is room. Writer's thread. */
  write(from: Float32Array, count: number): void;
  /** Copies up to `count` samples out, wakes the writer, and returns the number of samples copied. Reader's thread. */
  read(into: Float32Array, count: number): number;
  /** Drops up to `count` samples and returns their number. Reader's thread. */
  skip(count: number): number;
  /**
   * Waits until the fill is at most `maxFill`; false when `timeoutMs` has passed first. Blocks the writer's thread, which is
   * never the main thread.
   */
  waitForRoom(maxFill: number, timeoutMs: number): boolean;
  /** Waits until the fill is at least `minFill`; false when `timeoutMs` has passed first. Blocks the reader's thread. */
  waitForSamples(minFill: number, timeoutMs: number): boolean;
}

/** Memory for at least `samples` samples. */
export function createSampleRingMemory(samples: number): SampleRingMemory {
  const capacity = 2 ** Math.ceil(Math.log2(samples));
  return { buffer: createSharedBuffer(8 + 4 * capacity), capacity };
}

/** A single-producer single-consumer ring; positions wrap at 2^32. */
export function openSampleRing({ buffer, capacity }: SampleRingMemory): SampleRing {
  const positions = new Int32Array(buffer, 0, 2);
  const samples = new Float32Array(buffer, 8, capacity);
  const mask = capacity - 1;

  const fill = (): number => (Atomics.load(positions, WRITTEN) - Atomics.load(positions, READ)) | 0;

  function advanceRead(read: number, count: number): void {
    Atomics.store(positions, READ, (read + count) | 0);
    Atomics.notify(positions, READ);
  }

  return {
    capacity,
    get fill() {
      return fill();
    },
    write: (from, count) => {
      const written = Atomics.load(positions, WRITTEN);
      for (let i = 0; i < count; i++) samples[(written + i) & mask] = from[i];
      Atomics.store(positions, WRITTEN, (written + count) | 0);
      Atomics.notify(positions, WRITTEN);
    },
    read: (into, count) => {
      const read = Atomics.load(positions, READ);
      const available = Math.min(count, fill());
      for (let i = 0; i < available; i++) into[i] = samples[(read + i) & mask];
      advanceRead(read, available);
      return available;
    },
    skip: (count) => {
      const read = Atomics.load(positions, READ);
      const available = Math.min(count, fill());
      advanceRead(read, available);
      return available;
    },
    waitForRoom: (maxFill, timeoutMs) => {
      let read = Atomics.load(positions, READ);
      while (fill() > maxFill) {
        if (Atomics.wait(positions, READ, read, timeoutMs) === 'timed-out') return fill() <= maxFill;
        read = Atomics.load(positions, READ);
      }
      return true;
    },
    waitForSamples: (minFill, timeoutMs) => {
      let written = Atomics.load(positions, WRITTEN);
      while (fill() < minFill) {
        if (Atomics.wait(positions, WRITTEN, written, timeoutMs) === 'timed-out') return fill() >= minFill;
        written = Atomics.load(positions, WRITTEN);
      }
      return true;
    },
  };
}
