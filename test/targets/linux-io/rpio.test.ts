import { createRequire } from 'node:module';
import {
  createEncoderKnob,
  createRpioGates,
  createRpioLines,
  type GpioLines,
  type OnLineEdge,
  openRpio,
  type Rpio,
} from '@neurorack/linux-io';
import { createSimulatedEncoder, createVirtualTime } from '@neurorack/linux-io/simulators';
import { describe, expect, it } from 'vitest';
import { expectNamedError } from '../../../testing/named-error.ts';
import { describeGateInput } from '../../conformance/gate-input.ts';
import { describeKnob } from '../../conformance/knob.ts';

const PI4 = 'Raspberry Pi 4 Model B Rev 1.5\0';
const GATES = [29, 31];
const ENCODER = [16, 18, 22];

interface TestRpio extends Rpio {
  /** Sets the level of a pin. */
  write(pin: number, level: number): void;
}

/** The package's calls on levels set by the test. */
function createFakeRpio() {
  const levels = new Map<number, number>();
  const open = new Set<number>();
  const rpio: TestRpio = {
    INPUT: 0,
    PULL_DOWN: 1,
    PULL_UP: 2,
    init: () => undefined,
    open: (pin) => void open.add(pin),
    read: (pin) => levels.get(pin) ?? 0,
    write: (pin, level) => void levels.set(pin, level),
    close: (pin) => void open.delete(pin),
  };
  return { rpio, open };
}

/** The package itself, whose mock mode keeps the levels of a Raspberry Pi's pins in memory; undefined where it is not installed. */
function loadRealRpio(): TestRpio | undefined {
  try {
    const library: TestRpio & { init(options: object): void } = createRequire(import.meta.url)('rpio');
    return Object.assign(Object.create(library), {
      init: (options: object) => library.init({ ...options, mock: 'raspi-4' }),
    });
  } catch {
    return undefined;
  }
}

const real = loadRealRpio();
const opened = (library: TestRpio): TestRpio => {
  openRpio({ readModel: () => PI4, load: () => library });
  return library;
};

function createGateBench(library: TestRpio, isInverted = false) {
  const rpio = opened(library);
  const set = (gate: number, isHigh: boolean): void => rpio.write(GATES[gate], isHigh === isInverted ? 0 : 1);
  for (const gate of GATES.keys()) set(gate, false);
  return { gates: createRpioGates({ rpio, pins: GATES, isInverted, clock: createVirtualTime() }), set };
}

/** An encoder whose contacts are sampled after each change, as by a sufficiently fast control loop. */
function createKnobBench(library: TestRpio) {
  const rpio = opened(library);
  const time = createVirtualTime();
  const edges: Parameters<OnLineEdge>[] = [];
  let lines: GpioLines | undefined;
  const setLine = (line: number, isHigh: boolean): void => {
    rpio.write(ENCODER[line], isHigh ? 1 : 0);
    lines?.poll((...edge) => void edges.push(edge));
  };
  const contacts = createSimulatedEncoder({ time, setLine });
  lines = createRpioLines({ rpio, pins: ENCODER, clock: time });
  const sampled: GpioLines = {
    ...lines,
    poll: (onEdge) => {
      for (const edge of edges.splice(0)) onEdge(...edge);
    },
  };
  return { knob: createEncoderKnob({ lines: sampled, clock: time }), ...contacts };
}

describeGateInput({ name: 'rpio', create: () => createGateBench(createFakeRpio().rpio) });
describeGateInput({
  name: 'rpio behind an inverting front end',
  create: () => createGateBench(createFakeRpio().rpio, true),
});
describeKnob({ name: 'an encoder through rpio', create: () => createKnobBench(createFakeRpio().rpio) });

if (real === undefined)
  describe.skip('the package rpio in its mock mode (not installed here)', () => it('plays', () => undefined));
else {
  describeGateInput({ name: 'the package rpio in its mock mode', create: () => createGateBench(real) });
  describeGateInput({ name: 'the package rpio, inverted', create: () => createGateBench(real, true) });
  describeKnob({ name: 'an encoder through the package rpio', create: () => createKnobBench(real) });
}

describe('rpio', () => {
  it.each([
    'Raspberry Pi Zero 2 W Rev 1.0',
    'Raspberry Pi Model B Plus Rev 1.2',
    'Raspberry Pi 3 Model B Rev 1.2',
    'Raspberry Pi 400 Rev 1.0',
    'Raspberry Pi Compute Module 4 Rev 1.1',
  ])('opens on a %s', (model) => {
    const { rpio } = createFakeRpio();
    expect(openRpio({ readModel: () => model, load: () => rpio })).toBe(rpio);
  });

  it.each([
    'Raspberry Pi 5 Model B Rev 1.0',
    'Raspberry Pi 500 Rev 1.0',
    'Raspberry Pi Compute Module 5 Rev 1.0',
    'NVIDIA Jetson Nano Developer Kit',
    '',
  ])('refuses %j, whose registers it would misread', (model) =>
    expectNamedError(
      () => openRpio({ readModel: () => model, load: () => createFakeRpio().rpio }),
      'unsupported',
      'rpio does not support the GPIO of',
    ),
  );

  it('names the group where the registers cannot be mapped', () => {
    const init = (): never => {
      throw new Error('Operation not permitted');
    };
    const rpio = { ...createFakeRpio().rpio, init };
    expectNamedError(() => openRpio({ readModel: () => PI4, load: () => rpio }), 'missing-device', 'GPIO registers');
  });

  it('releases its pins once', async () => {
    const { rpio, open } = createFakeRpio();
    const gates = createRpioGates({ rpio, pins: GATES, clock: createVirtualTime() });
    expect([...open]).toEqual(GATES);
    await gates.close();
    expect(open.size).toBe(0);
    const lines = createRpioLines({ rpio, pins: ENCODER, clock: createVirtualTime() });
    lines.close();
    lines.close();
    expect(open.size).toBe(0);
  });
});
