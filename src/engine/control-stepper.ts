import type { CvInput } from '../contracts/cv-input.ts';
import type { EdgeGateInput } from '../contracts/gate-input.ts';
import type { Knob, KnobEvent } from '../contracts/knob.ts';
import type { NoteInput } from '../contracts/panel-input.ts';
import type { Control } from '../control/control.ts';
import { JACKS } from '../control/jacks.ts';
import {
  RECORD_GATES,
  RECORD_MOVE,
  RECORD_READINGS,
  RECORD_SIZE,
  RECORD_TIME,
  RECORD_VOLTS,
} from './control-record.ts';
import type { Deck } from './deck.ts';
import type { Seqlock } from './seqlock.ts';

/** Calls back with each note since the last poll, in order, at the time at which it came. */
export interface NoteSource {
  poll(onNote: (note: NoteInput, timeUs: number) => void): void;
}

/** The board's player-facing inputs; undefined where absent. */
export interface PlayerInputs {
  readonly cv?: CvInput | undefined;
  readonly gates?: EdgeGateInput | undefined;
  readonly knob?: Knob | undefined;
  readonly notes?: NoteSource | undefined;
  /** Writes values over those that jacks and bases give. */
  readonly values?: { read(into: Float64Array): void } | undefined;
}

export interface ControlStepperOptions {
  readonly inputs: PlayerInputs;
  readonly control: Control;
  readonly controls: Pick<Seqlock, 'write'>;
  readonly decks: readonly (Pick<Deck, 'generation' | 'edges'> & Partial<Pick<Deck, 'notes'>>)[];
  readonly onKnob: (event: KnobEvent) => void;
  /** Called when a deck's ring was full and an edge or a note was dropped. */
  readonly onLostEdge: () => void;
  /** Called when an input has failed; it is read again after a second. Called once until the input works again. */
  readonly onFault: (input: FaultyInput, error: unknown) => void;
}

type FaultyInput = Exclude<keyof PlayerInputs, 'notes' | 'values'>;

/** Reads the board's inputs and publishes them to the render threads. Control thread, or render thread on an offline clock. */
export interface ControlStepper {
  /**
   * Reads all inputs. Publishes the control values when one has moved, and every 10 ms; pushes each gate edge to every deck in
   * use. Never throws for an input that fails: its last values hold.
   *
   * @param timeUs the present time
   */
  step(timeUs: number): void;
}

/** An input that has failed is not read for this long, µs. */
const RETRY_US = 1e6;
/** A value that moves after this long at rest starts a new movement, µs. */
const REST_US = 20_000;
/** Indices of the stepper's times: of the last record, and of the last movement. */
const PUBLISHED = 0;
const MOVED = 1;
/** Interval at which the record is published even when no value moves, µs: the voltage of an unassigned jack is shown too. */
const REFRESH_US = 10_000;

export function createControlStepper(options: ControlStepperOptions): ControlStepper {
  const { inputs, control, controls, decks, onKnob, onFault, onLostEdge } = options;
  const volts = new Float32Array(JACKS.length);
  const record = new Float64Array(RECORD_SIZE);
  const values = record.subarray(0, RECORD_GATES);
  /** The values of jacks and bases: the record's own, unless a performance sets others. */
  const stepped = inputs.values === undefined ? values : values.slice();
  let hasMoved = true;
  // An array: V8 allocates each number that a closure changes.
  const times = new Float64Array(2).fill(Number.NEGATIVE_INFINITY);

  const onEdge = (gate: number, isHigh: boolean, timeUs: number): void => {
    record[RECORD_GATES + gate] = isHigh ? 1 : 0;
    hasMoved = true;
    for (const deck of decks) {
      if (deck.generation !== 0 && !deck.edges.push(gate, isHigh, timeUs)) onLostEdge();
    }
  };
  const debounceEdge = (gate: number, isHigh: boolean, timeUs: number): void =>
    control.edge(gate, isHigh, timeUs, onEdge);

  const onNote = (note: NoteInput, timeUs: number): void => {
    for (const { generation, notes } of decks) {
      if (generation !== 0 && notes !== undefined && !notes.push(note, timeUs)) onLostEdge();
    }
  };

  const attempt = createReader(onFault);
  const readCv = (): void => {
    if (inputs.cv !== undefined) inputs.cv.read(volts);
  };
  const readGates = (): void => inputs.gates?.poll(debounceEdge);
  const readKnob = (): void => inputs.knob?.poll(onKnob);

  return {
    step: (timeUs) => {
      attempt('cv', timeUs, readCv);
      control.settle(onEdge);
      const isMoved = control.step(volts, timeUs, stepped);
      if (inputs.values !== undefined) {
        values.set(stepped);
        inputs.values.read(values);
      }
      if (isMoved || inputs.values !== undefined) {
        if (timeUs - times[MOVED] > REST_US) record[RECORD_MOVE] = timeUs;
        times[MOVED] = timeUs;
        hasMoved = true;
      }
      attempt('gates', timeUs, readGates);
      attempt('knob', timeUs, readKnob);
      inputs.notes?.poll(onNote);
      if (!hasMoved && timeUs - times[PUBLISHED] < REFRESH_US) return;
      hasMoved = false;
      times[PUBLISHED] = timeUs;
      record[RECORD_TIME] = timeUs;
      record.set(control.volts, RECORD_VOLTS);
      record.set(volts, RECORD_READINGS);
      controls.write(record);
    },
  };
}

/** Returns a function that reads an input and, when that throws, skips the input for a second. */
function createReader(onFault: ControlStepperOptions['onFault']) {
  const retryUs = { cv: 0, gates: 0, knob: 0 };
  return (input: FaultyInput, timeUs: number, read: () => void): void => {
    if (retryUs[input] > timeUs) return;
    try {
      read();
      retryUs[input] = 0;
    } catch (error) {
      if (retryUs[input] === 0) onFault(input, error);
      retryUs[input] = timeUs + RETRY_US;
    }
  };
}
