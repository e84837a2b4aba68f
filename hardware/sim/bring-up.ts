import type { Netlist } from '../netlist/read-netlist.ts';
import { output } from './audio.ts';
import { last, type Spice } from './engine.ts';
import { dropVolts, entry } from './power.ts';
import { spiceOf } from './spice.ts';

/** A test point of the base board while it is put into operation: simulated volts, and between which it passes. */
export interface TestPoint {
  readonly point: string;
  readonly what: string;
  readonly simulated: number;
  readonly allowed: readonly [number, number];
  readonly otherwise: string;
}

/** The converter's setting, V. */
const CONVERTER = 5.1;

/** Parts between the reference and one amplifier. */
const FRONT_END = ['R901', 'U3', 'C1103', 'R301', 'R401', 'C201', 'R101', 'R201', 'C101', 'R801', 'U2.A'];

/** Volts at the test points in the order of measuring. */
export async function testPoints(spice: Spice, netlist: Netlist): Promise<TestPoint[]> {
  const five = CONVERTER - (await dropVolts(spice, netlist, 0.02));
  const front = spiceOf(netlist, FRONT_END);
  const sources = `v5 p5v 0 ${five}\nvj cv1 0 0`;
  // Without the computer, the divider feeds the 3.3 V through the inputs of the op amp.
  const without = await spice.run(`${front}\n${sources}\nr3 3v3_analog 0 1k\n.op`);
  const plugged = await spice.run(`${front}\n${sources}\nv3 3v3_analog 0 3.3\n.op`);
  // 15 mA of the TL072 and its filters.
  const negative = await spice.run(`${spiceOf(netlist, ['D401'])}\nvn n12v_fused 0 -12\nrl n12v 0 800\n.op`);
  const audio = await output(spice, netlist, { dacVolts: 0, loadOhms: 100e3 });
  const point = (name: string, what: string, simulated: number, allowed: [number, number], otherwise: string) => ({
    ...{ point: name, what, simulated, allowed, otherwise },
  });
  return [
    point(
      'TP1',
      '+12 V behind the FET',
      (await entry(spice, netlist, 12)).volts,
      [11.8, 12.2],
      '0 V: plug turned round, or F1 open',
    ),
    point('TP6', '−12 V behind its diode', last(negative, 'v(n12v)'), [-12, -11.4], 'F2, D401'),
    point('TP2', '5 V behind the ideal diode', five, [5, 5.2], 'setting of the converter; Q2'),
    point('TP5', 'reference', last(without, 'v(ref_3v0)'), [2.995, 3.005], 'R901, U3 turned round'),
    point(
      'TP3',
      '3.3 V, which comes from the computer',
      last(without, 'v(3v3_analog)'),
      [0, 1],
      'a wire to another rail',
    ),
    point('TP7', 'audio before R1401', audio.volts, [-0.02, 0.02], 'U6, ±12 V'),
    point('TP4', 'divided reference, computer plugged in', last(plugged, 'v(vref)'), [1.43, 1.44], 'R301, R401'),
  ];
}

/** The table of docs/hardware.md. */
export async function bringUpTable(spice: Spice, netlist: Netlist): Promise<string> {
  const rows = (await testPoints(spice, netlist)).map(({ point, what, simulated, allowed, otherwise }) => [
    ...[point, what, volts(simulated, 3), `${volts(allowed[0], 3)} to ${volts(allowed[1], 3)}`, otherwise],
  ]);
  const head = ['point', 'what', 'simulated, V', 'passes, V', 'otherwise'];
  return [head, head.map(() => '---'), ...rows].map((row) => `   | ${row.join(' | ')} |`).join('\n');
}

function volts(value: number, digits: number): string {
  return String(Number(value.toFixed(digits)) + 0).replace('-', '−');
}
