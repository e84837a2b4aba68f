import type { KnobEvent } from '../contracts/knob.ts';
import type { BoardInputs } from '../contracts/target.ts';
import type { Control } from '../control/control.ts';
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

/** What of a board tells of the player; what it lacks is undefined. */
export type PlayerInputs = Pick<BoardInputs, 'cv' | 'gates' | 'knob'>;

export interface ControlStepperOptions {
  readonly inputs: PlayerInputs;
  readonly control: Control;
  readonly controls: Pick<Seqlock, 'write'>;
  readonly decks: readonly Pick<Deck, 'generation' | 'edges'>[];
  readonly onKnob: (event: KnobEvent) => void;
  /** An edge found no room in a deck's ring. */
  readonly onLostEdge: () => void;
  /** An input has failed; it is left alone for a second, then asked again. Called once until it works again. */
  readonly onFault: (input: keyof PlayerInputs, error: unknown) => void;
}

/** Reads the player's hands once and tells the render threads. */
export interface ControlStepper {
  /**
   * Reads all inputs; control values that moved are published, and all of them every 10 ms; gates' edges go to every deck that is
   * taken. Never throws for an input that fails: the last values hold.
   *
   * @param timeUs now
   */
  step(timeUs: number): void;
}

const RETRY_US = 1e6;
/** Values that have not moved for this long begin to move anew. */
const REST_US = 20_000;
/** A jack that moves nothing is looked at too: its voltage is published this often. */
const REFRESH_US = 10_000;

export function createControlStepper(options: ControlStepperOptions): ControlStepper {
  const { inputs, control, controls, decks, onKnob, onFault, onLostEdge } = options;
  const volts = new Float32Array(4);
  const levels = new Float32Array(2);
  const record = new Float64Array(RECORD_SIZE);
  const values = record.subarray(0, RECORD_GATES);
  let hasMoved = true;
  let publishedUs = Number.NEGATIVE_INFINITY;
  let movedUs = Number.NEGATIVE_INFINITY;

  const onEdge = (gate: number, isHigh: boolean, timeUs: number): void => {
    record[RECORD_GATES + gate] = isHigh ? 1 : 0;
    hasMoved = true;
    for (const deck of decks) {
      if (deck.generation !== 0 && !deck.edges.push(gate, isHigh, timeUs)) onLostEdge();
    }
  };
  const guardEdge = (gate: number, isHigh: boolean, timeUs: number): void => control.edge(gate, isHigh, timeUs, onEdge);

  const attempt = createAttempt(onFault);
  const readCv = (): void => {
    if (inputs.cv !== undefined) inputs.cv.read(volts);
  };
  const readGates = (): void => {
    const { gates } = inputs;
    if (gates === undefined) return;
    if (gates.kind === 'edges') gates.poll(guardEdge);
    else {
      const timeUs = gates.read(levels);
      control.sample(levels, timeUs, onEdge);
    }
  };
  const readKnob = (): void => inputs.knob?.poll(onKnob);

  return {
    step: (timeUs) => {
      attempt('cv', timeUs, readCv);
      if (control.step(volts, timeUs, values)) {
        if (timeUs - movedUs > REST_US) record[RECORD_MOVE] = timeUs;
        movedUs = timeUs;
        hasMoved = true;
      }
      attempt('gates', timeUs, readGates);
      attempt('knob', timeUs, readKnob);
      if (!hasMoved && timeUs - publishedUs < REFRESH_US) return;
      hasMoved = false;
      publishedUs = timeUs;
      record[RECORD_TIME] = timeUs;
      record.set(control.volts, RECORD_VOLTS);
      record.set(volts, RECORD_READINGS);
      controls.write(record);
    },
  };
}

/** Runs what may fail, and lets it rest for a second when it has. */
function createAttempt(onFault: ControlStepperOptions['onFault']) {
  const resting = { cv: 0, gates: 0, knob: 0 };
  return (input: keyof PlayerInputs, timeUs: number, read: () => void): void => {
    if (resting[input] > timeUs) return;
    try {
      read();
      resting[input] = 0;
    } catch (error) {
      if (resting[input] === 0) onFault(input, error);
      resting[input] = timeUs + RETRY_US;
    }
  };
}
