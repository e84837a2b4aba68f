import { createSharedBuffer } from './shared-buffer.ts';

/** Attempts of a reader before it gives up: a writer holds the lock for less than a microsecond. */
const MAX_TRIES = 64;

/** The memory of a seqlock, to be passed to another thread. */
export interface SeqlockMemory {
  readonly buffer: SharedArrayBuffer;
  /** Doubles in the record. */
  readonly size: number;
}

/** A record shared by one writer and any number of readers, without locks or waits. */
export interface Seqlock {
  /** Publishes the record. The writer's thread only. */
  write(record: Float64Array): void;
  /** Copies the latest whole record; false when none was written or the writer died half-way: `into` is then not valid. */
  read(into: Float64Array): boolean;
  /** Number of records written, modulo 2^31. */
  readonly version: number;
}

/** Memory for records of `size` doubles. */
export function createSeqlockMemory(size: number): SeqlockMemory {
  return { buffer: createSharedBuffer(8 + 8 * size), size };
}

/**
 * A record that is always read whole: the writer makes the counter odd, writes, makes it even; a reader that saw it odd or
 * changed reads again (H.-J. Boehm, Can seqlocks get along with programming language memory models?, 2012: the reader's
 * second look is a read-modify-write, so that the copy cannot slide past it).
 */
export function openSeqlock({ buffer, size }: SeqlockMemory): Seqlock {
  const sequence = new Int32Array(buffer, 0, 1);
  const values = new Float64Array(buffer, 8, size);
  return {
    write: (record) => {
      Atomics.add(sequence, 0, 1);
      for (let i = 0; i < size; i++) values[i] = record[i];
      Atomics.add(sequence, 0, 1);
    },
    read: (into) => {
      for (let tries = 0; tries < MAX_TRIES; tries++) {
        const before = Atomics.load(sequence, 0);
        if (before === 0) return false;
        if ((before & 1) !== 0) continue;
        for (let i = 0; i < size; i++) into[i] = values[i];
        if (Atomics.add(sequence, 0, 0) === before) return true;
      }
      return false;
    },
    get version() {
      return Atomics.load(sequence, 0) >>> 1;
    },
  };
}
