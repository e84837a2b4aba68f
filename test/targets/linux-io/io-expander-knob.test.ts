import { createIoExpanderKnob } from '@neurorack/linux-io';
import { createSimulatedI2c, createSimulatedIoExpander, createVirtualTime } from '@neurorack/linux-io/simulators';
import { describe, expect, it } from 'vitest';
import { expectNamedError } from '../../../testing/named-error.ts';
import { describeKnob } from '../../conformance/knob.ts';

const ADDRESS = 0x0f;

function createBench() {
  const time = createVirtualTime();
  const i2c = createSimulatedI2c({ time });
  const chip = createSimulatedIoExpander();
  i2c.attach(ADDRESS, chip);
  const knob = createIoExpanderKnob({ bus: i2c.open(1), address: ADDRESS, clock: time });
  const poll = (): number => {
    let sum = 0;
    knob.poll((event) => {
      if (event.kind === 'turn') sum += event.steps;
    });
    return sum;
  };
  return { i2c, chip, knob, poll, turn: chip.turn };
}

describeKnob({
  name: 'an encoder behind an IO expander',
  create: () => {
    const bench = createBench();
    bench.poll();
    return bench;
  },
});

describe('an encoder behind an IO expander', () => {
  it('counts beyond the eight bits of its counter, in both directions', () => {
    const { poll, turn } = createBench();
    poll();
    let sum = 0;
    for (const steps of [100, 100, 100, -90, -120, -127]) {
      turn(steps);
      sum += poll();
    }
    expect(sum).toBe(-37);
  });

  it('is set up again after a loss of supply, and loses no later step', () => {
    const { i2c, chip, poll, turn } = createBench();
    poll();
    i2c.attach(ADDRESS, undefined);
    expectNamedError(() => poll(), 'device-fault', '0x0f on /dev/i2c-1 does not answer');
    chip.losePower();
    i2c.attach(ADDRESS, chip);
    expect(poll()).toBe(0);
    turn(3);
    expect(poll()).toBe(3);
  });

  it('reports another chip at its address', () => {
    const { i2c, poll } = createBench();
    i2c.attach(ADDRESS, { write: () => undefined, read: (into) => void into.fill(0x12) });
    expectNamedError(() => poll(), 'device-fault', 'is no IO expander (0x1212)');
  });
});
