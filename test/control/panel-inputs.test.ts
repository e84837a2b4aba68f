import { describe, expect, it } from 'vitest';
import type { OnGateEdge } from '../../src/contracts/gate-input.ts';
import type { KnobEvent } from '../../src/contracts/knob.ts';
import type { BoardInputs } from '../../src/contracts/target.ts';
import { withPanelInputs } from '../../src/control/panel-inputs.ts';

const close = async (): Promise<void> => undefined;

function setUp() {
  let nowUs = 0;
  const patched: [number, boolean][] = [];
  const turned: KnobEvent[] = [];
  const board: BoardInputs = {
    gates: {
      kind: 'edges',
      gates: 2,
      poll: (onEdge) => {
        for (const [gate, isHigh] of patched.splice(0)) onEdge(gate, isHigh, nowUs);
      },
      close,
    },
    knob: { poll: (onEvent) => turned.splice(0).forEach(onEvent), close },
  };
  const { gates, knob, receive } = withPanelInputs(board, { nowUs: () => nowUs });
  const heard: [number, boolean, number][] = [];
  const onEdge: OnGateEdge = (...edge) => void heard.push(edge);
  return {
    knob,
    receive,
    turned,
    heard,
    at: (timeUs: number) => {
      nowUs = timeUs;
    },
    patch: (gate: number, isHigh: boolean) => void patched.push([gate, isHigh]),
    poll: () => gates.poll(onEdge),
  };
}

describe('a panel beside a board with jacks', () => {
  it('holds a gate, with the time of its message', () => {
    const { receive, heard, at, poll } = setUp();
    at(100);
    receive({ kind: 'gate', gate: 1, isHigh: true });
    at(900);
    poll();
    expect(heard).toEqual([[1, true, 100]]);
  });

  it('lets a gate fall only when neither the jack nor the panel holds it', () => {
    const { receive, heard, patch, poll } = setUp();
    patch(0, true);
    poll();
    receive({ kind: 'gate', gate: 0, isHigh: true });
    poll();
    patch(0, false);
    poll();
    expect(heard.map(([gate, isHigh]) => [gate, isHigh])).toEqual([[0, true]]);
    receive({ kind: 'gate', gate: 0, isHigh: false });
    poll();
    expect(heard.map(([gate, isHigh]) => [gate, isHigh])).toEqual([
      [0, true],
      [0, false],
    ]);
  });

  it('turns and pushes the knob beside the hand that is at it', () => {
    const { receive, knob, turned } = setUp();
    turned.push({ kind: 'turn', steps: 1, timeUs: 5 });
    receive({ kind: 'turn', steps: -3 });
    receive({ kind: 'down' });
    const heard: string[] = [];
    knob.poll((event) => void heard.push(event.kind === 'turn' ? `turn ${event.steps}` : event.kind));
    expect(heard).toEqual(['turn -3', 'down', 'turn 1']);
  });

  it('moves no voltage, and is not troubled by a gate that is not there', () => {
    const { receive, heard, poll } = setUp();
    receive({ kind: 'cv', channel: 0, volts: 5 });
    receive({ kind: 'gate', gate: 7, isHigh: true });
    poll();
    expect(heard).toEqual([]);
  });
});
