import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import type { PanelInput } from '../../src/contracts/panel-input.ts';
import { DEFAULT_MIDI_MAPPING, type MidiMapping, midiMappingSchema } from '../../src/control/midi/midi-mapping.ts';
import { createMidiOverlay } from '../../src/control/midi/midi-overlay.ts';
import { type ControlSettings, DEFAULT_CONTROL_SETTINGS } from '../../src/control/settings.ts';
import { createGateHolds } from '../../src/instrument/gate-holds.ts';
import { createMidiController } from '../../src/instrument/midi-controller.ts';
import { createUndoHistory } from '../../src/instrument/undo/undo-history.ts';

beforeEach(() => void vi.useFakeTimers());
afterEach(() => void vi.useRealTimers());

function setUp(
  mapping: Parameters<typeof midiMappingSchema.parse>[0] = DEFAULT_MIDI_MAPPING,
  { isPolyphonic = false } = {},
) {
  let settings: ControlSettings = { ...DEFAULT_CONTROL_SETTINGS, bases: { pitch: -1, level: -6 } };
  const overlay = createMidiOverlay();
  /** Bases that play at each moment, and inputs, in order. */
  const played: (ControlSettings['bases'] | PanelInput)[] = [];
  const recalled: string[] = [];
  const messages: string[] = [];
  const mappings: MidiMapping[] = [];
  const history = createUndoHistory({ onMessage: () => undefined });
  const send = (): void => void played.push(overlay.apply(settings).bases);
  const midi = createMidiController({
    mapping: midiMappingSchema.parse(mapping),
    overlay,
    settings: () => settings,
    configure: (next) => {
      settings = next;
      send();
    },
    onOverlay: send,
    onInput: (input) => void played.push(input),
    presets: () => ({ names: ['Bells', 'Night'], recall: async (name) => void recalled.push(name) }),
    isPolyphonic: () => isPolyphonic,
    onMessage: (sentence) => void messages.push(sentence),
    history,
    nowMs: () => Date.now(),
  });
  midi.onMapping((one) => void mappings.push(one));
  return { midi, history, played, recalled, messages, mappings, settings: () => settings };
}

