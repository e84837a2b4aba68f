import { DESTINATIONS, type Destination } from '../../control/destination.ts';
import type { SchmittGate } from '../../control/schmitt-gate.ts';
import type { InstrumentAction } from '../hold-arbiter.ts';
import type { PanelInstrument } from '../instrument.ts';
import { actionSchema } from '../protocol.ts';
import type { OscArgument, OscMessage } from './osc-codec.ts';

/** Why a message had no effect. */
export type OscRefusal =
  /** No such address. */
  | 'unknown'
  /** Too few arguments, or one of another type. */
  | 'type'
  /** A number out of the range of its address, or a name that does not exist. */
  | 'value'
  /** A voltage on a board whose voltages come from its jacks. */
  | 'jacks';

/** The effect that a message is to have. */
export type OscRequest =
  | { readonly kind: 'actions'; readonly actions: readonly InstrumentAction[] }
  /** The sender gets what the instrument sends, at a port: that of its packets when absent. */
  | { readonly kind: 'subscribe'; readonly port: number | undefined }
  | { readonly kind: 'panic' }
  | { readonly kind: 'refused'; readonly why: OscRefusal };

export interface OscRouteContext {
  readonly instrument: Pick<PanelInstrument, 'hello' | 'state'>;
  /** The gates that one client plays by the voltage of a channel. */
  readonly voltageGates: readonly SchmittGate[];
}

const PREFIX = '/neurorack/';
/** The addresses of trowaSoft's cvOSC, by which VCV Rack sends the voltage of channel N. */
const VCV_CHANNEL = /^\/trowacv\/ch\/([1-6])$/;
const JACK_COUNT = 4;
const MAX_PORT = 65_535;

const refused = (why: OscRefusal): OscRequest => ({ kind: 'refused', why });
const isDestination = (name: string): name is Destination => DESTINATIONS.some((one) => one === name);

/** Returns what a message asks for. Never throws. docs/osc.md lists the addresses. */
export function routeOsc({ address, args }: OscMessage, context: OscRouteContext): OscRequest {
  const channel = VCV_CHANNEL.exec(address);
  if (channel !== null) return routeChannel(Number(channel[1]), args, context);
  if (!address.startsWith(PREFIX)) return refused('unknown');
  const [head = '', part, ...further] = address.slice(PREFIX.length).split('/');
  if (further.length > 0) return refused('unknown');
  if (part === undefined) return routeWord(head, args, context);
  switch (head) {
    case 'cv':
      return /^[1-4]$/.test(part) ? setVoltage(Number(part) - 1, args, context) : refused('unknown');
    case 'gate':
      return /^[12]$/.test(part) ? setGate(Number(part) - 1, args) : refused('unknown');
    case 'set':
      if (part !== 'a' && part !== 'b') return refused('unknown');
      return withText(args, (name) => act({ type: 'sets', ...(part === 'a' ? { setA: name } : { setB: name }) }));
    case 'base':
      return isDestination(part) ? setBase(part, args) : refused('unknown');
    default:
      return refused('unknown');
  }
}

function routeWord(word: string, args: readonly OscArgument[], context: OscRouteContext): OscRequest {
  switch (word) {
    case 'preset':
      return recallPreset(args, context);
    case 'volume':
      return withNumber(args, (db) => act({ type: 'volume', db }));
    case 'record':
      return withNumber(args, (value) => act({ type: 'recording', command: value > 0 ? 'start' : 'stop' }));
    case 'keep':
      return act({ type: 'recording', command: 'keep' });
    case 'panic':
      return { kind: 'panic' };
    case 'subscribe': {
      const [port] = args;
      if (port === undefined) return { kind: 'subscribe', port };
      if (typeof port !== 'number') return refused('type');
      const isPort = Number.isInteger(port) && port > 0 && port <= MAX_PORT;
      return isPort ? { kind: 'subscribe', port } : refused('value');
    }
    default:
      return isDestination(word) ? setBase(word, args) : refused('unknown');
  }
}

/** Channels 1 to 4 are the jacks CV 1 to CV 4, 5 and 6 the gates, by the thresholds of the gate jacks. */
function routeChannel(channel: number, args: readonly OscArgument[], context: OscRouteContext): OscRequest {
  if (channel <= JACK_COUNT) return setVoltage(channel - 1, args, context);
  return withNumber(args, (volts) => {
    const actions: InstrumentAction[] = [];
    context.voltageGates[channel - JACK_COUNT - 1]?.sample(volts, 0, (gate, isHigh) =>
      actions.push({ type: 'gate', gate, isHigh }),
    );
    return { kind: 'actions', actions };
  });
}

function setVoltage(channel: number, args: readonly OscArgument[], { instrument }: OscRouteContext): OscRequest {
  return withNumber(args, (volts) =>
    instrument.hello.hasJacks ? refused('jacks') : act({ type: 'cv', channel, volts }),
  );
}

/** High by a number above 0 or true; without an argument, as a button of many controllers sends it, a tap. */
function setGate(gate: number, args: readonly OscArgument[]): OscRequest {
  const [level] = args;
  if (level === undefined || level === Number.POSITIVE_INFINITY) {
    return {
      kind: 'actions',
      actions: [
        { type: 'gate', gate, isHigh: true },
        { type: 'gate', gate, isHigh: false },
      ],
    };
  }
  if (typeof level === 'boolean') return act({ type: 'gate', gate, isHigh: level });
  return withNumber(args, (value) => act({ type: 'gate', gate, isHigh: value > 0 }));
}

const setBase = (destination: Destination, args: readonly OscArgument[]): OscRequest =>
  withNumber(args, (value) => act({ type: 'base', destination, value }));

/** By name, or by number from 1. */
function recallPreset(args: readonly OscArgument[], { instrument }: OscRouteContext): OscRequest {
  const names = instrument.state().presets ?? [];
  const [which] = args;
  if (typeof which !== 'string' && typeof which !== 'number') return refused('type');
  const name = typeof which === 'number' ? names[which - 1] : names.find((one) => one === which);
  return name === undefined ? refused('value') : act({ type: 'preset', command: 'recall', name });
}

function withNumber(args: readonly OscArgument[], use: (value: number) => OscRequest): OscRequest {
  const [value] = args;
  if (typeof value !== 'number') return refused('type');
  return Number.isFinite(value) ? use(value) : refused('value');
}

function withText(args: readonly OscArgument[], use: (value: string) => OscRequest): OscRequest {
  const [value] = args;
  return typeof value === 'string' ? use(value) : refused('type');
}

/** An action within the bounds of the panel's protocol. */
function act(action: InstrumentAction): OscRequest {
  return actionSchema.safeParse(action).success ? { kind: 'actions', actions: [action] } : refused('value');
}
