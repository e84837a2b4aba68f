import { describe, expect, it } from 'vitest';
import type { NoteInput } from '../../../src/contracts/panel-input.ts';
import type { MidiAction } from '../../../src/control/midi/midi-action.ts';
import { midiMappingSchema } from '../../../src/control/midi/midi-mapping.ts';
import { createMidiPlayer } from '../../../src/control/midi/midi-player.ts';

/** A player of several voices; `send` returns the notes that a message of a port begins and ends, and `others` the kinds of its other actions. */
function setUp(mapping: Parameters<typeof midiMappingSchema.parse>[0] = {}) {
  const actions: MidiAction[] = [];
  let isPolyphonic = true;
  const player = createMidiPlayer({
    mapping: midiMappingSchema.parse(mapping),
    onAction: (action) => void actions.push(action),
    ranges: () => ['0-5', '0-5', '±5', '0-5'],
    isPolyphonic: () => isPolyphonic,
  });
  const takenNotes = (): NoteInput[] => actions.splice(0).filter((action) => action.kind === 'note');
  return {
    player,
    send: (bytes: readonly number[], port = 'Keys'): NoteInput[] => {
      actions.splice(0);
      player.receive(port, bytes, 0);
      return takenNotes();
    },
    others: (bytes: readonly number[]): string[] => {
      actions.splice(0);
      player.receive('Keys', bytes, 0);
      return actions.splice(0).flatMap(({ kind }) => (kind === 'note' ? [] : [kind]));
    },
    effectOf: (act: () => void): NoteInput[] => {
      actions.splice(0);
      act();
      return takenNotes();
    },
    setPolyphonic: (is: boolean): void => {
      isPolyphonic = is;
    },
  };
}

describe('MIDI notes of several voices', () => {
  it('begin and end beside each other, each with its pitch, level and sharpness, and move no control', () => {
    const { send, others } = setUp();
    const [low] = send([0x90, 60, 127]);
    const [high] = send([0x90, 67, 64]);
    expect(low).toEqual({ kind: 'note', key: low.key, isOn: true, pitch: 0, level: 0, sharpness: 0.25 });
    expect(high.pitch).toBeCloseTo(7 / 12, 6);
    expect(high.level).toBeCloseTo(-11.9, 1);
    expect(high.key).not.toBe(low.key);
    expect(send([0x80, 60, 0])).toMatchObject([{ key: low.key, isOn: false }]);
    expect(send([0x90, 67, 0])).toMatchObject([{ key: high.key, isOn: false }]);
    expect(others([0x90, 60, 100])).toEqual([]);
  });

  it('have the same number for the same key, and another for that of another channel or port', () => {
    const { send } = setUp();
    const keys = [
      send([0x90, 60, 100]),
      send([0x90, 60, 100]),
      send([0x93, 60, 100]),
      send([0x90, 60, 100], 'Pads'),
    ].map(([{ key }]) => key);
    expect(keys[1]).toBe(keys[0]);
    expect(new Set(keys).size).toBe(3);
    for (const key of keys) expect(Number.isInteger(key) && key >= 0).toBe(true);
  });

  it('are held by the pedal of their channel, and end with it', () => {
    const { send } = setUp();
    send([0x90, 60, 100]);
    send([0x90, 64, 100]);
    send([0xb0, 64, 127]);
    expect(send([0x80, 60, 0])).toEqual([]);
    expect(send([0xb3, 64, 0])).toEqual([]);
    expect(send([0xb0, 64, 0])).toHaveLength(1);
    expect(send([0x80, 64, 0])).toHaveLength(1);
  });

  it('end with a panic, the end of all notes, a port that is gone, and another mapping', () => {
    for (const [act, count] of [
      [(player) => player.panic(), 2],
      [(player) => player.receive('Keys', [0xb0, 123, 0], 0), 1],
      [(player) => player.releasePort('Keys'), 1],
      [(player) => player.use(midiMappingSchema.parse({})), 2],
    ] satisfies [(player: ReturnType<typeof createMidiPlayer>) => void, number][]) {
      const { player, send, effectOf } = setUp();
      send([0x90, 60, 100]);
      send([0x90, 64, 100], 'Pads');
      const ended = effectOf(() => act(player));
      expect(ended.map(({ isOn }) => isOn)).toEqual(new Array(count).fill(false));
    }
  });

  it('are bent and pressed by their own channels in a zone (MPE), each alone, and all by the manager', () => {
    const { send, effectOf, others } = setUp({
      notes: { mpe: {} },
      controls: [
        { source: { kind: 'aftertouch' }, target: { kind: 'destination', destination: 'level' }, min: 0, max: 6 },
        { source: { kind: 'aftertouch' }, target: { kind: 'destination', destination: 'centroid' } },
      ],
    });
    const [low] = send([0x91, 60, 127]);
    const [high] = send([0x92, 67, 127]);
    const quarter = [0x00, 0x50];
    expect(send([0xe1, ...quarter])).toEqual([{ ...low, isMoved: true, pitch: expect.closeTo(1, 2) }]);
    expect(send([0xd1, 127])).toEqual([{ ...low, isMoved: true, pitch: expect.closeTo(1, 2), level: 6 }]);
    expect(send([0xe2, ...quarter])).toEqual([{ ...high, isMoved: true, pitch: expect.closeTo(1 + 7 / 12, 2) }]);
    expect(others([0xe1, 0, 0x40])).toEqual([]);
    // The pressure of the note that was played last moves what all voices have.
    expect(others([0xd2, 100])).toEqual(['offset']);
    expect(others([0xd1, 90])).toEqual([]);
    expect(others([0xe0, 0, 0x60])).toEqual(['offset']);
    expect(send([0x81, 60, 0])).toMatchObject([{ key: low.key, isOn: false }]);
    expect(send([0xe1, ...quarter])).toEqual([]);
    // A note begins with the bend and the pressure of its channel.
    expect(effectOf(() => void 0)).toEqual([]);
    const [next] = send([0x91, 60, 127]);
    expect(next.pitch).toBeCloseTo(1, 2);
    expect(next.isMoved).toBeUndefined();
  });

  it('leave the notes of gate 2 to gate 2', () => {
    const { send, others } = setUp();
    expect(send([0x91, 60, 100])).toEqual([]);
    expect(others([0x91, 62, 100])).toContain('gate');
  });

  it('end where the instrument has become mono under them, and the next plays gate 1', () => {
    const { send, others, setPolyphonic } = setUp();
    const [{ key }] = send([0x90, 60, 100]);
    setPolyphonic(false);
    expect(send([0x80, 60, 0])).toMatchObject([{ key, isOn: false }]);
    expect(others([0x90, 60, 100])).toEqual(['offset', 'offset', 'gate']);
  });
});
