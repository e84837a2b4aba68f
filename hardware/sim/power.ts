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
