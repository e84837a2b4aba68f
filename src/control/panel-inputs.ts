import type { Clock } from '../contracts/clock.ts';
import type { EdgeGateInput, GateInput, OnGateEdge } from '../contracts/gate-input.ts';
import type { Knob, KnobEvent } from '../contracts/knob.ts';
import type { PanelInput } from '../contracts/panel-input.ts';
import type { BoardInputs } from '../contracts/target.ts';
import { GATES } from './jacks.ts';
import { createSchmittGate } from './schmitt-gate.ts';

/** A panel that nobody polls keeps no more events than this. */
const MOST_WAITING = 256;

/** Jacks and knob that a panel plays too. */
export interface MergedInputs extends BoardInputs {
  readonly gates: EdgeGateInput;
  readonly knob: Knob;
  receive(message: PanelInput): void;
}

/**
 * Lets a panel's hands play beside a board's own: a gate is high while its jack or a panel holds it, the knob turns for both. Voltages
 * are the jacks' alone: a fader beside a patched cable would put it out of tune.
 */
export function withPanelInputs(board: BoardInputs, clock: Clock): MergedInputs {
  const held = GATES.map(() => false);
  const edges: { gate: number; isHigh: boolean; timeUs: number }[] = [];
  const turns: KnobEvent[] = [];
  const hear = (event: KnobEvent): void => {
    if (turns.length === MOST_WAITING) turns.shift();
    turns.push(event);
  };
  return {
    ...board,
    gates: joined(board.gates, { held, edges }),
    knob: {
      poll: (onEvent) => {
        for (const event of turns.splice(0)) onEvent(event);
        board.knob?.poll(onEvent);
      },
      close: async () => board.knob?.close(),
    },
    receive: (message: PanelInput) => {
      const timeUs = clock.nowUs();
      if (message.kind === 'turn') hear({ kind: 'turn', steps: message.steps, timeUs });
      else if (message.kind === 'down' || message.kind === 'up') hear({ kind: message.kind, timeUs });
      else if (message.kind === 'gate' && message.gate in held) {
        const { gate, isHigh } = message;
        if (edges.length === MOST_WAITING) edges.shift();
        edges.push({ gate, isHigh, timeUs });
      }
    },
  };
}

/** The jacks' gates and the panel's as one: high while either is. */
function joined(
  jacks: GateInput | undefined,
  { held, edges }: { held: boolean[]; edges: { gate: number; isHigh: boolean; timeUs: number }[] },
): EdgeGateInput {
  const patched = held.map(() => false);
  const volts = new Float32Array(held.length);
  const schmitt = held.map((_, gate) => createSchmittGate(gate));

  /** Tells an edge only where the other hand does not hold the gate. */
  function tell(own: boolean[], other: boolean[], onEdge: OnGateEdge): OnGateEdge {
    return (gate, isHigh, timeUs) => {
      if (own[gate] === isHigh) return;
      own[gate] = isHigh;
      if (!other[gate]) onEdge(gate, isHigh, timeUs);
    };
  }

  let tellPatched: OnGateEdge = () => undefined;
  let tellHeld: OnGateEdge = () => undefined;
  let listener: OnGateEdge | undefined;
  return {
    kind: 'edges',
    gates: held.length,
    poll: (onEdge) => {
      if (listener !== onEdge) {
        listener = onEdge;
        tellPatched = tell(patched, held, onEdge);
        tellHeld = tell(held, patched, onEdge);
      }
      for (const { gate, isHigh, timeUs } of edges.splice(0)) tellHeld(gate, isHigh, timeUs);
      if (jacks?.kind === 'edges') jacks.poll(tellPatched);
      else if (jacks !== undefined) {
        const timeUs = jacks.read(volts);
        for (let gate = 0; gate < schmitt.length; gate++) schmitt[gate].sample(volts[gate], timeUs, tellPatched);
      }
    },
    close: async () => jacks?.close(),
  };
}
