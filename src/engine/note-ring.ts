import type { NoteInput } from '../contracts/panel-input.ts';
import { createSharedBuffer } from './shared-buffer.ts';

/** Doubles a note: time in µs, key, 0 for its end, 1 for its beginning, 2 for a move, pitch, level, sharpness. */
const FIELDS = 6;
const HEAD = 0;
const TAIL = 1;
const LOST = 2;

/** The memory of a note ring, to be passed to another thread. */
export interface NoteRingMemory {
  readonly buffer: SharedArrayBuffer;
  readonly capacity: number;
}

/** A queue of beginnings and ends of notes from one thread to one other, as `EdgeRing` is of gates. */
export interface NoteRing {
  /** Adds an event; false when the ring is full, which is counted. Writer's thread. */
  push(note: NoteInput, timeUs: number): boolean;
  /** Time of the oldest event in µs, or Infinity. Reader's thread. */
  peekTimeUs(): number;
  /** Takes the oldest event; only after `peekTimeUs` was finite. The object is overwritten by the next call. Reader's thread. */
  shift(): NoteInput;
  /** Events dropped because the ring was full. */
  readonly lost: number;
}

/** Memory for `capacity` events, a power of two. */
export function createNoteRingMemory(capacity = 256): NoteRingMemory {
  return { buffer: createSharedBuffer(16 + 8 * FIELDS * capacity), capacity };
}

/** A single-producer single-consumer ring (L. Lamport, 1983); positions wrap at 2^32. */
export function openNoteRing({ buffer, capacity }: NoteRingMemory): NoteRing {
  const positions = new Int32Array(buffer, 0, 4);
  const notes = new Float64Array(buffer, 16, FIELDS * capacity);
  const mask = capacity - 1;
  const taken = { kind: 'note' as const, key: 0, isOn: false, isMoved: false, pitch: 0, level: 0, sharpness: 0 };
  return {
    push: ({ key, isOn, isMoved, pitch, level, sharpness }, timeUs) => {
      const head = Atomics.load(positions, HEAD);
      if (((head - Atomics.load(positions, TAIL)) | 0) >= capacity) {
        Atomics.add(positions, LOST, 1);
        return false;
      }
      const at = FIELDS * (head & mask);
      notes[at] = timeUs;
      notes[at + 1] = key;
      notes[at + 2] = isMoved === true ? 2 : isOn ? 1 : 0;
      notes[at + 3] = pitch;
      notes[at + 4] = level;
      notes[at + 5] = sharpness;
      Atomics.store(positions, HEAD, (head + 1) | 0);
      return true;
    },
    peekTimeUs: () => {
      const tail = Atomics.load(positions, TAIL);
      return Atomics.load(positions, HEAD) === tail ? Number.POSITIVE_INFINITY : notes[FIELDS * (tail & mask)];
    },
    shift: () => {
      const tail = Atomics.load(positions, TAIL);
      const at = FIELDS * (tail & mask);
      taken.key = notes[at + 1];
      taken.isOn = notes[at + 2] !== 0;
      taken.isMoved = notes[at + 2] === 2;
      taken.pitch = notes[at + 3];
      taken.level = notes[at + 4];
      taken.sharpness = notes[at + 5];
      Atomics.store(positions, TAIL, (tail + 1) | 0);
      return taken;
    },
    get lost() {
      return Atomics.load(positions, LOST);
    },
  };
}
