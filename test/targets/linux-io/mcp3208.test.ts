import { createMcp3208, openSpi } from '@neurorack/linux-io';
import { createSimulatedMcp3208, createVirtualTime } from '@neurorack/linux-io/simulators';
import { describe, expect, it } from 'vitest';
import { expectNamedError } from '../../../testing/named-error.ts';
import { describeCvInput } from '../../conformance/cv-input.ts';

function createBench(inputs?: readonly number[]) {
  const time = createVirtualTime();
  const referenceVolts = 4.096; // an external reference: a supply of 5 V
  const chip = createSimulatedMcp3208(time, { referenceVolts });
  const cv = createMcp3208({ spi: chip, clock: time, referenceVolts, ...(inputs === undefined ? {} : { inputs }) });
  return {
    time,
    chip,
    cv,
    set: (channel: number, volts: number) => void (chip.volts[(inputs ?? [0, 1, 2, 3])[channel]] = volts),
  };
}

describeCvInput({ name: 'an MCP3208', create: () => createBench(), toleranceVolts: 0.001 });
describeCvInput({
  name: 'an MCP3208’s last two inputs',
  create: () => createBench([7, 6]),
  toleranceVolts: 0.001,
});

describe('an MCP3208', () => {
  it('reads four inputs more than a thousand times a second at 1 MHz', () => {
    const { time, cv } = createBench();
    const before = time.nowUs();
    cv.read(new Float32Array(4));
    expect(1e6 / (time.nowUs() - before)).toBeGreaterThan(1000);
  });

  it('reports a device fault while it is absent, and works again when it is back', () => {
    const { chip, cv, set } = createBench();
    const into = new Float32Array(4);
    chip.isPlugged = false;
    expectNamedError(() => cv.read(into), 'device-fault', 'no MCP3208 answers on /dev/spidev0.0');
    chip.isPlugged = true;
    set(1, 2);
    cv.read(into);
    expect(into[1]).toBeCloseTo(2, 2);
  });

  it('refuses inputs that it does not have', () => {
    expectNamedError(() => createBench([8]), 'bad-config', 'inputs 8');
    expectNamedError(() => createBench([]), 'bad-config', '(none)');
  });
});

describe('an SPI bus', () => {
  it('explains how to enable SPI when it is missing', () => {
    const absent = () => ({
      openSync: () => {
        throw Object.assign(new Error('ENOENT'), { code: 'ENOENT' });
      },
    });
    expectNamedError(() => openSpi(0, 1, 1e6, absent), 'missing-device', '/dev/spidev0.1');
  });
});
