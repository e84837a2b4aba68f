import type { Netlist } from './read-netlist.ts';
import { netOf, partOf } from './trace.ts';

/** Faults of a netlist by itself: unknown pins, pins in two nets or in none, nets of one pin, connectors that do not mate. */
export function checkNetlist(netlist: Netlist): string[] {
  const uses = new Map<string, string[]>();
  const use = (pin: string, where: string) => uses.set(pin, [...(uses.get(pin) ?? []), where]);
  for (const [net, pins] of netlist.nets) for (const pin of pins) use(pin, net);
  for (const pin of netlist.open) use(pin, 'open');
  const unknown = [...uses.keys()].filter((pin) => {
    const [part, name] = partOf(netlist, pin);
    return part?.pins.has(name) !== true;
  });
  const every = [...netlist.parts.values()].flatMap(({ ref, pins }) =>
    [...pins.keys()].map((name) => `${ref}.${name}`),
  );
  const twice = [...uses].filter(([, where]) => where.length > 1);
  const single = [...netlist.nets].filter(([, pins]) => pins.length < 2);
  return [
    ...unknown.map((pin) => `hardware/nets.yaml: ${pin} is no pin of parts.yaml`),
    ...twice.map(([pin, where]) => `hardware/nets.yaml: ${pin} is in ${where.join(' and in ')}`),
    ...every.filter((pin) => !uses.has(pin)).map((pin) => `hardware/nets.yaml: ${pin} is in no net and not in 'open'`),
    ...single.map(([net]) => `hardware/nets.yaml: ${net} has one pin`),
    ...checkMates(netlist),
    ...checkSupplies(netlist),
  ];
}

/** Two connectors that are plugged together have the same net at the same pin. */
function checkMates(netlist: Netlist): string[] {
  return [...netlist.parts.values()].flatMap(({ ref, mates, pins }) =>
    mates === undefined
      ? []
      : [...pins.keys()]
          .filter((pin) => netOf(netlist, `${ref}.${pin}`) !== netOf(netlist, `${mates}.${pin}`))
          .map((pin) => `hardware/nets.yaml: ${ref}.${pin} and ${mates}.${pin} are plugged together and differ`),
  );
}

/** Pins with one right net: supplies, straps of the DAC, the power header (Doepfer: red stripe is -12 V), switch lugs. */
const FIXED: readonly (readonly [string, readonly string[]])[] = [
  ['GND', ['J1.3', 'J1.4', 'J1.5', 'J1.6', 'J1.7', 'J1.8', 'U1.GND', 'U2.VSS', 'U3.A', 'U4.GND', 'U5.GND', 'U8.GND']],
  ['GND', ['U9.CPGND', 'U9.AGND', 'U9.DGND', 'U9.SCK', 'U9.FLT', 'U9.DEMP', 'U9.FMT', 'J30.GND']],
  ['GND', ['J21.SWITCH', 'J22.SWITCH', 'J23.SWITCH', 'J24.SWITCH', 'J25.SWITCH', 'J26.SWITCH']],
  ['-12V_IN', ['J1.1', 'J1.2']],
  ['+12V_IN', ['J1.9', 'J1.10', 'F1.1']],
  ['-12V_AUDIO', ['U6.VEE']],
  ['+12V_AUDIO', ['U6.VCC']],
  ['+5V', ['J3.2', 'J3.4', 'U8.IN', 'U8.EN']],
  ['3V3', ['J3.1', 'U4.VCC', 'J30.VCC', 'D101.HIGH', 'D102.HIGH']],
  ['3V3_ANALOG', ['U1.VDD', 'U2.VDD']],
  ['3V3_DAC', ['U8.OUT', 'U9.CPVDD', 'U9.AVDD', 'U9.DVDD']],
  ['DAC_XSMT', ['U9.XSMT', 'R2001.2']],
];

function checkSupplies(netlist: Netlist): string[] {
  return FIXED.flatMap(([net, pins]) =>
    pins
      .filter((pin) => netOf(netlist, pin) !== net)
      .map((pin) => `hardware/nets.yaml: ${pin} is in ${netOf(netlist, pin) ?? 'no net'} and belongs in ${net}`),
  );
}
