import type { Clock } from '../contracts/clock.ts';
import type { CvInput } from '../contracts/cv-input.ts';
import type { EdgeGateInput, OnGateEdge } from '../contracts/gate-input.ts';
import type { Knob, KnobEvent } from '../contracts/knob.ts';
import type { PanelInput } from '../contracts/panel-input.ts';
import type { BoardInputs } from '../contracts/target.ts';
import { GATES, JACKS } from './jacks.ts';
import { asEdgeGates } from './sampled-gates.ts';

/** Events kept between two polls. Beyond it the oldest is dropped, so that a gate released last does not stay high. */
const MAX_PENDING = 1024;

/** The inputs of a board and of its panel clients, as one. */
export interface MergedInputs extends BoardInputs {
  readonly cv: CvInput;
  readonly gates: EdgeGateInput;
  readonly knob: Knob;
  /** Applies an input of a panel client, at the time of the call. Ignores jacks that the instrument does not have. */
  receive(input: PanelInput): void;
}

interface GateEvent {
  readonly gate: number;
  readonly isHigh: boolean;
  readonly timeUs: number;
}

/**
 * Merges the inputs of panel clients with a board's own: a gate is high while its jack or a panel holds it high, and both turn the knob. The
 * panel sets voltages only on a board without CV jacks: a fader beside a patched cable would put the cable out of tune.
 */
export function withPanelInputs(board: BoardInputs, clock: Clock): MergedInputs {
  const volts = new Float32Array(JACKS.length);
  const edges: GateEvent[] = [];
  const turns: KnobEvent[] = [];
  const receive = (input: PanelInput): void => {
    const timeUs = clock.nowUs();
    switch (input.kind) {
      case 'cv':
        if (input.channel in volts && Number.isFinite(input.volts)) volts[input.channel] = input.volts;
        return;
      case 'gate':
        if (input.gate in GATES) enqueue(edges, { gate: input.gate, isHigh: input.isHigh, timeUs });
        return;
      case 'turn':
        if (Number.isInteger(input.steps)) enqueue(turns, { kind: 'turn', steps: input.steps, timeUs });
        return;
      default:
        enqueue(turns, { kind: input.kind, timeUs });
    }
  };
  return {
    cv: board.cv ?? createPanelVoltages(volts, clock),
    gates: mergeGates(board.gates && asEdgeGates(board.gates), edges),
    knob: {
      poll: (onEvent) => {
        for (const event of turns.splice(0)) onEvent(event);
        board.knob?.poll(onEvent);
      },
      close: async () => board.knob?.close(),
    },
    receive,
  };
}

function enqueue<Event>(events: Event[], event: Event): void {
  if (events.length === MAX_PENDING) events.shift();
  events.push(event);
}

/** The faders of panel clients as CV jacks. */
function createPanelVoltages(volts: Float32Array, clock: Clock): CvInput {
  return {
    channels: volts.length,
    read: (into) => {
      into.set(volts);
      return clock.nowUs();
    },
    close: async () => undefined,
  };
}

/** The gates of the jacks and of the panel as one: high while either is. */
function mergeGates(jacks: EdgeGateInput | undefined, panelEdges: GateEvent[]): EdgeGateInput {
  const patched = GATES.map(() => false);
  const held = GATES.map(() => false);

  /** Passes an edge of one source on unless the other source holds the gate high. */
  function unlessHeld(own: boolean[], other: boolean[], onEdge: OnGateEdge): OnGateEdge {
    return (gate, isHigh, timeUs) => {
      if (own[gate] === isHigh) return;
      own[gate] = isHigh;
      if (!other[gate]) onEdge(gate, isHigh, timeUs);
    };
  }

  let onJackEdge: OnGateEdge = () => undefined;
  let onPanelEdge: OnGateEdge = () => undefined;
  let listener: OnGateEdge | undefined;
  return {
    kind: 'edges',
    gates: GATES.length,
    poll: (onEdge) => {
      if (listener !== onEdge) {
        listener = onEdge;
        onJackEdge = unlessHeld(patched, held, onEdge);
        onPanelEdge = unlessHeld(held, patched, onEdge);
      }
      for (const { gate, isHigh, timeUs } of panelEdges.splice(0)) onPanelEdge(gate, isHigh, timeUs);
      jacks?.poll(onJackEdge);
    },
    close: async () => jacks?.close(),
  };
}
