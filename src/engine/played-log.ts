import type { NoteInput } from '../contracts/panel-input.ts';
import { DESTINATIONS } from '../control/destination.ts';
import { JACKS } from '../control/jacks.ts';
import type { Residue } from '../control/performance/performance.ts';
import { createSharedBuffer } from './shared-buffer.ts';

/** Records that a reader may leave unread: at five a block of 64 samples, a jack and four destinations that move, over a second. */
const CAPACITY = 4096;
/** Values of a record, behind its frame and its kind. */
const VALUES = 5;
const FIELDS = 2 + VALUES;
/** Numbers of a residue in one record, behind their place and how many the residue has. */
const RESIDUE_VALUES = VALUES - 2;
const WRITTEN = 0;
const READ = 1;
const LOST = 2;
const [START, VOLTS, EDGE, RESIDUE, NOTE, VALUE] = [0, 1, 2, 3, 4, 5];

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
  | { readonly kind: 'edge'; readonly frame: number; readonly gate: number; readonly isHigh: boolean }
  /** The beginning or the end of a note with a voice of its own. */
  | ({ readonly kind: 'note'; readonly frame: number } & Omit<NoteInput, 'kind'>)
  /** The value of a destination of a block that begins at this frame; by its place in `DESTINATIONS`. */
  | { readonly kind: 'value'; readonly frame: number; readonly destination: number; readonly value: number }
  /** Nothing sounds at the beginning of the block at this frame. */
  | { readonly kind: 'residue'; readonly frame: number; readonly residue: Residue };

/** A log from a render thread to the main thread. The writer never waits: what does not fit is counted as lost. */
export interface PlayedLog {
  /** Render thread. */
  start(frame: number, block: number, generation: number): void;
  /** Voltages of a block; nothing when they are those of the block before. Render thread; allocates nothing. */
  volts(frame: number, volts: Float64Array): void;
  /** Values of a block: those that differ from the block before. Render thread; allocates nothing. */
  values(frame: number, values: Float64Array): void;
  /** The value of one destination, as another log has it. */
  value(frame: number, destination: number, value: number): void;
  /** Render thread; allocates nothing. */
  note(frame: number, note: Omit<NoteInput, 'kind'>): void;
  /** Render thread; allocates nothing. */
  edge(frame: number, gate: number, isHigh: boolean): void;
  /** @param count numbers of the residue. Render thread; allocates nothing. */
  residue(frame: number, residue: ArrayLike<number>, count: number): void;
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
  const lastValues = new Float64Array(DESTINATIONS.length).fill(Number.NaN);
  const values = new Float64Array(VALUES);
  const readResidue = createResidueReader();

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

  function value(frame: number, destination: number, played: number): void {
    values[0] = destination;
    values[1] = played;
    if (push(frame, VALUE)) lastValues[destination] = played;
  }

  return {
    value,
    start: (frame, block, generation) => {
      last.fill(Number.NaN);
      lastValues.fill(Number.NaN);
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
    values: (frame, next) => {
      for (let d = 0; d < lastValues.length; d++) {
        if (next[d] !== lastValues[d]) value(frame, d, next[d]);
      }
    },
    note: (frame, { key, isOn, isMoved, pitch, level, sharpness }) => {
      values[0] = key;
      values[1] = isMoved === true ? 2 : isOn ? 1 : 0;
      values[2] = pitch;
      values[3] = level;
      values[4] = sharpness;
      push(frame, NOTE);
    },
    edge: (frame, gate, isHigh) => {
      values[0] = gate;
      values[1] = isHigh ? 1 : 0;
      push(frame, EDGE);
    },
    residue: (frame, residue, count) => {
      for (let at = 0; at < count; at += RESIDUE_VALUES) {
        values[0] = at;
        values[1] = count;
        for (let n = 0; n < RESIDUE_VALUES; n++) values[2 + n] = at + n < count ? residue[at + n] : 0;
        push(frame, RESIDUE);
      }
    },
    take: () => {
      const events: PlayedEvent[] = [];
      const written = Atomics.load(positions, WRITTEN);
      let read = Atomics.load(positions, READ);
      for (; read !== written; read = (read + 1) | 0) {
        const at = FIELDS * (read & (CAPACITY - 1));
        const record = records.subarray(at, at + FIELDS);
        const event = record[1] === RESIDUE ? readResidue(record) : eventOf(record);
        if (event !== undefined) events.push(event);
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
  if (kind === VOLTS) return { kind: 'volts', frame, volts: values.slice(0, JACKS.length) };
  if (kind === VALUE) return { kind: 'value', frame, destination: values[0], value: values[1] };
  if (kind === NOTE) {
    const [key, isOn, pitch, level, sharpness] = values;
    return { kind: 'note', frame, key, isOn: isOn !== 0, isMoved: isOn === 2, pitch, level, sharpness };
  }
  return { kind: 'edge', frame, gate: values[0], isHigh: values[1] === 1 };
}

/** Returns a function that joins the records of a residue; undefined until it has the last one, or where one is missing. */
function createResidueReader(): (record: Float64Array) => PlayedEvent | undefined {
  let residue: number[] = [];
  return ([frame, , at, count, ...numbers]) => {
    if (at === 0) residue = [];
    if (at !== residue.length) return undefined;
    residue.push(...numbers.slice(0, count - at));
    return residue.length === count ? { kind: 'residue', frame, residue } : undefined;
  };
}
