import { describe, expect, it } from 'vitest';
import { createManualClock } from '../../../src/contracts/fakes/manual-clock.ts';
import type { PanelInput } from '../../../src/contracts/panel-input.ts';
import { createSimulatedPanel } from '../../../targets/host/src/simulated-panel.ts';
import { describeCvInput } from '../../conformance/cv-input.ts';
import { describeGateInput } from '../../conformance/gate-input.ts';
import { describeKnob } from '../../conformance/knob.ts';

const panelNow = () => createSimulatedPanel({ clock: createManualClock(7) });

describeCvInput({
  name: 'the simulated panel',
  create: () => {
    const { cv, receive } = panelNow();
    if (cv === undefined) throw new Error('no jacks');
    return { cv, set: (channel, volts) => receive({ kind: 'cv', channel, volts }) };
  },
});

describeGateInput({
  name: 'the simulated panel',
  create: () => {
    const { gates, receive } = panelNow();
    if (gates === undefined) throw new Error('no gates');
    return { gates, set: (gate, isHigh) => receive({ kind: 'gate', gate, isHigh }) };
  },
});

describeKnob({
  name: 'the simulated panel',
  create: () => {
    const { knob, receive } = panelNow();
    if (knob === undefined) throw new Error('no knob');
    return {
      knob,
      turn: (steps) => receive({ kind: 'turn', steps }),
      press: (isDown) => receive({ kind: isDown ? 'down' : 'up' }),
    };
  },
});

describe('the simulated panel', () => {
  /** All that the control thread would hear. */
  function heard(messages: readonly PanelInput[]): unknown[] {
    const { cv, gates, knob, receive } = panelNow();
    for (const message of messages) receive(message);
    const volts = new Float32Array(4);
    cv?.read(volts);
    const all: unknown[] = volts.some((value) => value !== 0) ? [...volts] : [];
    if (gates?.kind === 'edges') gates.poll((gate, isHigh) => all.push([gate, isHigh]));
    knob?.poll((event) => all.push(event));
    return all;
  }

  it('is deaf to jacks, gates and steps that no module has', () => {
    const nonsense: readonly PanelInput[] = [
      { kind: 'cv', channel: 9, volts: 1 },
      { kind: 'cv', channel: 0, volts: Number.NaN },
      { kind: 'gate', gate: 2, isHigh: true },
      { kind: 'gate', gate: -1, isHigh: true },
      { kind: 'turn', steps: Number.NaN },
      { kind: 'turn', steps: 0.5 },
    ];
    expect(heard(nonsense)).toEqual([]);
  });

  it('ends at the last level of a gate, however long nobody asked', () => {
    const storm = Array.from({ length: 5001 }, (_, i): PanelInput => ({ kind: 'gate', gate: 0, isHigh: i % 2 === 0 }));
    const edges = heard(storm);
    expect(edges.length).toBeLessThanOrEqual(1024);
    expect(edges.at(-1)).toEqual([0, true]);
  });
});
