import { createSharedBuffer } from './shared-buffer.ts';

/** Doubles an edge: time in µs, gate number, 1 for rising. */
const FIELDS = 3;
const HEAD = 0;
const TAIL = 1;
const LOST = 2;

/** The memory of an edge ring, to be passed to another thread. */
export interface EdgeRingMemory {
  readonly buffer: SharedArrayBuffer;
  readonly capacity: number;
}

/** A queue of gate edges from one thread to one other. Keeps their order; drops an edge only when it is full. */
export interface EdgeRing {
  /** Adds an edge; false when the ring is full, which is counted. Writer's thread. */
  push(gate: number, isHigh: boolean, timeUs: number): boolean;
  /** Time of the oldest edge in µs, or Infinity. Reader's thread. */
  peekTimeUs(): number;
  /** Gate of the oldest edge; only after `peekTimeUs` was finite. Reader's thread. */
  peekGate(): number;
  /** Whether the oldest edge rises; only after `peekTimeUs` was finite. Reader's thread. */
  peekIsHigh(): boolean;
  /** Drops the oldest edge. Reader's thread. */
  shift(): void;
  /** Edges dropped because the ring was full. */
  readonly lost: number;
}

/** Memory for `capacity` edges, a power of two. */
export function createEdgeRingMemory(capacity = 256): EdgeRingMemory {
  return { buffer: createSharedBuffer(16 + 8 * FIELDS * capacity), capacity };
}

/** A single-producer single-consumer ring (L. Lamport, 1983); positions wrap at 2^32. */
export function openEdgeRing({ buffer, capacity }: EdgeRingMemory): EdgeRing {
  const positions = new Int32Array(buffer, 0, 4);
  const edges = new Float64Array(buffer, 16, FIELDS * capacity);
  const mask = capacity - 1;
  const oldest = (): number => FIELDS * (Atomics.load(positions, TAIL) & mask);
  return {
    push: (gate, isHigh, timeUs) => {
      const head = Atomics.load(positions, HEAD);
      if (((head - Atomics.load(positions, TAIL)) | 0) >= capacity) {
        Atomics.add(positions, LOST, 1);
        return false;
      }
      const at = FIELDS * (head & mask);
      edges[at] = timeUs;
      edges[at + 1] = gate;
      edges[at + 2] = isHigh ? 1 : 0;
      Atomics.store(positions, HEAD, (head + 1) | 0);
      return true;
    },
    peekTimeUs: () =>
      Atomics.load(positions, HEAD) === Atomics.load(positions, TAIL) ? Number.POSITIVE_INFINITY : edges[oldest()],
    peekGate: () => edges[oldest() + 1],
    peekIsHigh: () => edges[oldest() + 2] === 1,
    shift: () => {
      Atomics.store(positions, TAIL, (Atomics.load(positions, TAIL) + 1) | 0);
    },
    get lost() {
      return Atomics.load(positions, LOST);
    },
  };
}
