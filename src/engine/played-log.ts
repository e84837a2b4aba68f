import { JACKS } from '../control/jacks.ts';
import { createSharedBuffer } from './shared-buffer.ts';

/** Records that a reader may leave unread: at one a block of 64 samples, three seconds. */
const CAPACITY = 2048;
/** Doubles a record: its frame, its kind, and four values. */
const FIELDS = 6;
const WRITTEN = 0;
const READ = 1;
const LOST = 2;
const [START, VOLTS, EDGE] = [0, 1, 2];

/** The memory of a log, to be passed to another thread. */
export interface PlayedLogMemory {
  readonly buffer: SharedArrayBuffer;
}

/** An event that a render thread has played, with the frame at which it was applied. */
export type PlayedEvent =
  /** A deck begins to render: whole blocks from this frame on. A higher generation takes over from a lower one. */
  | { readonly kind: 'start'; readonly frame: number; readonly block: number; readonly generation: number }
  /** The voltages of a block that begins at this frame, calibrated and smoothed. */
  | { readonly kind: 'volts'; readonly frame: number; readonly volts: readonly number[] }
  | { readonly kind: 'edge'; readonly frame: number; readonly gate: number; readonly isHigh: boolean };

/** A log from a render thread to the main thread. The writer never waits: what does not fit is counted as lost. */
export interface PlayedLog {
  /** Render thread. */
  start(frame: number, block: number, generation: number): void;
  /** Voltages of a block; nothing when they are those of the block before. Render thread; allocates nothing. */
  volts(frame: number, volts: Float64Array): void;
  /** Render thread; allocates nothing. */
  edge(frame: number, gate: number, isHigh: boolean): void;
  /** Takes the events since the last call. Main thread. */
  take(): PlayedEvent[];
  /** Events that did not fit. */
  readonly lost: number;
}

export function createPlayedLogMemory(): PlayedLogMemory {
  return { buffer: createSharedBuffer(16 + 8 * FIELDS * CAPACITY) };
}

export function openPlayedLog({ buffer }: PlayedLogMemory): PlayedLog {
  const positions = new Int32Array(buffer, 0, 4);
  const records = new Float64Array(buffer, 16, FIELDS * CAPACITY);
  const last = new Float64Array(JACKS.length).fill(Number.NaN);
  const values = new Float64Array(JACKS.length);

  function push(frame: number, kind: number): boolean {
    const written = Atomics.load(positions, WRITTEN);
    if (((written - Atomics.load(positions, READ)) | 0) >= CAPACITY) {
      Atomics.add(positions, LOST, 1);
      return false;
    }
    const at = FIELDS * (written & (CAPACITY - 1));
    records[at] = frame;
    records[at + 1] = kind;
    records.set(values, at + 2);
    Atomics.store(positions, WRITTEN, (written + 1) | 0);
    return true;
  }

  return {
    start: (frame, block, generation) => {
      last.fill(Number.NaN);
      values[0] = block;
      values[1] = generation;
      push(frame, START);
    },
    volts: (frame, volts) => {
      let isSame = true;
      for (let j = 0; j < last.length; j++) isSame = isSame && volts[j] === last[j];
      if (isSame) return;
      values.set(volts);
      // Voltages that did not fit are logged by the next block.
      if (push(frame, VOLTS)) last.set(volts);
    },
    edge: (frame, gate, isHigh) => {
      values[0] = gate;
      values[1] = isHigh ? 1 : 0;
      push(frame, EDGE);
    },
    take: () => {
      const events: PlayedEvent[] = [];
      const written = Atomics.load(positions, WRITTEN);
      let read = Atomics.load(positions, READ);
      for (; read !== written; read = (read + 1) | 0) {
        const at = FIELDS * (read & (CAPACITY - 1));
        events.push(eventOf(records.subarray(at, at + FIELDS)));
      }
      Atomics.store(positions, READ, read);
      return events;
    },
    get lost() {
      return Atomics.load(positions, LOST);
    },
  };
}

function eventOf([frame, kind, ...values]: Float64Array): PlayedEvent {
  if (kind === START) return { kind: 'start', frame, block: values[0], generation: values[1] };
  if (kind === VOLTS) return { kind: 'volts', frame, volts: values };
  return { kind: 'edge', frame, gate: values[0], isHigh: values[1] === 1 };
}
