import type { Clock } from '../contracts/clock.ts';
import type { CvInput } from '../contracts/cv-input.ts';
import type { EdgeGateInput, OnGateEdge } from '../contracts/gate-input.ts';
import type { Knob, KnobEvent } from '../contracts/knob.ts';
import type { NoteInput, PanelInput } from '../contracts/panel-input.ts';
import type { BoardInputs } from '../contracts/target.ts';
import { GATES, JACKS } from './jacks.ts';
import { asEdgeGates } from './sampled-gates.ts';

/** Events kept between two polls. Beyond it the oldest is dropped, so that a gate released last does not stay high. */
const MAX_PENDING = 1024;

/**
 * Shortest time that a panel holds a gate high and low, µs: messages of a tap that arrive together, after a stall, would otherwise be an edge and
 * its bounce. The debounce needs 1 ms of each; 5 ms are heard.
 */
const [MIN_HIGH_US, MIN_LOW_US] = [5000, 1000];
/** An edge is moved by no more, so that a flood of messages does not play on long after its end, µs. */
const MAX_DELAY_US = 50_000;

/** The inputs of a board and of its panel clients, as one. */
export interface MergedInputs extends BoardInputs {
  readonly cv: CvInput;
  readonly gates: EdgeGateInput;
  readonly knob: Knob;
  readonly notes: { poll(onNote: (note: NoteInput, timeUs: number) => void): void };
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
 *
 * @param onLost called with each event of a gate or the knob that is dropped, the oldest of more than a thousand that wait
 */
export function withPanelInputs(board: BoardInputs, clock: Clock, onLost: () => void = () => undefined): MergedInputs {
  const volts = new Float32Array(JACKS.length);
  const edges: GateEvent[] = [];
  const spaced = createSpacing();
  const turns: KnobEvent[] = [];
  const notes: { readonly note: NoteInput; readonly timeUs: number }[] = [];
  const enqueue = <Event>(events: Event[], event: Event): void => {
    if (events.length === MAX_PENDING) {
      events.shift();
      onLost();
    }
    events.push(event);
  };
  const receive = (input: PanelInput): void => {
    const timeUs = clock.nowUs();
    switch (input.kind) {
      case 'cv':
        if (input.channel in volts && Number.isFinite(input.volts)) volts[input.channel] = input.volts;
        return;
      case 'gate':
        if (input.gate in GATES) enqueue(edges, spaced({ gate: input.gate, isHigh: input.isHigh, timeUs }));
        return;
      case 'note':
        enqueue(notes, { note: input, timeUs });
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
    notes: {
      poll: (onNote) => {
        if (notes.length > 0) for (const { note, timeUs } of notes.splice(0)) onNote(note, timeUs);
      },
    },
    receive,
  };
}

/** Returns a function that moves an edge behind the last one of its gate by the shortest time between them, and never before another edge. */
function createSpacing(): (event: GateEvent) => GateEvent {
  const levels = GATES.map(() => false);
  const changedUs = GATES.map(() => Number.NEGATIVE_INFINITY);
  let lastUs = Number.NEGATIVE_INFINITY;
  return (event) => {
    const { gate, isHigh, timeUs } = event;
    const isChange = levels[gate] !== isHigh;
    const earliestUs = isChange ? changedUs[gate] + (isHigh ? MIN_LOW_US : MIN_HIGH_US) : timeUs;
    const spacedUs = Math.max(lastUs, timeUs, Math.min(earliestUs, timeUs + MAX_DELAY_US));
    if (isChange) changedUs[gate] = spacedUs;
    levels[gate] = isHigh;
    lastUs = spacedUs;
    return { ...event, timeUs: spacedUs };
  };
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
