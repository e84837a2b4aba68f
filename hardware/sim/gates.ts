import type { Netlist } from '../netlist/read-netlist.ts';
import { type Curves, last, type Spice } from './engine.ts';
import { spiceOf, type Variation } from './spice.ts';

/** Keepers of a Jetson's header: TXB0108, thresholds of 35 and 65 % of 3.3 V (SCES643). A Raspberry Pi has none. */
export type Header = 'jetson' | 'raspberry-pi';

const KEEPER = `
skh 3v3 keep gate1_line 0 keeph
skl keep 0 0 gate1_line keepl
rk keep gate1_line 4k
.model keeph sw(vt=1.65 vh=0.495 ron=1 roff=1g)
.model keepl sw(vt=-1.65 vh=0.495 ron=1 roff=1g)
`;
const PARTS = ['R501', 'R601', 'C301', 'D101', 'U4.1', 'R701'];

/** The stage that this module does not have: an NPN transistor and a pull-up of 10 kOhm, as docs/build-one.md had it before. */
const TRANSISTOR_STAGE = `
r5 gate1 base 100k
r6 base 0 68k
d1 0 base silicon
q1 gate1_line base 0 bc547b
r7 3v3 gate1_line 10k
.model bc547b npn(is=1.8e-14 bf=200 vaf=80)
.model silicon d(is=1e-14)
`;

/** The line of gate 1 while its jack has two pulses of 5 V; it starts released. */
export async function pulses(spice: Spice, netlist: Netlist | 'transistor', header: Header): Promise<Curves> {
  const stage = netlist === 'transistor' ? TRANSISTOR_STAGE : spiceOf(netlist, PARTS);
  return spice.run(`${stage}
v3 3v3 0 3.3
vg gate1 0 pulse(0 5 1m 10u 10u 1m 2m)
cl gate1_line 0 20p ic=3.3
rin gate1_line 0 10meg
${header === 'jetson' ? KEEPER : ''}
.tran 5u 5m`);
}

/** Whether the line is high at the middle of each pause and of each pulse: at 0.5, 1.5, 2.5, 3.5 and 4.5 ms. */
export function levels(curves: Curves): boolean[] {
  return [0.5, 1.5, 2.5, 3.5, 4.5].map((ms) => at(curves, 'v(gate1_line)', ms / 1000) > 0.65 * 3.3);
}

/** Value of a curve at a time. */
export function at(curves: Curves, name: string, seconds: number): number {
  const times = curves.get('time') ?? [];
  const place = times.findIndex((time) => time >= seconds);
  return curves.get(name)?.[place] ?? Number.NaN;
}

/** Voltages of the jack at which the line falls and rises again. */
export async function thresholds(spice: Spice, netlist: Netlist, variation: Variation = {}) {
  // A ramp of 0 to 5 V and back in a second: slow against the filter.
  const curves = await spice.run(`${spiceOf(netlist, PARTS, variation)}
v3 3v3 0 3.3
vg gate1 0 pulse(0 5 0 0.5 0.5 1m 2)
rin gate1_line 0 10meg
.tran 1m 1`);
  const [line, jack] = [curves.get('v(gate1_line)') ?? [], curves.get('v(gate1)') ?? []];
  const on = line.findIndex((volts) => volts < 1.65);
  const off = line.findIndex((volts, n) => n > on && volts > 1.65);
  return { onVolts: jack[on] ?? Number.NaN, offVolts: jack[off] ?? Number.NaN };
}

/** Inverter's input and current into the jack at a voltage; off: the module without power, with 1 kOhm at its 3.3 V. */
export async function stressed(spice: Spice, netlist: Netlist, { jack, isOff }: { jack: number; isOff: boolean }) {
  const supply = isOff ? 'r3 3v3 0 1k' : 'v3 3v3 0 3.3';
  const curves = await spice.run(
    `${spiceOf(netlist, PARTS)}\n${supply}\nvg gate1 0 ${jack}\nrin gate1_line 0 10meg\n.op`,
  );
  return {
    inputVolts: last(curves, 'v(gate1_in)'),
    amperes: -last(curves, 'i(vg)'),
    railVolts: last(curves, 'v(3v3)'),
  };
}
