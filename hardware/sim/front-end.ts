import type { Netlist } from '../netlist/read-netlist.ts';
import { jackOf, netOf } from '../netlist/trace.ts';
import { type Curves, last, type Spice } from './engine.ts';
import { node, spiceOf, type Variation } from './spice.ts';

/** Parts of the front end of CV 1, with the reference that all four share. */
const PARTS = ['R101', 'R201', 'C101', 'R801', 'U2.A', 'R301', 'R401', 'C201', 'R901', 'U3', 'C1103'];
const SUPPLIES = 'v5 p5v 0 5\nv3 3v3_analog 0 3.3';
/** The instrument's front end: volts at the pin = offset - slope * volts at the jack. */
const [OFFSET, SLOPE] = [1.65, 0.15];
/** 1 V/oct: cents of a volt. */
export const CENTS_PER_VOLT = 1200;

/** Volts of the jack that the instrument reads from a pin's. */
export function readingOf(pinVolts: number): number {
  return (OFFSET - pinVolts) / SLOPE;
}

/** Pin, input current and supply of CV 1 at voltages of its jack. */
export async function sweepJack(spice: Spice, netlist: Netlist, volts: readonly number[], variation: Variation = {}) {
  const points: { jack: number; pin: number; inputAmperes: number; reading: number }[] = [];
  for (const jack of volts) {
    const curves = await spice.run(`${spiceOf(netlist, PARTS, variation)}\n${SUPPLIES}\nvj cv1 0 ${jack}\n.op`);
    const pin = last(curves, 'v(ain0)');
    points.push({ jack, pin, inputAmperes: -last(curves, 'i(vj)'), reading: readingOf(pin) });
  }
  return points;
}

/** Amplitude at the pin over frequency, of 1 V at the jack. */
export async function jackResponse(spice: Spice, netlist: Netlist): Promise<Curves> {
  return spice.run(`${spiceOf(netlist, PARTS)}\n${SUPPLIES}\nvj cv1 0 dc 0 ac 1\n.ac dec 200 1 10k`);
}

/** Frequency at which a response has fallen by 3 dB from its first value. */
export function cornerHz(response: Curves, name: string): number {
  const [amplitudes, frequencies] = [response.get(name) ?? [], response.get('frequency') ?? []];
  return frequencies[amplitudes.findIndex((amplitude) => amplitude < amplitudes[0] * Math.SQRT1_2)] ?? Number.NaN;
}

/** The module off, with 1 kOhm at its 3.3 V and a voltage in the jack: current into the jack, volts at amplifier and rail. */
export async function unpowered(spice: Spice, netlist: Netlist, jack: number) {
  const curves = await spice.run(`${spiceOf(netlist, PARTS)}\nr5 p5v 0 100\nr3 3v3_analog 0 1k\nvj cv1 0 ${jack}\n.op`);
  return {
    inputAmperes: -last(curves, 'i(vj)'),
    amplifierVolts: last(curves, 'v(cv1_sum)'),
    railVolts: last(curves, 'v(3v3_analog)'),
  };
}

/** Reading of a jack without a plug: its switch lug touches its tip. */
export async function openJack(spice: Spice, netlist: Netlist): Promise<number> {
  const jack = jackOf(netlist, 'cv1')?.ref ?? 'J21';
  const tip = node(netOf(netlist, `${jack}.TIP`) ?? '');
  // 1 GOhm: SPICE has a path to ground from every node, also where the lug is open.
  const curves = await spice.run(`${spiceOf(netlist, [...PARTS, jack])}\n${SUPPLIES}\nropen ${tip} 0 1g\n.op`);
  return readingOf(last(curves, 'v(ain0)'));
}

/**
 * Cents by which a reading of 0 V moves with a drift of the reference.
 *
 * @param ppmPerDegree drift of the reference, of its data sheet
 * @param degrees from the temperature of calibration
 */
export async function driftCents(
  spice: Spice,
  netlist: Netlist,
  ppmPerDegree: number,
  degrees: number,
): Promise<number> {
  const [cold] = await sweepJack(spice, netlist, [0]);
  const [warm] = await sweepJack(spice, netlist, [0], { referenceError: ppmPerDegree * degrees * 1e-6 });
  return (warm.reading - cold.reading) * CENTS_PER_VOLT;
}

/** Cents of a reading of 0 V for a millivolt more at 5 V or at the 3.3 V of the header. */
export async function supplyCents(spice: Spice, netlist: Netlist): Promise<{ fiveVolts: number; header: number }> {
  const reading = async (five: number, header: number): Promise<number> => {
    const supplies = `v5 p5v 0 ${five}\nv3 3v3_analog 0 ${header}`;
    const curves = await spice.run(`${spiceOf(netlist, PARTS)}\n${supplies}\nvj cv1 0 0\n.op`);
    return readingOf(last(curves, 'v(ain0)')) * CENTS_PER_VOLT;
  };
  const base = await reading(5, 3.3);
  return { fiveVolts: (await reading(5.001, 3.3)) - base, header: (await reading(5, 3.301)) - base };
}

/** Share of a ripple at 5 V that reaches the ADC's pin, at a frequency. */
export async function rippleShare(spice: Spice, netlist: Netlist, hertz: number): Promise<number> {
  const supplies = 'v5 p5v 0 dc 5 ac 1\nv3 3v3_analog 0 3.3\nvj cv1 0 0';
  return last(await spice.run(`${spiceOf(netlist, PARTS)}\n${supplies}\n.ac lin 1 ${hertz} ${hertz}`), 'v(ain0)');
}
