import { describe, expect, it } from 'vitest';
import { createFakeLevelGates } from '../../src/contracts/fakes/fake-inputs.ts';
import { createManualClock } from '../../src/contracts/fakes/manual-clock.ts';
import type { OnGateEdge } from '../../src/contracts/gate-input.ts';
import type { KnobEvent } from '../../src/contracts/knob.ts';
import type { PanelInput } from '../../src/contracts/panel-input.ts';
import type { BoardInputs } from '../../src/contracts/target.ts';
import { createControl } from '../../src/control/control.ts';
import { withPanelInputs } from '../../src/control/panel-inputs.ts';
import { DEFAULT_CONTROL_SETTINGS } from '../../src/control/settings.ts';
import { describeCvInput } from '../conformance/cv-input.ts';
import { describeGateInput } from '../conformance/gate-input.ts';
import { describeKnob } from '../conformance/knob.ts';

const NAME = 'a panel on a computer without a module';
const panelAlone = () => withPanelInputs({}, createManualClock(7));

describeCvInput({
  name: NAME,
  create: () => {
    const { cv, receive } = panelAlone();
    return { cv, set: (channel, volts) => receive({ kind: 'cv', channel, volts }) };
  },
});

describeGateInput({
  name: NAME,
  create: () => {
    const { gates, receive } = panelAlone();
    return { gates, set: (gate, isHigh) => receive({ kind: 'gate', gate, isHigh }) };
  },
});

describeKnob({
  name: NAME,
  create: () => {
    const { knob, receive } = panelAlone();
    return {
      knob,
      turn: (steps) => receive({ kind: 'turn', steps }),
      press: (isDown) => receive({ kind: isDown ? 'down' : 'up' }),
    };
  },
});

describe(NAME, () => {
  /** Voltages, edges and knob events that the control thread reads after these inputs. */
  function readAfter(inputs: readonly PanelInput[]): unknown[] {
    const { cv, gates, knob, receive } = panelAlone();
    for (const input of inputs) receive(input);
    const volts = new Float32Array(4);
    cv.read(volts);
    const all: unknown[] = volts.some((value) => value !== 0) ? [...volts] : [];
    gates.poll((gate, isHigh) => all.push([gate, isHigh]));
    knob.poll((event) => all.push(event));
    return all;
  }

  it('ignores jacks, gates and steps that no module has', () => {
    const invalid: readonly PanelInput[] = [
      { kind: 'cv', channel: 9, volts: 1 },
      { kind: 'cv', channel: 0, volts: Number.NaN },
      { kind: 'gate', gate: 2, isHigh: true },
      { kind: 'gate', gate: -1, isHigh: true },
      { kind: 'gate', gate: 0.5, isHigh: true },
      { kind: 'turn', steps: Number.NaN },
      { kind: 'turn', steps: 0.5 },
    ];
    expect(readAfter(invalid)).toEqual([]);
  });

  it('keeps the last level of a gate and at most 1024 edges when nothing polls', () => {
    const flood = Array.from({ length: 5001 }, (_, i): PanelInput => ({ kind: 'gate', gate: 0, isHigh: i % 2 === 0 }));
    const edges = readAfter(flood);
    expect(edges.length).toBeLessThanOrEqual(1024);
    expect(edges.at(-1)).toEqual([0, true]);
  });
});

const close = async (): Promise<void> => undefined;

