import { createSharedBuffer } from './shared-buffer.ts';

/** Samples that are kept: 47 s at 44.1 kHz, 43 s at 48 kHz, in 8 MB. */
const CAPACITY = 2 ** 21;
/** Samples that the writer may be about to replace: the largest period. */
const MARGIN = 512;

/** The memory of a history, to be passed to another thread. */
export interface SampleHistoryMemory {
  readonly buffer: SharedArrayBuffer;
  /** Samples, a power of two. */
  readonly capacity: number;
}

/** The last samples of a stream, addressed by their frame. The writer never waits: what is not read in time is replaced. */
export interface SampleHistory {
  /** Samples that can be read at most. */
  readonly capacity: number;
  /** Writes the samples at `frame`, those before it having been written. Writer's thread; allocates nothing. */
  write(frame: number, samples: Float32Array, count: number): void;
  /**
   * The frame after the last sample. Readers call it every few hours at least: the counter in the memory wraps at 2^32.
   */
  end(): number;
  /** Copies the samples from `frame` on into `into`; false when one of them has been replaced, or is not there yet. */
  read(frame: number, into: Float32Array): boolean;
}

export function createSampleHistoryMemory(capacity = CAPACITY): SampleHistoryMemory {
  return { buffer: createSharedBuffer(8 + 4 * capacity), capacity };
}

export function openSampleHistory({ buffer, capacity }: SampleHistoryMemory): SampleHistory {
  const position = new Int32Array(buffer, 0, 1);
  const kept = new Float32Array(buffer, 8, capacity);
  const readable = capacity - MARGIN;
  let seen = 0;
  const end = (): number => {
    seen += (Atomics.load(position, 0) - (seen % 2 ** 32)) | 0;
    return seen;
  };
  return {
    capacity: readable,
    end,
    write: (frame, samples, count) => {
      for (let i = 0; i < count; i++) kept[(frame + i) % capacity] = samples[i];
      Atomics.store(position, 0, (frame + count) | 0);
    },
    read: (frame, into) => {
      if (frame < 0 || frame + into.length > end()) return false;
      const from = frame % capacity;
      const first = Math.min(into.length, capacity - from);
      into.set(kept.subarray(from, from + first));
      if (first < into.length) into.set(kept.subarray(0, into.length - first), first);
      // The writer may have come round while the samples were copied.
      return end() - frame <= readable;
    },
  };
}