describe('MIDI in the instrument', () => {
  it('sends the pitch of a note over its base before the gate, and leaves the settings as they are', () => {
    const { midi, played, settings } = setUp();
    midi.receive('Keys', [0x90, 72, 127]);
    expect(played).toEqual([
      { pitch: 0, level: -6, sharpness: 0.25 },
      { kind: 'gate', gate: 0, isHigh: true },
    ]);
    expect(settings().bases).toEqual({ pitch: -1, level: -6 });
    midi.panic();
    expect(played.at(-1)).toEqual({ pitch: -1, level: -6 });
  });

  it('passes each note of a chord on by itself, where each has a voice', () => {
    const { midi, played } = setUp(undefined, { isPolyphonic: true });
    for (const note of [60, 64, 67]) midi.receive('Keys', [0x90, note, 127]);
    midi.releasePort('Keys');
    expect(played.map((one) => ('kind' in one && one.kind === 'note' ? [one.isOn, one.pitch] : one))).toEqual([
      [true, 0],
      [true, 4 / 12],
      [true, 7 / 12],
      [false, 0],
      [false, 0],
      [false, 0],
    ]);
  });

  it('gives the mapping back that was learned over or replaced; a stored one is no step', async () => {
    const { midi, history, mappings } = setUp();
    const stored = midiMappingSchema.parse({});
    midi.restore(stored);
    expect(history.undoName).toBeUndefined();
    midi.learn({ kind: 'base', destination: 'scrub' });
    midi.receive('Keys', [0xb0, 21, 0, 21, 64]);
    const learned = midi.mapping;
    midi.use(DEFAULT_MIDI_MAPPING);
    expect([history.undoName, history.position]).toEqual(['MIDI mapping', 2]);
    await history.undo();
    expect(midi.mapping).toEqual(learned);
    await history.undo();
    expect([midi.mapping, mappings.at(-1)]).toEqual([stored, stored]);
    await history.redo();
    expect(midi.mapping).toEqual(learned);
  });

  it('moves a base as its knob does', () => {
    const { midi, settings } = setUp({
      controls: [{ source: { kind: 'cc', number: 20 }, target: { kind: 'base', destination: 'scrub' } }],
    });
    midi.receive('Keys', [0xb0, 20, 127]);
    expect(settings().bases.scrub).toBe(1);
  });

  it('sends a flood of controllers as their last values, a thousand times a second at most', () => {
    const { midi, played } = setUp({
      controls: [{ source: { kind: 'cc', number: 20 }, target: { kind: 'base', destination: 'scrub' } }],
    });
    for (let n = 0; n < 1000; n++) {
      midi.receive('Keys', [0xb0, 20, n % 128]);
      if (n % 5 === 4) vi.advanceTimersByTime(1);
    }
    vi.advanceTimersByTime(10);
    expect(played.length).toBeGreaterThan(150);
    expect(played.length).toBeLessThanOrEqual(201);
    expect(played.at(-1)).toMatchObject({ scrub: expect.closeTo(0.5 + ((999 % 128) - 64) / 126, 9) });
    expect(midi.counts.messages).toBe(1000);
  });

  it('recalls presets by name or place, and names a program without one', () => {
    const { midi, recalled, messages } = setUp({ programs: { presets: { '9': 'Gongs' } } });
    midi.receive('Keys', [0xc0, 1, 0xc0, 8, 0xc0, 5]);
    expect(recalled).toEqual(['Night', 'Gongs']);
    expect(messages).toEqual(['MIDI program 6 recalls nothing: there are 2 presets']);
  });

  it('reports a mapping that was learned', () => {
    const { midi, mappings } = setUp({});
    midi.learn({ kind: 'cv', jack: 'cv2' });
    midi.receive('Keys', [0xb0, 9, 0, 9, 99]);
    expect(mappings[0].controls).toMatchObject([{ source: { number: 9 }, target: { jack: 'cv2' } }]);
    expect(midi.learning).toBeUndefined();
  });

  it('measures the tempo by the clock of the port, whatever the network does to the messages', () => {
    const { midi } = setUp({});
    for (let n = 0; n < 48; n++) {
      if (n % 6 === 5) vi.advanceTimersByTime(125);
      midi.receive('Browser', [0xf8], 5e6 + (n * 60_000) / (24 * 120));
    }
    expect(midi.clock.bpm).toBeCloseTo(120, 3);
  });

  it('keeps a clock and a held note over a stall of the process, and loses them with the silence of their port', () => {
    const { midi } = setUp({ clock: { gate1: null, gate2: '1/4' } });
    const sendFor = (ms: number): void => {
      for (let n = 0; n < ms / 20; n++) {
        midi.receive('Keys', [0xf8, 0xfe]);
        vi.advanceTimersByTime(20);
      }
    };
    midi.receive('Keys', [0xfa, 0x90, 72, 127]);
    sendFor(1000);
    expect(midi.clock.isRunning).toBe(true);
    vi.setSystemTime(Date.now() + 1100);
    vi.advanceTimersByTime(20);
    expect(midi.clock).toMatchObject({ isRunning: true, bpm: expect.closeTo(125, 0) });
    sendFor(200);
    expect(midi.clock.isRunning).toBe(true);
    vi.advanceTimersByTime(600);
    expect(midi.clock).toMatchObject({ isRunning: false, bpm: undefined });
  });

  it('does nothing more once it is closed', () => {
    const { midi, played } = setUp();
    midi.receive('Keys', [0x90, 60, 127, 0x80, 60, 0]);
    midi.close();
    const before = played.length;
    vi.advanceTimersByTime(60_000);
    midi.receive('Keys', [0x90, 60, 127]);
    expect(played).toHaveLength(before);
  });
});

it('a gate of MIDI and panel is high while one of them holds it', () => {
  const sent: PanelInput[] = [];
  const hold = createGateHolds((input) => void sent.push(input));
  const gate = (isHigh: boolean, gate = 0): PanelInput => ({ kind: 'gate', gate, isHigh });
  hold('midi', gate(true));
  hold('panel', gate(true));
  hold('midi', gate(false));
  expect(sent).toEqual([gate(true)]);
  hold('panel', gate(false));
  hold('panel', { kind: 'turn', steps: 1 });
  hold('panel', gate(true, 7));
  expect(sent.slice(1)).toEqual([gate(false), { kind: 'turn', steps: 1 }, gate(true, 7)]);
});
