import { createRpioGates } from '@neurorack/linux-io';
import { createVirtualTime } from '@neurorack/linux-io/simulators';
import { describe, expect, it } from 'vitest';
import { expectNamedError } from '../../../testing/named-error.ts';
import { describeGateInput } from '../../conformance/gate-input.ts';

const PINS = [29, 31];

function createBench({ model = 'Raspberry Pi 4 Model B Rev 1.5\0', isInverted = false } = {}) {
  const levels = new Map<number, number>();
  const open = new Set<number>();
  const rpio = {
    INPUT: 0,
    PULL_DOWN: 1,
    PULL_UP: 2,
    init: () => undefined,
    open: (pin: number) => void open.add(pin),
    read: (pin: number) => levels.get(pin) ?? (isInverted ? 1 : 0),
    close: (pin: number) => void open.delete(pin),
  };
  const gates = createRpioGates({
    pins: PINS,
    isInverted,
    clock: createVirtualTime(),
    readModel: () => model,
    load: () => rpio,
  });
  return {
    gates,
    open,
    set: (gate: number, isHigh: boolean) => void levels.set(PINS[gate], isHigh === isInverted ? 0 : 1),
  };
}

describeGateInput({ name: 'rpio', create: () => createBench() });
describeGateInput({ name: 'rpio behind an inverting front end', create: () => createBench({ isInverted: true }) });

describe('rpio', () => {
  it.each([
    'Raspberry Pi Zero 2 W Rev 1.0',
    'Raspberry Pi Model B Plus Rev 1.2',
    'Raspberry Pi 3 Model B Rev 1.2',
    'Raspberry Pi 400 Rev 1.0',
    'Raspberry Pi Compute Module 4 Rev 1.1',
  ])('takes %s', (model) => expect(createBench({ model }).gates.gates).toBe(2));

  it.each([
    'Raspberry Pi 5 Model B Rev 1.0',
    'Raspberry Pi 500 Rev 1.0',
    'Raspberry Pi Compute Module 5 Rev 1.0',
    'NVIDIA Jetson Nano Developer Kit',
    '',
  ])('refuses %j, whose registers it would misread', (model) =>
    expectNamedError(() => createBench({ model }), 'unsupported', 'rpio does not know the GPIO of'),
  );

  it('gives its pins back, once', async () => {
    const { gates, open } = createBench();
    expect([...open]).toEqual(PINS);
    await gates.close();
    expect(open.size).toBe(0);
  });
});
