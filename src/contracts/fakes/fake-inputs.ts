import type { Clock } from '../clock.ts';
import type { CvInput } from '../cv-input.ts';
import { NeurorackError } from '../errors.ts';
import type { EdgeGateInput, LevelGateInput } from '../gate-input.ts';
import type { Knob, KnobEvent } from '../knob.ts';

/** A converter whose faults a test sets: no answer, or stuck channels. */
export interface FakeCvInput extends CvInput {
  readonly volts: Float32Array;
  /** While true, `read` throws as it does for a chip that does not acknowledge. */
  isAbsent: boolean;
  /** Channels whose value no longer changes. */
  readonly stuck: Set<number>;
}

export function createFakeCvInput({ clock, channels = 4 }: { clock: Clock; channels?: number }): FakeCvInput {
  const volts = new Float32Array(channels);
  const measured = new Float32Array(channels);
  const fake: FakeCvInput = {
    channels,
    volts,
    isAbsent: false,
    stuck: new Set(),
    read: (into) => {
      if (fake.isAbsent) throw noAnswer('converter');
      for (let c = 0; c < channels; c++) if (!fake.stuck.has(c)) measured[c] = volts[c];
      into.set(measured);
      return clock.nowUs();
    },
    close: async () => undefined,
  };
  return fake;
}

export interface FakeEdgeGates extends EdgeGateInput {
  isAbsent: boolean;
  set(gate: number, isHigh: boolean): void;
}

export function createFakeEdgeGates({ clock, gates = 2 }: { clock: Clock; gates?: number }): FakeEdgeGates {
  const pending: { gate: number; isHigh: boolean; timeUs: number }[] = [];
  const fake: FakeEdgeGates = {
    kind: 'edges',
    gates,
    isAbsent: false,
    set: (gate, isHigh) => void pending.push({ gate, isHigh, timeUs: clock.nowUs() }),
    poll: (onEdge) => {
      if (fake.isAbsent) throw noAnswer('gate lines');
      for (const { gate, isHigh, timeUs } of pending.splice(0)) onEdge(gate, isHigh, timeUs);
    },
    close: async () => undefined,
  };
  return fake;
}

export interface FakeLevelGates extends LevelGateInput {
  readonly volts: Float32Array;
  isAbsent: boolean;
}

export function createFakeLevelGates({ clock, gates = 2 }: { clock: Clock; gates?: number }): FakeLevelGates {
  const volts = new Float32Array(gates);
  const fake: FakeLevelGates = {
    kind: 'levels',
    gates,
    volts,
    isAbsent: false,
    read: (into) => {
      if (fake.isAbsent) throw noAnswer('gate lines');
      into.set(volts);
      return clock.nowUs();
    },
    close: async () => undefined,
  };
  return fake;
}

export interface FakeKnob extends Knob {
  isAbsent: boolean;
  turn(steps: number): void;
  press(isDown: boolean): void;
}

export function createFakeKnob({ clock }: { clock: Clock }): FakeKnob {
  const pending: KnobEvent[] = [];
  const fake: FakeKnob = {
    isAbsent: false,
    turn: (steps) => void pending.push({ kind: 'turn', steps, timeUs: clock.nowUs() }),
    press: (isDown) => void pending.push({ kind: isDown ? 'down' : 'up', timeUs: clock.nowUs() }),
    poll: (onEvent) => {
      if (fake.isAbsent) throw noAnswer('encoder');
      for (const event of pending.splice(0)) onEvent(event);
    },
    close: async () => undefined,
  };
  return fake;
}

function noAnswer(what: string): NeurorackError {
  return new NeurorackError('device-fault', `the ${what} of the fake board does not answer`, {
    remedy: 'clear the fault',
  });
}