function setUp() {
  let nowUs = 0;
  const patched: [number, boolean][] = [];
  const turned: KnobEvent[] = [];
  const board: BoardInputs = {
    cv: {
      channels: 4,
      read: (into) => {
        into.fill(1);
        return nowUs;
      },
      close,
    },
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
  const { cv, gates, knob, receive } = withPanelInputs(board, { nowUs: () => nowUs });
  const emitted: [number, boolean, number][] = [];
  const onEdge: OnGateEdge = (...edge) => void emitted.push(edge);
  return {
    cv,
    knob,
    receive,
    turned,
    emitted,
    at: (timeUs: number) => {
      nowUs = timeUs;
    },
    patch: (gate: number, isHigh: boolean) => void patched.push([gate, isHigh]),
    poll: () => gates.poll(onEdge),
  };
}

describe('a panel beside a board with jacks', () => {
  it('raises a gate at the time of its input', () => {
    const { receive, emitted, at, poll } = setUp();
    at(100);
    receive({ kind: 'gate', gate: 1, isHigh: true });
    at(900);
    poll();
    expect(emitted).toEqual([[1, true, 100]]);
  });

  it('keeps two taps apart whose messages arrive together: the debounce takes neither for bounce', () => {
    const { receive, emitted, at, poll } = setUp();
    const control = createControl({ settings: DEFAULT_CONTROL_SETTINGS });
    at(100_000);
    for (const isHigh of [true, false, true, false]) receive({ kind: 'gate', gate: 0, isHigh });
    poll();
    const passed: [boolean, number][] = [];
    for (const [gate, isHigh, timeUs] of emitted)
      control.edge(gate, isHigh, timeUs, (_, level, passedUs) => passed.push([level, passedUs]));
    expect(passed).toEqual([
      [true, 100_000],
      [false, 105_000],
      [true, 106_000],
      [false, 111_000],
    ]);
  });

  it('moves edges that are apart by nothing, and those of a flood by 50 ms at most', () => {
    const { receive, emitted, at, poll } = setUp();
    for (const [n, timeUs] of [0, 20_000, 21_000, 41_000].entries()) {
      at(timeUs);
      receive({ kind: 'gate', gate: 1, isHigh: n % 2 === 0 });
    }
    poll();
    expect(emitted.splice(0).map(([, , timeUs]) => timeUs)).toEqual([0, 20_000, 21_000, 41_000]);
    at(100_000);
    for (let n = 0; n < 200; n++) receive({ kind: 'gate', gate: 1, isHigh: n % 2 === 0 });
    poll();
    expect(emitted.at(-1)).toEqual([1, false, 150_000]);
    const times = emitted.map(([, , timeUs]) => timeUs);
    expect(times).toEqual(times.toSorted((a, b) => a - b));
  });

  it('lets a gate fall only when neither the jack nor the panel holds it', () => {
    const { receive, emitted, patch, poll } = setUp();
    patch(0, true);
    poll();
    receive({ kind: 'gate', gate: 0, isHigh: true });
    poll();
    patch(0, false);
    poll();
    expect(emitted.map(([gate, isHigh]) => [gate, isHigh])).toEqual([[0, true]]);
    receive({ kind: 'gate', gate: 0, isHigh: false });
    poll();
    expect(emitted.map(([gate, isHigh]) => [gate, isHigh])).toEqual([
      [0, true],
      [0, false],
    ]);
  });

  it('merges turns and pushes of the panel with those of the knob', () => {
    const { receive, knob, turned } = setUp();
    turned.push({ kind: 'turn', steps: 1, timeUs: 5 });
    receive({ kind: 'turn', steps: -3 });
    receive({ kind: 'down' });
    const emitted: string[] = [];
    knob.poll((event) => void emitted.push(event.kind === 'turn' ? `turn ${event.steps}` : event.kind));
    expect(emitted).toEqual(['turn -3', 'down', 'turn 1']);
  });

  it('leaves the voltages to the jacks and ignores gates that are not there', () => {
    const { cv, receive, emitted, poll } = setUp();
    receive({ kind: 'cv', channel: 0, volts: 5 });
    receive({ kind: 'gate', gate: 7, isHigh: true });
    poll();
    expect(emitted).toEqual([]);
    const volts = new Float32Array(4);
    cv.read(volts);
    expect([...volts]).toEqual([1, 1, 1, 1]);
  });
});

it('counts the edges that are dropped, when nothing polls', () => {
  let lost = 0;
  const { receive } = withPanelInputs({}, createManualClock(7), () => lost++);
  for (let n = 0; n < 1030; n++) receive({ kind: 'gate', gate: 0, isHigh: n % 2 === 0 });
  expect(lost).toBe(6);
});

it('merges sampled gates of the board with the gates of the panel', () => {
  const clock = createManualClock(7);
  const sampled = createFakeLevelGates({ clock });
  const { gates, receive } = withPanelInputs({ gates: sampled }, clock);
  const edges: [number, boolean][] = [];
  const poll = (): void => gates.poll((gate, isHigh) => edges.push([gate, isHigh]));
  sampled.volts[0] = 5;
  poll();
  receive({ kind: 'gate', gate: 0, isHigh: true });
  poll();
  sampled.volts[0] = 0;
  poll();
  expect(edges).toEqual([[0, true]]);
  receive({ kind: 'gate', gate: 0, isHigh: false });
  poll();
  expect(edges).toEqual([
    [0, true],
    [0, false],
  ]);
});

it('passes notes on in order, each with the time at which it came', () => {
  let nowUs = 0;
  const { notes, receive } = withPanelInputs({}, { nowUs: () => nowUs });
  const note = { kind: 'note', key: 60, isOn: true, pitch: 0, level: 0, sharpness: 0 } as const;
  const passed: [key: number, isOn: boolean, timeUs: number][] = [];
  nowUs = 5;
  receive(note);
  nowUs = 9;
  receive({ ...note, isOn: false });
  for (let n = 0; n < 2; n++) notes.poll(({ key, isOn }, timeUs) => passed.push([key, isOn, timeUs]));
  expect(passed).toEqual([
    [60, true, 5],
    [60, false, 9],
  ]);
});
