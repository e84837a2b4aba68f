import type { Netlist, Part } from './read-netlist.ts';

/** Rails end a trace: every circuit hangs on them. */
const RAIL = /^(GND|[+-]\d+V.*|3V3.*|VREF|REF_3V0)$/;

/** A pin that a signal reaches, and whether it is inverted there. */
export interface Reached {
  readonly pin: string;
  readonly isInverted: boolean;
  /** Whether a push-pull output drives the signal there. */
  readonly isDriven: boolean;
}

/** Nets by pin, of netlists that were searched. */
const NETS = new WeakMap<Netlist, ReadonlyMap<string, string>>();

/** The net of a pin (`REF.NAME`); undefined for an open one. */
export function netOf(netlist: Netlist, pin: string): string | undefined {
  let nets = NETS.get(netlist);
  if (nets === undefined) {
    nets = new Map([...netlist.nets].flatMap(([net, pins]) => pins.map((one) => [one, net] as const)));
    NETS.set(netlist, nets);
  }
  return nets.get(pin);
}

/** Pins that the signal of a pin reaches through resistors and inverters, not across rails. */
export function reachedFrom(netlist: Netlist, start: string): Reached[] {
  const reached = new Map<string, Reached>();
  const queue: Reached[] = [{ pin: start, isInverted: false, isDriven: false }];
  for (let from = queue.shift(); from !== undefined; from = queue.shift()) {
    const net = netOf(netlist, from.pin);
    if (net === undefined || RAIL.test(net)) continue;
    for (const pin of netlist.nets.get(net) ?? []) {
      if (reached.has(pin)) continue;
      const here = { ...from, pin };
      reached.set(pin, here);
      const next = across(netlist, here);
      if (next !== undefined) queue.push(next);
    }
  }
  return [...reached.values()];
}

/** The other side of a resistor or of an inverter. */
function across(netlist: Netlist, { pin, ...signal }: Reached): Reached | undefined {
  const [part, name] = partOf(netlist, pin);
  if (part?.kind === 'resistor') return { ...signal, pin: `${part.ref}.${name === '1' ? '2' : '1'}` };
  if (part?.kind !== 'hex-inverter' || !/^A\d$/.test(name)) return undefined;
  return { pin: `${part.ref}.Y${name.slice(1)}`, isInverted: !signal.isInverted, isDriven: true };
}

/** Part and name of a pin. */
export function partOf(netlist: Netlist, pin: string): readonly [Part | undefined, string] {
  const dot = pin.indexOf('.');
  return [netlist.parts.get(pin.slice(0, dot)), pin.slice(dot + 1)];
}

/** Resistors or capacitors between two nets. */
export function between(netlist: Netlist, kind: string, one: string, two: string): string[] {
  const ends = [one, two].sort().join();
  return [...netlist.parts.values()]
    .filter(
      (part) =>
        part.kind === kind &&
        [1, 2]
          .map((n) => netOf(netlist, `${part.ref}.${n}`))
          .sort()
          .join() === ends,
    )
    .map(({ ref }) => ref);
}

/** The part that serves a jack of the panel. */
export function jackOf(netlist: Netlist, serves: string): Part | undefined {
  return [...netlist.parts.values()].find((part) => part.serves === serves);
}
