import type { Clock } from '@neurorack/contracts/clock';
import type { KnobEvent } from '@neurorack/contracts/knob';
import type { PanelInput } from '@neurorack/contracts/panel-input';
import type { BoardInputs } from '@neurorack/contracts/target';

const CHANNELS = 4;
const GATES = 2;
/** A panel that is not polled keeps no more events than this. */
const MOST_WAITING = 1024;

/** Jacks and knob of a module that is not there: they do what a panel's messages say, at the time of their coming. */
export function createSimulatedPanel({ clock }: { readonly clock: Clock }): Required<BoardInputs> {
  const volts = new Float32Array(CHANNELS);
  const edges: { gate: number; isHigh: boolean; timeUs: number }[] = [];
  const turns: KnobEvent[] = [];
  const close = async (): Promise<void> => undefined;
  const hear = (event: KnobEvent): void => {
    if (turns.length === MOST_WAITING) turns.shift();
    turns.push(event);
  };
  return {
    cv: {
      channels: CHANNELS,
      read: (into) => {
        into.set(volts);
        return clock.nowUs();
      },
      close,
    },
    gates: {
      kind: 'edges',
      gates: GATES,
      poll: (onEdge) => {
        for (const { gate, isHigh, timeUs } of edges.splice(0)) onEdge(gate, isHigh, timeUs);
      },
      close,
    },
    knob: {
      poll: (onEvent) => {
        for (const event of turns.splice(0)) onEvent(event);
      },
      close,
    },
    receive: (message: PanelInput) => {
      const timeUs = clock.nowUs();
      switch (message.kind) {
        case 'cv':
          if (message.channel in volts && Number.isFinite(message.volts)) volts[message.channel] = message.volts;
          return;
        case 'gate':
          if (!Number.isInteger(message.gate) || message.gate < 0 || message.gate >= GATES) return;
          // The oldest goes, so that a gate let go of does not stay high.
          if (edges.length === MOST_WAITING) edges.shift();
          edges.push({ gate: message.gate, isHigh: message.isHigh, timeUs });
          return;
        case 'turn':
          if (Number.isInteger(message.steps)) hear({ kind: 'turn', steps: message.steps, timeUs });
          return;
        default:
          hear({ kind: message.kind, timeUs });
      }
    },
  };
}
