import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { createMidiPlayer, type NoteBases, RETURN_MS } from '../../src/panel/midi-player.ts';
import type { PanelAction } from '../../src/panel/protocol.ts';
import { CHROMIUM, until, useBrowserBench } from './browser-bench.ts';

describe('a MIDI controller', () => {
  const play = (...messages: readonly (readonly number[])[]): readonly PanelAction[] => {
    const actions: PanelAction[] = [];
    const player = createMidiPlayer({
      send: (action) => void actions.push(action),
      ranges: () => ['0-5', '0-5', '±5', '0-5'],
      bases: () => ({ pitch: 0, level: 0 }),
    });
    for (const message of messages) player.receive(Uint8Array.from(message));
    return actions;
  };
  const gates = (actions: readonly PanelAction[]) =>
    actions.flatMap((action) => (action.type === 'gate' ? [[action.gate, action.isHigh]] : []));
  const base = (actions: readonly PanelAction[], destination: string) =>
    actions.flatMap((action) => (action.type === 'base' && action.destination === destination ? [action.value] : []));

  it('plays gate 1 at the pitch and level of a note', () => {
    const actions = play([0x90, 72, 127], [0x80, 72, 0]);
    expect(actions).toEqual([
      { type: 'base', destination: 'pitch', value: 1 },
      { type: 'base', destination: 'level', value: 0 },
      { type: 'gate', gate: 0, isHigh: true },
      { type: 'gate', gate: 0, isHigh: false },
    ]);
    expect(base(play([0x90, 60, 64]), 'level')[0]).toBeCloseTo(-11.9, 1);
  });

  it('triggers again for a note over another one, and returns to the pitch of the one that is held', () => {
    const actions = play([0x90, 60, 100], [0x90, 67, 100], [0x90, 67, 0], [0x80, 60, 0]);
    expect(gates(actions)).toEqual([
      [0, true],
      [0, false],
      [0, true],
      [0, false],
    ]);
    expect(base(actions, 'pitch')).toEqual([0, 7 / 12, 0]);
  });

  it('plays gate 2 by notes of channel 2, and the jacks by controllers 1 to 4 through their ranges', () => {
    expect(gates(play([0x91, 60, 100], [0x81, 60, 0]))).toEqual([
      [1, true],
      [1, false],
    ]);
    expect(play([0xb0, 1, 127], [0xb0, 3, 0], [0xb0, 5, 64], [0xe0, 0, 64])).toEqual([
      { type: 'cv', channel: 0, volts: 5 },
      { type: 'cv', channel: 2, volts: -5 },
    ]);
  });
});

describe('pitch and level after the notes of a MIDI controller', () => {
  beforeEach(() => void vi.useFakeTimers());
  afterEach(() => void vi.useRealTimers());

  function setUp() {
    const bases: { pitch: number; level: number } = { pitch: -0.5, level: -6 };
    const player = createMidiPlayer({
      send: (action) => {
        if (action.type === 'base' && action.value !== undefined)
          Object.assign(bases, { [action.destination]: action.value });
      },
      ranges: () => [],
      bases: (): NoteBases => ({ ...bases }),
    });
    return { bases, player, note: (status: number, key: number) => player.receive(Uint8Array.of(status, key, 127)) };
  }

  it('return once the sound has ended, not between notes', () => {
    const { bases, note } = setUp();
    note(0x90, 72);
    note(0x91, 48);
    note(0x80, 72);
    vi.advanceTimersByTime(2 * RETURN_MS);
    expect(bases).toEqual({ pitch: -1, level: 0 });
    note(0x81, 48);
    vi.advanceTimersByTime(RETURN_MS - 1);
    note(0x90, 66);
    vi.advanceTimersByTime(2 * RETURN_MS);
    expect(bases).toEqual({ pitch: 0.5, level: 0 });
    note(0x80, 66);
    vi.advanceTimersByTime(RETURN_MS);
    expect(bases).toEqual({ pitch: -0.5, level: -6 });
  });

  it('stay where they were moved after the last note', () => {
    const { bases, note } = setUp();
    note(0x90, 72);
    note(0x80, 72);
    bases.pitch = 0.25;
    vi.advanceTimersByTime(RETURN_MS);
    expect(bases).toEqual({ pitch: 0.25, level: -6 });
  });

  it('return at once when the controller is unplugged, and only once', () => {
    const { bases, player, note } = setUp();
    note(0x90, 72);
    player.release();
    expect(bases).toEqual({ pitch: -0.5, level: -6 });
    bases.level = -3;
    player.release();
    vi.advanceTimersByTime(2 * RETURN_MS);
    expect(bases).toEqual({ pitch: -0.5, level: -3 });
  });
});

describe.skipIf(CHROMIUM === undefined)('MIDI in the page (skipped without: apt-get install chromium)', () => {
  const bench = useBrowserBench();

  it('connects at a click, names the controller, plays its notes and releases them when it is unplugged', async () => {
    const page = await bench.visit();
    await page.addInitScript(`
      const input = { name: 'Keys', state: 'connected', onmidimessage: null };
      window.midi = { inputs: new Map([['1', input]]), onstatechange: null, input };
      navigator.requestMIDIAccess = async () => window.midi;
    `);
    await page.reload();
    await page.getByRole('button', { name: 'Connect MIDI' }).click();
    await page.getByText('MIDI: Keys').waitFor();
    await page.evaluate('midi.input.onmidimessage({ data: Uint8Array.of(0x90, 72, 127) })');
    await until(() => bench.actionsOf('gate').length === 1);
    expect(bench.actionsOf('base')).toContainEqual({ type: 'base', destination: 'pitch', value: 1 });
    await page.evaluate(`midi.input.state = 'disconnected'; midi.onstatechange()`);
    await until(() => bench.actionsOf('gate').length === 2);
    expect(bench.actionsOf('gate')[1]).toEqual({ type: 'gate', gate: 0, isHigh: false });
    expect(bench.faults).toEqual([]);
  });
});
