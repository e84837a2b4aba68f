const WRITTEN = 0;
const READ = 1;

/** The memory of a sample ring, to be handed to another thread. */
export interface SampleRingMemory {
  readonly buffer: SharedArrayBuffer;
  /** Samples, a power of two. */
  readonly capacity: number;
}

/** Samples from one thread to one other. */
export interface SampleRing {
  /** Samples that wait to be read. */
  readonly fill: number;
  /** Samples that it can hold. */
  readonly capacity: number;
  /** Copies `count` samples in and wakes the reader; the caller has seen that there is room. Writer's thread. */
  write(from: Float32Array, count: number): void;
  /** Copies up to `count` samples out, returns how many there were, and wakes the writer. Reader's thread. */
  read(into: Float32Array, count: number): number;
  /** Drops up to `count` samples, returns how many. Reader's thread. */
  skip(count: number): number;
  /**
   * Waits until at most `most` samples wait, or `timeoutMs` has passed; false when it has. Blocks the writer's thread,
   * which is never the main one.
   */
  waitForRoom(most: number, timeoutMs: number): boolean;
  /** Waits until at least `least` samples wait, or `timeoutMs` has passed; false when it has. Blocks the reader's thread. */
  waitForSamples(least: number, timeoutMs: number): boolean;
}

/** Memory for at least `samples` samples. */
export function createSampleRingMemory(samples: number): SampleRingMemory {
  const capacity = 2 ** Math.ceil(Math.log2(samples));
  return { buffer: new SharedArrayBuffer(8 + 4 * capacity), capacity };
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
      const there = Math.min(count, fill());
      for (let i = 0; i < there; i++) into[i] = samples[(read + i) & mask];
      advanceRead(read, there);
      return there;
    },
    skip: (count) => {
      const read = Atomics.load(positions, READ);
      const there = Math.min(count, fill());
      advanceRead(read, there);
      return there;
    },
    waitForRoom: (most, timeoutMs) => {
      let read = Atomics.load(positions, READ);
      while (fill() > most) {
        if (Atomics.wait(positions, READ, read, timeoutMs) === 'timed-out') return fill() <= most;
        read = Atomics.load(positions, READ);
      }
      return true;
    },
    waitForSamples: (least, timeoutMs) => {
      let written = Atomics.load(positions, WRITTEN);
      while (fill() < least) {
        if (Atomics.wait(positions, WRITTEN, written, timeoutMs) === 'timed-out') return fill() >= least;
        written = Atomics.load(positions, WRITTEN);
      }
      return true;
    },
  };
}
