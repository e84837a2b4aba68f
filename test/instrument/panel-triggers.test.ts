import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import type { PanelInput } from '../../src/contracts/panel-input.ts';
import type { AuditionSettings } from '../../src/control/audition-settings.ts';
import { createMidiOverlay } from '../../src/control/midi/midi-overlay.ts';
import { DEFAULT_CONTROL_SETTINGS } from '../../src/control/settings.ts';
import { createPanelTriggers } from '../../src/instrument/panel-triggers.ts';
import { padVelocity } from '../../src/panel/pad-velocity.ts';

beforeEach(() => void vi.useFakeTimers());
afterEach(() => void vi.useRealTimers());

function setUp(audition: AuditionSettings = { isOn: true, levelDb: -6 }) {
  const overlay = createMidiOverlay();
  /** Gates as they reach the instrument, with the bases that play then. */
  const gates: [string, boolean, Record<string, number>][] = [];
  const state = { isGateHigh: false };
  const bases = () => ({ ...overlay.apply(DEFAULT_CONTROL_SETTINGS).bases });
  const note = (by: string) => (input: PanelInput) => {
    if (input.kind === 'gate') gates.push([by, input.isHigh, bases()]);
  };
  const triggers = createPanelTriggers({
    overlay,
    onOverlay: () => undefined,
    response: () => ({ velocityToLevel: 1, velocityToSharpness: 0.25 }),
    onInput: note('panel'),
    onAuditionInput: note('audition'),
    isGateHigh: () => state.isGateHigh,
    audition: () => audition,
  });
  const gate = (isHigh: boolean, velocity?: number): void =>
    triggers.handle({ kind: 'gate', gate: 0, isHigh, velocity });
  return { triggers, gates, state, bases, gate };
}

describe('triggers of the panel', () => {
  it('have level and sharpness of their velocity, until six seconds after the gate', () => {
    const { gate, gates, bases } = setUp();
    gate(true, 64);
    expect(gates).toEqual([['panel', true, { level: 40 * Math.log10(64 / 127), sharpness: 0.25 * (128 / 127 - 1) }]]);
    gate(false);
    vi.advanceTimersByTime(5900);
    expect(bases().level).toBeLessThan(-11);
    vi.advanceTimersByTime(200);
    expect(bases()).toEqual({});
  });

  it('are those of a jack without a velocity, also after one that had one', () => {
    const { gate, gates } = setUp();
    gate(true);
    gate(false);
    gate(true, 16);
    gate(false);
    gate(true);
    expect([gates[0]?.[2], gates[4]?.[2]]).toEqual([{}, {}]);
  });

  it('are louder and sharper with each velocity', () => {
    const { gate, gates } = setUp();
    for (const velocity of [1, 30, 64, 100, 127]) gate(true, velocity);
    const levels = gates.map(([, , { level = 0 }]) => level);
    const sharpness = gates.map(([, , { sharpness: one = 0 }]) => one);
    expect(levels).toEqual(levels.toSorted((a, b) => a - b));
    expect(sharpness).toEqual(sharpness.toSorted((a, b) => a - b));
  });
});

describe('the audition of a chosen set', () => {
  it('plays that set alone, once, at its level, and gives the mix back', () => {
    const { triggers, gates, bases } = setUp();
    triggers.audition('B', { seconds: 1, isHeld: false });
    expect(gates).toEqual([['audition', true, { level: -6, interpolate: 100 }]]);
    vi.advanceTimersByTime(150);
    expect(gates[1]?.slice(0, 2)).toEqual(['audition', false]);
    vi.advanceTimersByTime(1000);
    expect(bases()).toEqual({});
  });

  it('is silent when it is off, and while a gate is high', () => {
    const off = setUp({ isOn: false, levelDb: 0 });
    off.triggers.audition('A', { seconds: 1, isHeld: false });
    const busy = setUp();
    busy.state.isGateHigh = true;
    busy.triggers.audition('A', { seconds: 1, isHeld: false });
    expect([off.gates, busy.gates]).toEqual([[], []]);
  });

  it('ends when the player triggers, whose trigger has its own level and mix', () => {
    const { triggers, gates, gate } = setUp();
    triggers.audition('A', { seconds: 1, isHeld: true });
    gate(true);
    expect(gates.map(([by, isHigh]) => [by, isHigh])).toEqual([
      ['audition', true],
      ['audition', false],
      ['panel', true],
    ]);
    expect(gates[2]?.[2]).toEqual({});
  });

  it('of the next set replaces one that still plays', () => {
    const { triggers, gates, state } = setUp();
    triggers.audition('A', { seconds: 1, isHeld: false });
    state.isGateHigh = true;
    triggers.audition('B', { seconds: 1, isHeld: false });
    expect(gates.map(([, isHigh]) => isHigh)).toEqual([true, false, true]);
    expect(gates[2]?.[2].interpolate).toBe(100);
  });
});

describe('a pad', () => {
  it('is soft at its lower edge, even in its middle, hard at its upper edge', () => {
    expect([0, 0.2, 0.39, 0.5, 0.7, 0.9].map(padVelocity)).toEqual([8, 60, 109, undefined, undefined, 127]);
  });
});
