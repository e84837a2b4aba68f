import type { Netlist } from '../netlist/read-netlist.ts';
import { gainAt, output } from './audio.ts';
import type { Spice } from './engine.ts';
import * as frontEnd from './front-end.ts';
import { thresholds } from './gates.ts';
import { dropVolts, inputFilter } from './power.ts';
import { monteCarlo } from './tolerances.ts';

/** Modules of a Monte Carlo run. */
const MODULES = 100;

/** The table of figures of docs/hardware.md. */
export async function simulationTable(spice: Spice, netlist: Netlist): Promise<string> {
  const rows = [
    ...(await frontEndRows(spice, netlist)),
    ...(await toleranceRows(spice, netlist)),
    ...(await restRows(spice, netlist)),
  ];
  return [['what', 'simulated'], ['---', '---'], ...rows].map((row) => `| ${row.join(' | ')} |`).join('\n');
}

async function frontEndRows(spice: Spice, netlist: Netlist): Promise<string[][]> {
  const [low, zero, high] = await frontEnd.sweepJack(spice, netlist, [-10, 0, 10]);
  const [below, above] = await frontEnd.sweepJack(spice, netlist, [-12, 12]);
  const [off, offAbove] = [await frontEnd.unpowered(spice, netlist, -12), await frontEnd.unpowered(spice, netlist, 12)];
  const corner = frontEnd.cornerHz(await frontEnd.jackResponse(spice, netlist), 'v(ain0)');
  const supply = await frontEnd.supplyCents(spice, netlist);
  const drift = async (ppm: number): Promise<string> =>
    Math.abs(await frontEnd.driftCents(spice, netlist, ppm, 15)).toFixed(1);
  return [
    ['CV jack: −10, 0, 10 V at the pin', `${[low, zero, high].map(({ pin }) => pin.toFixed(4)).join(', ')} V`],
    ['slope and offset', `${((low.pin - high.pin) / 20).toFixed(5)}, ${zero.pin.toFixed(4)} V`],
    ['corner', `${corner.toFixed(0)} Hz`],
    ['open jack (switch lug at ground)', `${milli(await frontEnd.openJack(spice, netlist))} mV`],
    [
      '−12 and 12 V at the jack: pin, current',
      `${below.pin.toFixed(2)} and ${above.pin.toFixed(2)} V, ${milli(below.inputAmperes, 3)} and ${milli(above.inputAmperes, 3)} mA`,
    ],
    [
      'the same, module off: current, rise of its 3.3 V',
      `${milli(off.inputAmperes, 3)} and ${milli(offAbove.inputAmperes, 3)} mA, ${Math.max(off.railVolts, offAbove.railVolts).toFixed(2)} V`,
    ],
    [
      'reference from 30 °C to 15 or 45 °C: 20 ppm/°C, 100 ppm/°C (limit)',
      `${await drift(20)}, ${await drift(100)} cents`,
    ],
    [
      '1 mV of the 5 V, of the 3.3 V',
      `${Math.abs(supply.fiveVolts).toFixed(4)}, ${Math.abs(supply.header).toFixed(4)} cents`,
    ],
    [
      'ripple of the 5 V at 100 kHz that reaches the ADC',
      `${signed(20 * Math.log10(await frontEnd.rippleShare(spice, netlist, 100e3)), 0)} dB`,
    ],
  ];
}

async function toleranceRows(spice: Spice, netlist: Netlist): Promise<string[][]> {
  const rows: string[][] = [];
  for (const percent of [1, 0.1]) {
    const modules = await monteCarlo(spice, netlist, { percent, count: MODULES, seed: 1 });
    const zero = Math.max(...modules.map((one) => Math.abs(one.zero)));
    const slope = Math.max(...modules.map((one) => Math.abs((one.five - one.zero) / 5 - 1)));
    rows.push([
      `${MODULES} modules, R1 to R4 of ${percent} %: largest error of 0 V, of the slope (calibration takes 0.5 V and 20 %)`,
      `${milli(zero, 0)} mV, ${(100 * slope).toFixed(2)} %`,
    ]);
  }
  return rows;
}

async function restRows(spice: Spice, netlist: Netlist): Promise<string[][]> {
  const [typical, extreme] = [
    await thresholds(spice, netlist),
    await thresholds(spice, netlist, { thresholds: [0.6, 2.0] }),
  ];
  const into = (loadOhms: number) => output(spice, netlist, { dacVolts: 2.97, loadOhms });
  const fall = 20 * Math.log10((await gainAt(spice, netlist, 20e3)) / (await gainAt(spice, netlist, 20)));
  const filter = await inputFilter(spice, netlist);
  return [
    ['gate on and off: typical inverter', `${typical.onVolts.toFixed(2)} V, ${typical.offVolts.toFixed(2)} V`],
    ['gate on and off: every inverter', `${extreme.onVolts.toFixed(2)} V, ${extreme.offVolts.toFixed(2)} V`],
    [
      'output at full scale into 100 kΩ, into 10 kΩ',
      `${(await into(100e3)).volts.toFixed(2)} V, ${(await into(10e3)).volts.toFixed(2)} V`,
    ],
    ['output into a short', `${milli((await into(0.01)).amperes, 1)} mA`],
    ['output at 20 kHz against 20 Hz', `${signed(fall, 2)} dB`],
    [
      'filter in front of the converter: peak, gain at 300 kHz',
      `${signed(filter.peakDb, 1)}, ${signed(filter.switchingDb, 0)} dB`,
    ],
    ['5 V lost in the ideal diode at 3 A', `${milli(await dropVolts(spice, netlist, 3), 0)} mV`],
  ];
}

/** A number with a minus sign of its own. */
function signed(value: number, digits: number): string {
  return value.toFixed(digits).replace('-', '−');
}

function milli(value: number, digits = 1): string {
  return signed(value * 1000, digits);
}
