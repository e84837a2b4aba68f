import { join } from 'node:path';
import { beforeAll, describe, expect, it } from 'vitest';
import { type Netlist, readNetlist } from '../../hardware/netlist/read-netlist.ts';
import { drivenFrom, gainAt, output } from '../../hardware/sim/audio.ts';
import { openSpice, type Spice } from '../../hardware/sim/engine.ts';
import * as frontEnd from '../../hardware/sim/front-end.ts';
import * as gates from '../../hardware/sim/gates.ts';
import { backFeed, dropVolts, entry, inputFilter } from '../../hardware/sim/power.ts';
import { spiceOf } from '../../hardware/sim/spice.ts';
import { monteCarlo } from '../../hardware/sim/tolerances.ts';
import { calibrate } from '../../src/control/calibration.ts';

const HARDWARE = join(import.meta.dirname, '../../hardware');

describe('in simulation (never fabricated)', () => {
  let spice: Spice;
  let netlist: Netlist;
  beforeAll(async () => {
    [spice, netlist] = await Promise.all([openSpice(), readNetlist(HARDWARE)]);
  });

  describe('a CV jack', () => {
    it('becomes offset minus slope: 3.150 to 0.150 V for -10 to 10 V', async () => {
      for (const { jack, pin, reading } of await frontEnd.sweepJack(spice, netlist, [-10, -5, 0, 5, 8, 10])) {
        expect(pin).toBeCloseTo(1.65 - 0.15 * jack, 2);
        expect(Math.abs(reading - jack)).toBeLessThan(0.005);
      }
    });

    it('stays within the supply of the ADC at ±12 V, and takes 0.14 mA at most', async () => {
      for (const { pin, inputAmperes } of await frontEnd.sweepJack(spice, netlist, [-12, 12])) {
        expect(pin).toBeGreaterThanOrEqual(0);
        expect(pin).toBeLessThanOrEqual(3.3);
        expect(Math.abs(inputAmperes)).toBeLessThan(0.00014);
      }
    });

    it('takes 0.12 mA at ±12 V while the module is off, and lifts its 3.3 V by less than 0.2 V', async () => {
      for (const jack of [-12, 12]) {
        const { inputAmperes, amplifierVolts, railVolts } = await frontEnd.unpowered(spice, netlist, jack);
        expect(Math.abs(inputAmperes)).toBeLessThan(0.00012);
        expect(Math.abs(amplifierVolts)).toBeLessThan(1); // DS21685D: 1 V beyond the supplies
        expect(Math.abs(railVolts)).toBeLessThan(0.2);
      }
    });

    it('is filtered at 156 Hz', async () => {
      const corner = frontEnd.cornerHz(await frontEnd.jackResponse(spice, netlist), 'v(ain0)');
      expect(corner).toBeGreaterThan(153);
      expect(corner).toBeLessThan(159);
    });

    it('reads 0 V within 5 mV while open, and 1.43 V without its switch lug', async () => {
      expect(Math.abs(await frontEnd.openJack(spice, netlist))).toBeLessThan(0.005);
      const nets = new Map([...netlist.nets].map(([net, pins]) => [net, pins.filter((pin) => pin !== 'J21.SWITCH')]));
      expect(await frontEnd.openJack(spice, { ...netlist, nets })).toBeCloseTo(1.43, 2);
    });

    it('moves by 4 cents over 15 degrees with a reference of 20 ppm, by 20 with one of 100 ppm', async () => {
      expect(Math.abs(await frontEnd.driftCents(spice, netlist, 20, 15))).toBeCloseTo(4, 0);
      expect(Math.abs(await frontEnd.driftCents(spice, netlist, 100, 15))).toBeCloseTo(20, 0);
    });

    it('does not move with the supplies: less than a hundredth of a cent a millivolt', async () => {
      const { fiveVolts, header } = await frontEnd.supplyCents(spice, netlist);
      expect(Math.abs(fiveVolts)).toBeLessThan(0.01);
      expect(Math.abs(header)).toBeLessThan(0.01);
    });

    it('lets less than a millionth of the converter’s ripple through', async () => {
      for (const hertz of [100e3, 500e3]) expect(await frontEnd.rippleShare(spice, netlist, hertz)).toBeLessThan(1e-6);
    });
  });

  describe.each(['jetson', 'raspberry-pi'] as const)('a gate on the header of a %s', (header) => {
    it('rises and falls again through the inverter', async () => {
      const curves = await gates.pulses(spice, netlist, header);
      expect(gates.levels(curves)).toEqual([true, false, true, false, true]);
      expect(gates.at(curves, 'v(gate1_line)', 0.0015)).toBeLessThan(0.35 * 3.3);
      expect(gates.at(curves, 'v(gate1_line)', 0.0025)).toBeGreaterThan(3);
    });

    it(`${header === 'jetson' ? 'latched' : 'worked'} with a transistor and a pull-up of 10 kOhm`, async () => {
      const curves = await gates.pulses(spice, 'transistor', header);
      expect(gates.levels(curves)).toEqual(
        header === 'jetson' ? [true, false, false, false, false] : [true, false, true, false, true],
      );
      if (header === 'jetson') expect(gates.at(curves, 'v(gate1_line)', 0.0025)).toBeCloseTo(0.94, 2);
    });
  });

  describe('a gate', () => {
    it('is on above 2.74 V and off below 0.80 V for every inverter, 2.18 V and 1.36 V for a typical one', async () => {
      const typical = await gates.thresholds(spice, netlist);
      expect(typical.onVolts).toBeCloseTo(2.18, 1);
      expect(typical.offVolts).toBeCloseTo(1.36, 1);
      const extreme = await gates.thresholds(spice, netlist, { thresholds: [0.6, 2.0] });
      expect(extreme.onVolts).toBeLessThan(2.75);
      expect(extreme.offVolts).toBeGreaterThan(0.8);
    });

    it.each([
      [-12, false],
      [12, false],
      [-12, true],
      [12, true],
    ])('keeps %i V from the inverter (off: %s), with less than 0.4 mA', async (jack, isOff) => {
      const { inputVolts, amperes, railVolts } = await gates.stressed(spice, netlist, { jack, isOff });
      expect(inputVolts).toBeGreaterThan(-0.5);
      expect(inputVolts).toBeLessThan(5.5);
      expect(Math.abs(amperes)).toBeLessThan(0.0004);
      if (isOff) expect(railVolts).toBeLessThan(0.4);
    });
  });

  describe('the output', () => {
    it('has 4.94 V into 100 kOhm and 4.54 V into 10 kOhm for the DAC’s 2.97 V', async () => {
      const into = (loadOhms: number) => output(spice, netlist, { dacVolts: 2.97, loadOhms });
      expect((await into(100e3)).volts).toBeCloseTo(4.94, 2);
      expect((await into(10e3)).volts).toBeCloseTo(4.54, 2);
      expect(Math.abs((await into(0.01)).amperes)).toBeLessThan(0.0055);
    });

    it('takes 12 mA from another output at 12 V', async () => {
      expect(await drivenFrom(spice, netlist, 12)).toBeCloseTo(0.012, 4);
    });

    it('is flat to 0.1 dB at 20 kHz and falls above', async () => {
      const [low, high, above] = [
        await gainAt(spice, netlist, 20),
        await gainAt(spice, netlist, 20e3),
        await gainAt(spice, netlist, 400e3),
      ];
      expect(Math.abs(20 * Math.log10(high / low))).toBeLessThan(0.1);
      expect(20 * Math.log10(above / low)).toBeLessThan(-8);
    });
  });

  describe('the supply', () => {
    it('passes 12 V and blocks -12 V', async () => {
      expect((await entry(spice, netlist, 12)).volts).toBeGreaterThan(11.9);
      const reversed = await entry(spice, netlist, -12);
      expect(Math.abs(reversed.volts)).toBeLessThan(0.01);
      expect(Math.abs(reversed.amperes)).toBeLessThan(1e-6);
    });

    it('keeps the converter’s ripple from +12 V by 30 dB, without a resonance above 6 dB', async () => {
      const { peakDb, switchingDb } = await inputFilter(spice, netlist);
      expect(peakDb).toBeLessThan(6);
      expect(switchingDb).toBeLessThan(-30);
    });

    it('takes no current from a board that its USB-C feeds, and loses less than 0.15 V at 3 A', async () => {
      for (const converter of [0, 5]) {
        expect(Math.abs(await backFeed(spice, netlist, { converter, usb: 5.2 }))).toBeLessThan(0.001);
      }
      expect(await dropVolts(spice, netlist, 3)).toBeLessThan(0.15);
    });
  });

  describe.each([
    [1, 0.25],
    [0.1, 0.04],
  ])('a module with resistors of %d %%', (percent, maxVolts) => {
    it(`is within ${maxVolts} V before calibration, which takes it`, async () => {
      const modules = await monteCarlo(spice, netlist, { percent, count: 40, seed: 1 });
      const errors = modules.map(({ zero, five }) => Math.max(Math.abs(zero), Math.abs(five - 5)));
      expect(Math.max(...errors)).toBeLessThan(maxVolts);
      for (const { zero, five } of modules) {
        const point = (volts: number, reading: number) => ({ volts, reading });
        expect(() => calibrate('cv1', [point(0, zero), point(5, five)])).not.toThrow();
      }
    });
  });

  it('names a part that has no model, and the simulator’s errors', async () => {
    expect(() => spiceOf(netlist, ['U9'])).toThrow(/U9 has no model/);
    await expect(spice.run('r1 a b\n.op')).rejects.toMatchObject({ kind: 'bad-input', message: /ngspice/ });
  });
});
