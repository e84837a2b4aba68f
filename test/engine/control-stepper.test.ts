import { describe, expect, it } from 'vitest';
import { createFakeCvInput, createFakeEdgeGates, createFakeKnob } from '../../src/contracts/fakes/fake-inputs.ts';
import { createManualClock } from '../../src/contracts/fakes/manual-clock.ts';
import { createControl } from '../../src/control/control.ts';
import { DEFAULT_CONTROL_SETTINGS } from '../../src/control/settings.ts';
import { RECORD_GATES, RECORD_READINGS } from '../../src/engine/control-record.ts';
import { createControlStepper } from '../../src/engine/control-stepper.ts';
import { createDeckMemory, openDeck } from '../../src/engine/deck.ts';

const MS = 1000;

function setUp() {
  const clock = createManualClock();
  const cv = createFakeCvInput({ clock });
  const gates = createFakeEdgeGates({ clock });
  const decks = [openDeck(createDeckMemory()), openDeck(createDeckMemory())];
  decks[0].generation = 1;
  const records: Float64Array[] = [];
  const faults: string[] = [];
  const stepper = createControlStepper({
    inputs: { cv, gates, knob: createFakeKnob({ clock }) },
    control: createControl({ settings: DEFAULT_CONTROL_SETTINGS }),
    controls: { write: (record) => void records.push(record.slice()) },
    decks,
    onKnob: () => undefined,
    onFault: (input) => void faults.push(input),
    onLostEdge: () => undefined,
  });
  return {
    cv,
    gates,
    records,
    faults,
    clock,
    /** Steps once a millisecond for `ms`. */
    step: (ms: number): void => {
      for (let n = 0; n < ms; n++) {
        stepper.step(clock.nowUs());
        clock.advanceUs(MS);
      }
    },
    edges: (deck = 0): [boolean, number][] => {
      const ring = decks[deck].edges;
      const all: [boolean, number][] = [];
      for (; Number.isFinite(ring.peekTimeUs()); ring.shift()) all.push([ring.peekIsHigh(), ring.peekTimeUs()]);
      return all;
    },
  };
}

describe('the control stepper', () => {
  it('pushes both edges of a pulse shorter than the debounce time to the deck in use, and to no other', () => {
    const { clock, gates, step, edges } = setUp();
    step(2);
    gates.set(0, true);
    clock.advanceUs(300);
    gates.set(0, false);
    step(5);
    expect(edges()).toEqual([
      [true, 2 * MS],
      [false, 3300],
    ]);
    expect(edges(1)).toEqual([]);
  });

  it('publishes the gate level after a held-back fall', () => {
    const { clock, gates, step, records } = setUp();
    step(2);
    gates.set(0, true);
    clock.advanceUs(300);
    gates.set(0, false);
    step(1);
    expect(records.at(-1)?.[RECORD_GATES]).toBe(1);
    step(3);
    expect(records.at(-1)?.[RECORD_GATES]).toBe(0);
  });

  it('publishes a moved voltage at once, and readings at rest every 10 ms', () => {
    const { cv, step, records } = setUp();
    step(1);
    const before = records.length;
    cv.volts[0] = 5;
    step(1);
    expect(records.length).toBe(before + 1);
    expect(records.at(-1)?.[RECORD_READINGS]).toBe(5);
    step(20);
    const atRest = records.length;
    step(20);
    expect(records.length).toBe(atRest + 2);
  });

  it('reports a failed input once, and reads the others', () => {
    const { cv, gates, step, edges, faults } = setUp();
    cv.isAbsent = true;
    step(5);
    gates.set(1, true);
    step(5);
    expect(faults).toEqual(['cv']);
    expect(edges()).toHaveLength(1);
  });
});
