import type { BoardConfig, PanelWiring } from '../../src/contracts/board.ts';
import type { Netlist } from './read-netlist.ts';
import { between, jackOf, netOf, partOf, reachedFrom } from './trace.ts';
import { partValue } from './values.ts';

const HEADER = 'J3';
/** Nets of ADDR and the address that they give (TI SBAS473E, table 4). */
const ADDRESSES: Readonly<Record<string, number>> = { GND: 0x48, '3V3_ANALOG': 0x49, SDA: 0x4a, SCL: 0x4b };
/** Two resistors and a reference describe a front end to a part in a thousand, or are the wrong parts. */
const MAX_DEVIATION = 1e-3;

/** Differences between a netlist and the wiring of a panel file: header pins, polarity, ADC inputs, front end, addresses. */
export function checkPanel(netlist: Netlist, panel: PanelWiring): string[] {
  return [
    ...checkGates(netlist, panel),
    ...checkKnob(netlist, panel),
    ...checkCv(netlist, panel),
    ...checkBus(netlist),
  ];
}

/** Boards with this panel whose files lack a line for a header pin, or use one that carries something else here. */
export function checkBoards(netlist: Netlist, boards: readonly BoardConfig[]): string[] {
  const signals = signalPins(netlist);
  return boards.flatMap(({ id, gpio, panel }) =>
    panel?.id !== 'neurorack-v1'
      ? []
      : signals
          .filter((pin) => gpio?.pins[pin] === undefined)
          .map((pin) => `boards/${id}.yaml: gpio.pins lacks ${pin}, which hardware/nets.yaml drives`),
  );
}

/** Header pins that inverters drive. */
export function signalPins(netlist: Netlist): string[] {
  const header = netlist.parts.get(HEADER);
  return [...(header?.pins.keys() ?? [])].filter((pin) =>
    reachedFrom(netlist, `${HEADER}.${pin}`).some((to) => partOf(netlist, to.pin)[0]?.kind === 'hex-inverter'),
  );
}

/** Header pins that a pin of the faceplate reaches. */
export function headerPins(netlist: Netlist, from: string): { pin: number; isInverted: boolean; isDriven: boolean }[] {
  return reachedFrom(netlist, from)
    .filter(({ pin }) => pin.startsWith(`${HEADER}.`))
    .map(({ pin, ...signal }) => ({ ...signal, pin: Number(pin.slice(HEADER.length + 1)) }));
}

function checkGates(netlist: Netlist, { gates }: PanelWiring): string[] {
  return (gates?.jacks ?? []).flatMap(({ name, pin }) => {
    const jack = jackOf(netlist, name);
    if (jack === undefined) return [`hardware/parts.yaml: no jack serves ${name} of the panel`];
    return checkLine(netlist, `${jack.ref}.TIP`, {
      name,
      pin,
      isInverted: gates?.isInverted === true,
      pullUpOhms: gates?.pullUpOhms,
    });
  });
}

function checkKnob(netlist: Netlist, { knob }: PanelWiring): string[] {
  if (knob?.kind !== 'quadrature') return [];
  // The drivers read a closed contact as low: one that closes to ground, or to the supply with an inverter behind it.
  const isInverted = netOf(netlist, 'SW1.C') !== 'GND';
  const contacts = [
    ['knob A', 'SW1.A', knob.pins.a],
    ['knob B', 'SW1.B', knob.pins.b],
    ['knob push', 'SW1.S2', knob.pins.push],
  ] as const;
  return contacts.flatMap(([name, from, pin]) =>
    pin === undefined ? [] : checkLine(netlist, from, { name, pin, isInverted, pullUpOhms: knob.pullUpOhms }),
  );
}

interface Line {
  readonly name: string;
  readonly pin: number;
  readonly isInverted: boolean;
  readonly pullUpOhms: number | undefined;
}

function checkLine(netlist: Netlist, from: string, { name, pin, isInverted, pullUpOhms }: Line): string[] {
  const found = headerPins(netlist, from);
  const [line] = found;
  if (found.length !== 1 || line === undefined) {
    return [`hardware/nets.yaml: ${name} (${from}) reaches ${found.length} header pins and not pin ${pin} alone`];
  }
  const faults: string[] = [];
  if (line.pin !== pin) faults.push(`hardware/nets.yaml: ${name} reaches pin ${line.pin}; the panel file has ${pin}`);
  if (line.isInverted !== isInverted)
    faults.push(`hardware/nets.yaml: ${name} has the polarity that the panel file has not`);
  if (!line.isDriven)
    faults.push(`hardware/nets.yaml: ${name} has no push-pull output; a header with keepers latches it`);
  if (pullUpOhms !== undefined) faults.push(`boards/panel: ${name} has pullUpOhms, and an inverter drives its line`);
  return faults;
}

