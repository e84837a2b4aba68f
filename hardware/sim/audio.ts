import type { Netlist } from '../netlist/read-netlist.ts';
import { last, type Spice } from './engine.ts';
import { spiceOf } from './spice.ts';

const PARTS = ['R1501', 'C701', 'U6.A', 'R1201', 'R1301', 'R1401'];
/** Behind 10 ohms each, as the netlist has them. */
const SUPPLIES = 'vp p12v_audio 0 12\nvn n12v_audio 0 -12';

/** Output of the module for a voltage of the DAC, with a load; current of the load. */
export async function output(
  spice: Spice,
  netlist: Netlist,
  { dacVolts, loadOhms }: { dacVolts: number; loadOhms: number },
) {
  const curves = await spice.run(
    `${spiceOf(netlist, PARTS)}\n${SUPPLIES}\nvd dac_left 0 ${dacVolts}\nrl audio 0 ${loadOhms}\n.op`,
  );
  const volts = last(curves, 'v(audio)');
  return { volts, amperes: volts / loadOhms };
}

/** Current into the output from another module's output at a voltage, with the DAC at 0 V. */
export async function drivenFrom(spice: Spice, netlist: Netlist, volts: number): Promise<number> {
  const curves = await spice.run(`${spiceOf(netlist, PARTS)}\n${SUPPLIES}\nvd dac_left 0 0\nvo audio 0 ${volts}\n.op`);
  return -last(curves, 'i(vo)');
}

/** Gain from DAC to jack at a frequency, into 100 kOhm. */
export async function gainAt(spice: Spice, netlist: Netlist, hertz: number): Promise<number> {
  const sources = `${SUPPLIES}\nvd dac_left 0 dc 0 ac 1\nrl audio 0 100k`;
  return last(await spice.run(`${spiceOf(netlist, PARTS)}\n${sources}\n.ac lin 1 ${hertz} ${hertz}`), 'v(audio)');
}
