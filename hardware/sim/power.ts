import type { Netlist } from '../netlist/read-netlist.ts';
import { last, type Spice } from './engine.ts';
import { spiceOf } from './spice.ts';

/** Current from +12 V of the header and volts behind the FET, for a voltage at the header and 5 ohms behind it. */
export async function entry(spice: Spice, netlist: Netlist, volts: number) {
  const curves = await spice.run(
    `${spiceOf(netlist, ['Q1', 'D201', 'R1601'])}\nvh p12v_fused 0 ${volts}\nrl p12v 0 10\n.op`,
  );
  return { volts: last(curves, 'v(p12v)'), amperes: -last(curves, 'i(vh)') };
}

/** Current out of the converter while the board's own 5 V has a voltage, such as that of its USB-C. */
export async function backFeed(spice: Spice, netlist: Netlist, { converter, usb }: { converter: number; usb: number }) {
  const curves = await spice.run(
    `${spiceOf(netlist, ['Q2', 'Q3', 'R1801', 'R1901'])}\nvc p5v_converter 0 ${converter}\nvu p5v 0 ${usb}\n.op`,
  );
  return -last(curves, 'i(vc)');
}

/** Volts at the board behind the ideal diode, for its current. */
export async function dropVolts(spice: Spice, netlist: Netlist, amperes: number): Promise<number> {
  const curves = await spice.run(
    `${spiceOf(netlist, ['Q2', 'Q3', 'R1801', 'R1901'])}\nvc p5v_converter 0 5.1\nil p5v 0 ${amperes}\n.op`,
  );
  return 5.1 - last(curves, 'v(p5v)');
}

/** The filter in front of the converter at 3 A of 5 V: largest gain of a disturbance, and gain at the converter's frequency, dB. */
export async function inputFilter(spice: Spice, netlist: Netlist): Promise<{ peakDb: number; switchingDb: number }> {
  // 12 V at 1.4 A: the converter as a resistor; its negative resistance is far above the 0.2 ohm of the filter.
  const curves = await spice.run(
    `${spiceOf(netlist, ['L1', 'C901', 'C601'])}\nv12 p12v 0 dc 12 ac 1\nrl p12v_converter 0 8.6\n.ac dec 100 100 300k`,
  );
  const gains = (curves.get('v(p12v_converter)') ?? []).map((gain) => 20 * Math.log10(gain));
  return { peakDb: Math.max(...gains), switchingDb: gains.at(-1) ?? Number.NaN };
}
