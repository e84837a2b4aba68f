import { NeurorackError } from '../../src/contracts/errors.ts';
import type { Netlist, Part } from '../netlist/read-netlist.ts';
import { netOf, partOf } from '../netlist/trace.ts';
import { partValue } from '../netlist/values.ts';

/** Properties of parts that a value does not give; defaults are typical ones. */
export interface Variation {
  /** Factors of values by reference: tolerances. */
  readonly factors?: ReadonlyMap<string, number>;
  /** Offset voltage of the op amps, V. */
  readonly offsetVolts?: number;
  /** Deviation of the reference, parts of one. */
  readonly referenceError?: number;
  /** Thresholds of the inverters, V. */
  readonly thresholds?: readonly [low: number, high: number];
}

/** Thresholds of a typical 74LVC14A at 3.3 V (not looked up). */
const TYPICAL_THRESHOLDS = [1.0, 1.6] as const;

/**
 * Models. amp: one pole, clamped to its rails, diodes of its inputs to them; of a MCP6024 10 MHz and 110 dB, of a TL072 3 MHz and 1.5 V below its rails.
 * tl: LM4040 above its voltage, 0.5 ohm. BAT54: 0.3 V at 1 mA. Not in the models: noise, slew rate, bias currents, supply rejection.
 */
const MODELS = `
.subckt amp p n out vdd vss params: vos=0 gbw=10meg head=0.015
bin 0 x i=1m*(v(p)-v(n)+vos)
rx x 0 300meg
cx x 0 {1m/(6.2831853*gbw)}
eh high 0 vdd 0 1
el low 0 vss 0 1
dh x high ideal
dl low x ideal
bo e 0 v=max(min(v(x),v(vdd)-head),v(vss)+head)
ro e out 50
dn1 n vdd esd
dn2 vss n esd
dp1 p vdd esd
dp2 vss p esd
.ends
.model ideal d(is=1e-12 n=0.05)
.model esd d(is=1e-14)
.model bat54 d(is=2e-7 rs=2 n=1.05 cjo=10p)
.model zener d(is=1e-14 bv=15 ibv=1m)
.model schottky d(is=1e-6 rs=0.05 n=1.05)
.model power d(is=1e-9 rs=0.02)
.model pmosfet pmos(level=1 vto=-1.6 kp=20)
.model pnp pnp(is=1e-14 bf=250)
`;

/** Node of a net: SPICE has no signs in names, and ground is 0. */
export function node(net: string): string {
  return net === 'GND' ? '0' : net.toLowerCase().replace('+', 'p').replace('-', 'n');
}

/**
 * The SPICE netlist of some parts of a netlist, with its own connections and values, and models.
 * Of a chip one channel is named: `U2.A`, `U4.1`.
 *
 * @throws NeurorackError 'bad-config' naming a part that has no model
 */
export function spiceOf(netlist: Netlist, refs: readonly string[], variation: Variation = {}): string {
  return `${refs.flatMap((ref) => element(netlist, ref, variation)).join('\n')}\n${MODELS}`;
}

function element(netlist: Netlist, name: string, variation: Variation): string[] {
  const [part, channel] = name.includes('.') ? partOf(netlist, name) : [netlist.parts.get(name), ''];
  const write = part === undefined ? undefined : WRITERS[part.kind];
  if (part === undefined || write === undefined) {
    const remedy = 'name a part of hardware/parts.yaml whose kind has a model in hardware/sim/spice.ts';
    throw new NeurorackError('bad-config', `hardware/nets.yaml: ${name} has no model`, { remedy });
  }
  const at = (pin: string): string => {
    const net = netOf(netlist, `${part.ref}.${pin}`);
    return net === undefined ? `open_${part.ref}_${pin}`.toLowerCase() : node(net);
  };
  return write({
    part,
    channel,
    at,
    variation,
    value: () => partValue(netlist, part.ref) * (variation.factors?.get(part.ref) ?? 1),
  });
}

interface Context {
  readonly part: Part;
  readonly channel: string;
  readonly at: (pin: string) => string;
  readonly value: () => number;
  readonly variation: Variation;
}

/** Lines of a part by its kind. */
const WRITERS: Readonly<Record<string, (context: Context) => string[]>> = {
  resistor: ({ part, at, value }) => [`R${part.ref} ${at('1')} ${at('2')} ${value()}`],
  capacitor: ({ part, at, value }) => [`C${part.ref} ${at('1')} ${at('2')} ${value()}`],
  polarised: ({ part, at, value }) => [
    `C${part.ref} ${at('+')} esr_${part.ref} ${value()}`,
    `R${part.ref} esr_${part.ref} ${at('-')} 0.1`,
  ],
  inductor: ({ part, at, value }) => [`L${part.ref} ${at('1')} ${at('2')} ${value()}`],
  // An open jack: its switch lug touches the tip.
  jack: ({ part, at }) => [`R${part.ref} ${at('TIP')} ${at('SWITCH')} 0.05`],
  clamp: ({ part, at }) => [
    `D${part.ref}a ${at('LOW')} ${at('MID')} bat54`,
    `D${part.ref}b ${at('MID')} ${at('HIGH')} bat54`,
  ],
  diode: ({ part, at }) => [`D${part.ref} ${at('A')} ${at('K')} ${/Schottky/.test(part.value) ? 'schottky' : 'zener'}`],
  pmos: ({ part, at }) => [
    `M${part.ref} ${at('D')} ${at('G')} ${at('S')} ${at('S')} pmosfet`,
    `D${part.ref} ${at('D')} ${at('S')} power`,
  ],
  'dual-pnp': ({ part, at }) => [1, 2].map((n) => `Q${part.ref}${n} ${at(`C${n}`)} ${at(`B${n}`)} ${at(`E${n}`)} pnp`),
  reference: ({ part, at, value, variation }) => {
    const volts = value() * (1 + (variation.referenceError ?? 0));
    const above = `(v(${at('K')})-${volts})`;
    return [`B${part.ref} ${at('K')} ${at('A')} i=${above}>0 ? ${above}/0.5 : 0`];
  },
  'quad-op-amp': ({ part, channel, at, variation }) => [
    `X${part.ref}${channel} ${at(`+${channel}`)} ${at(`-${channel}`)} ${at(`OUT${channel}`)} ${at('VDD')} ${at('VSS')} amp vos=${variation.offsetVolts ?? 0}`,
  ],
  'dual-op-amp': ({ part, channel, at, variation }) => [
    `X${part.ref}${channel} ${at(`+${channel}`)} ${at(`-${channel}`)} ${at(`OUT${channel}`)} ${at('VCC')} ${at('VEE')} amp vos=${variation.offsetVolts ?? 0} gbw=3meg head=1.5`,
  ],
  'hex-inverter': ({ part, channel, at, variation }) => {
    const [low, high] = variation.thresholds ?? TYPICAL_THRESHOLDS;
    const [input, output, supply] = [at(`A${channel}`), at(`Y${channel}`), at('VCC')];
    const [middle, half] = [(high + low) / 2, (high - low) / 2];
    return [
      `S${part.ref}${channel}n ${output} 0 ${input} 0 ${part.ref}n${channel}`,
      `S${part.ref}${channel}p ${supply} ${output} 0 ${input} ${part.ref}p${channel}`,
      `.model ${part.ref}n${channel} sw(vt=${middle} vh=${half} ron=20 roff=1g)`,
      `.model ${part.ref}p${channel} sw(vt=${-middle} vh=${half} ron=20 roff=1g)`,
    ];
  },
};
