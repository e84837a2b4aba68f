import { type Ads1x15Chip, createAds1x15, type I2cBus } from '@neurorack/linux-io';
import { createSimulatedAds1x15, createSimulatedI2c, createVirtualTime } from '@neurorack/linux-io/simulators';
import { describe, expect, it } from 'vitest';
import { expectNamedError } from '../../../testing/named-error.ts';
import { describeCvInput } from '../../conformance/cv-input.ts';

const ADDRESS = 0x48;

function createBench(chip: Ads1x15Chip) {
  const time = createVirtualTime();
  const i2c = createSimulatedI2c({ time });
  const adc = createSimulatedAds1x15(chip, time);
  i2c.attach(ADDRESS, adc);
  const cv = createAds1x15({ chip, bus: i2c.open(1), address: ADDRESS, clock: time, waitUntil: time.waitUntil });
  return {
    time,
    i2c,
    adc,
    cv,
    into: new Float32Array(4),
    set: (channel: number, volts: number) => void (adc.volts[channel] = volts),
  };
}

describeCvInput({ name: 'an ADS1015', create: () => createBench('ads1015'), toleranceVolts: 0.001 });
describeCvInput({ name: 'an ADS1115', create: () => createBench('ads1115'), toleranceVolts: 0.0001 });

describe.each(['ads1015', 'ads1115'] as const)('%s on the bus', (chip) => {
  it('is read with the bytes of its data sheet: config, then the result, before the next conversion', () => {
    const { i2c, cv, adc, into } = createBench(chip);
    cv.read(into);
    const sent = i2c.transactions.map(({ direction, bytes }) => `${direction} ${Buffer.from(bytes).toString('hex')}`);
    const rate = chip === 'ads1015' ? 'c3' : 'e3';
    expect(sent.filter((line) => line.startsWith('write 01'))).toEqual([
      `write 01c3${rate}`,
      `write 01d3${rate}`,
      `write 01e3${rate}`,
      `write 01f3${rate}`,
    ]);
    expect(sent.slice(0, 4)).toEqual([`write 01c3${rate}`, 'write 00', 'read 0000', `write 01d3${rate}`]);
    expect(adc.aborted).toBe(0);
  });

  it('never mistakes one jack for another, however long the thread is delayed between two calls', () => {
    const { time, i2c, adc, into } = createBench(chip);
    const bus = i2c.open(1);
    let left = 0;
    const holdUp = (): void => {
      if (left-- === 0) time.advance(20_000);
    };
    const held: I2cBus = {
      ...bus,
      write: (address, bytes) => {
        bus.write(address, bytes);
        holdUp();
      },
    };
    const cv = createAds1x15({ chip, bus: held, address: ADDRESS, clock: time, waitUntil: time.waitUntil });
    adc.volts.set([0.1, 1.2, 2.3, 3.4]);
    for (let call = 0; call < 8; call++) {
      left = call;
      cv.read(into);
      for (const [jack, value] of into.entries())
        expect(value, `jack ${jack}, after call ${call}`).toBeCloseTo(adc.volts[jack], 2);
    }
  });

  it('does the rounds of four a second that follow from the transactions on the bus', () => {
    const { i2c, cv, into } = createBench(chip);
    for (let round = 0; round < 11; round++) cv.read(into);
    // A round begins with the start of its first input's conversion: config register, input AIN0 against ground.
    const begins = i2c.transactions.filter(({ bytes }) => bytes.length === 3 && (bytes[1] & 0x70) === 0x40);
    const [first, last] = [begins[0], begins[10]];
    const rounds = 10 / ((last.startUs - first.startUs) / 1e6);
    // Of 400 kHz: start, 9 bits for the address and each byte, stop. The simulated clock is a tenth slow, the worst allowed.
    const bits = ({ startUs, endUs }: (typeof begins)[0]) => (endUs - startUs) * 0.4;
    expect(bits(first)).toBeCloseTo(1 + 9 + 3 * 9 + 1, 6);
    expect(i2c.transactions.filter(({ startUs }) => startUs < last.startUs)).toHaveLength(10 * (4 + 2 * 4));
    // 4 conversions, 4 config writes, 4 results that are read.
    const conversionUs = (1.1 * 1e6) / (chip === 'ads1015' ? 3300 : 860) + 25;
    const onBusUs = (4 * (38 + 20 + 29)) / 0.4;
    expect(rounds).toBeCloseTo(1e6 / (4 * conversionUs + onBusUs), 3);
    expect(rounds).toBeGreaterThan(chip === 'ads1015' ? 430 : 163);
    expect(rounds).toBeLessThan(chip === 'ads1015' ? 440 : 166);
  });

  it('clamps a voltage outside of its range', () => {
    const { cv, set, into } = createBench(chip);
    set(0, 30);
    set(1, -30);
    cv.read(into);
    expect(into[0]).toBeCloseTo(4.096, 2);
    expect(into[1]).toBeCloseTo(-4.096, 2);
  });

  it('names the chip that does not answer, and works as soon as it is back', () => {
    const { i2c, adc, cv, set, into } = createBench(chip);
    i2c.attach(ADDRESS, undefined);
    expectNamedError(() => cv.read(into), 'device-fault', '0x48 on /dev/i2c-1 does not answer');
    i2c.attach(ADDRESS, adc);
    set(2, 1.5);
    cv.read(into);
    expect(into[2]).toBeCloseTo(1.5, 2);
  });

  it('reports a hanging bus, and one that reads as all ones', () => {
    const { i2c, cv, into } = createBench(chip);
    i2c.setFault('stuck');
    expectNamedError(() => cv.read(into), 'device-fault', '/dev/i2c-1 hangs');
    i2c.setFault('all-ones');
    expectNamedError(() => cv.read(into), 'device-fault', 'answers 0xffff');
    i2c.setFault(undefined);
    cv.read(into);
  });

  it('refuses an address, an input and a full scale that it does not have', () => {
    const { time, i2c } = createBench(chip);
    const make = (change: object) => () =>
      createAds1x15({ chip, bus: i2c.open(1), address: ADDRESS, clock: time, waitUntil: time.waitUntil, ...change });
    expectNamedError(make({ address: 0x3c }), 'bad-config', 'address 0x3c');
    expectNamedError(make({ inputs: [4] }), 'bad-config', 'inputs 4');
    expectNamedError(make({ inputs: [] }), 'bad-config', 'inputs (none)');
    expectNamedError(make({ fullScaleVolts: 5 }), 'bad-config', '5 V');
  });
});

describe('an ADS1115', () => {
  it('may read -1 on every input, which is no floating bus', () => {
    const { cv, set, into } = createBench('ads1115');
    for (let channel = 0; channel < 4; channel++) set(channel, -0.000125);
    cv.read(into);
    expect([...into].every((volts) => Math.abs(volts + 0.000125) < 1e-6)).toBe(true);
  });
});

describe('a simulated bus', () => {
  it('refuses a bus that does not exist', () => {
    const i2c = createSimulatedI2c({ time: createVirtualTime() });
    expectNamedError(() => i2c.open(7), 'missing-device', '/dev/i2c-7');
  });
});