function checkCv(netlist: Netlist, { cv }: PanelWiring): string[] {
  if (cv === undefined) return [];
  const adc = netlist.parts.get('U1')?.value.toLowerCase();
  const address = ADDRESSES[netOf(netlist, 'U1.ADDR') ?? ''];
  const faults = cv.jacks.flatMap((input, n) => checkJack(netlist, `cv${n + 1}`, `U1.AIN${input}`, cv.frontEnd));
  if (adc !== cv.adc) faults.push(`hardware/parts.yaml: U1 is ${adc}; the panel file has ${cv.adc}`);
  if (address !== cv.address)
    faults.push(`hardware/nets.yaml: U1.ADDR gives ${address}; the panel file has ${cv.address}`);
  return faults;
}

/** A jack through R1 to a summing node, amplified by R2, through R8 to its input; slope and offset by the values there. */
function checkJack(
  netlist: Netlist,
  name: string,
  input: string,
  frontEnd: { readonly slope: number; readonly offsetVolts: number },
): string[] {
  const jack = jackOf(netlist, name);
  if (jack === undefined) return [`hardware/parts.yaml: no jack serves ${name} of the panel`];
  const circuit = stageOf(netlist, netOf(netlist, `${jack.ref}.TIP`) ?? '');
  if (circuit === undefined) return [`hardware/nets.yaml: ${name} reaches no inverting amplifier`];
  const { slope, offsetVolts, outputs } = circuit;
  const faults: string[] = [];
  if (!outputs.includes(input)) faults.push(`hardware/nets.yaml: ${name} does not reach ${input} of the panel file`);
  for (const [what, here, there] of [
    ['slope', slope, frontEnd.slope],
    ['offsetVolts', offsetVolts, frontEnd.offsetVolts],
  ] as const) {
    if (Math.abs(here / there - 1) > MAX_DEVIATION) {
      faults.push(`hardware/parts.yaml: ${what} of ${name} is ${here.toFixed(4)}; the panel file has ${there}`);
    }
  }
  return faults;
}

/** The inverting amplifier behind a jack's net: V(out) = V(ref) (1 + R2/R1) - V(jack) R2/R1. */
function stageOf(netlist: Netlist, jackNet: string) {
  for (const channel of ['A', 'B', 'C', 'D']) {
    const [sum, out] = [netOf(netlist, `U2.-${channel}`) ?? '', netOf(netlist, `U2.OUT${channel}`) ?? ''];
    const [r1] = between(netlist, 'resistor', jackNet, sum);
    const [r2] = between(netlist, 'resistor', sum, out);
    if (r1 === undefined || r2 === undefined || netOf(netlist, `U2.+${channel}`) !== 'VREF') continue;
    const slope = partValue(netlist, r2) / partValue(netlist, r1);
    const [r3] = between(netlist, 'resistor', 'REF_3V0', 'VREF');
    const [r4] = between(netlist, 'resistor', 'VREF', 'GND');
    if (r3 === undefined || r4 === undefined) return undefined;
    const reference =
      (partValue(netlist, 'U3') * partValue(netlist, r4)) / (partValue(netlist, r3) + partValue(netlist, r4));
    return {
      slope,
      offsetVolts: reference * (1 + slope),
      outputs: reachedFrom(netlist, `U2.OUT${channel}`).map(({ pin }) => pin),
    };
  }
  return undefined;
}

/** ADC and display share the header's bus. */
function checkBus(netlist: Netlist): string[] {
  return (
    [
      ['SDA', `${HEADER}.3`],
      ['SCL', `${HEADER}.5`],
    ] as const
  ).flatMap(([name, header]) =>
    [`U1.${name}`, `J30.${name}`]
      .filter((pin) => netOf(netlist, pin) !== netOf(netlist, header))
      .map((pin) => `hardware/nets.yaml: ${pin} is not at ${header}`),
  );
}
