import { describe, expect, it } from 'vitest';
import { RETURN_US } from '../../../src/control/midi/midi-notes.ts';
import { gatesOf, KEYS, offsetsOf, played } from './playing.ts';

describe('a note of MIDI', () => {
  it('raises gate 1 at its pitch, a volt an octave from the centre, after pitch and level are set', () => {
    const { effectOf } = played();
    const actions = effectOf(0x90, 72, 127);
    expect(actions.map(({ kind }) => kind)).toEqual(['offset', 'offset', 'gate']);
    expect(offsetsOf(actions, 'pitch')).toEqual([1]);
    expect(gatesOf(actions)).toEqual([true]);
    expect(gatesOf(effectOf(0x80, 72, 0))).toEqual([false]);
    expect(offsetsOf(played({ notes: { centre: 48 } }).effectOf(0x90, 72, 127), 'pitch')).toEqual([2]);
  });

  it('is louder and sharper the faster its key is, as far as the mapping says', () => {
    const at = (velocity: number, notes = {}) => {
      const actions = played({ notes }).effectOf(0x90, 61, velocity);
      return { level: offsetsOf(actions, 'level')[0] ?? 0, sharpness: offsetsOf(actions, 'sharpness')[0] ?? 0 };
    };
    expect(at(127)).toEqual({ level: 0, sharpness: 0.25 });
    expect(at(64).level).toBeCloseTo(-11.9, 1);
    expect(at(1).sharpness).toBeCloseTo(-0.246, 3);
    expect(at(1, { velocityToLevel: 0, velocityToSharpness: 0 })).toEqual({ level: 0, sharpness: 0 });
    const levels = Array.from({ length: 127 }, (_, velocity) => at(velocity + 1).level);
    expect(levels).toEqual([...levels].sort((a, b) => a - b));
  });

  it('ends with a note on of velocity 0, and with the end of all notes', () => {
    for (const end of [[0x90, 60, 0], [0xb0, 123, 0], [0xb0, 120, 0], [0xff]]) {
      const { send, effectOf } = played();
      send(0x90, 60, 100);
      expect(gatesOf(effectOf(...end))).toEqual([false]);
    }
  });

  it('over a held one triggers again, or moves the pitch alone in legato', () => {
    const retriggered = played();
    retriggered.send(0x90, 60, 100);
    expect(gatesOf(retriggered.effectOf(0x90, 67, 10))).toEqual([false, true]);
    const legato = played({ notes: { mode: 'legato' } });
    legato.send(0x90, 60, 100);
    const actions = legato.effectOf(0x90, 67, 10);
    expect(gatesOf(actions)).toEqual([]);
    expect(offsetsOf(actions, 'pitch')).toEqual([7 / 12]);
    expect(offsetsOf(actions, 'level')).toEqual([]);
  });

  it('sounds again when a later one ends, without a trigger', () => {
    const { send, effectOf } = played();
    send(0x90, 60, 100);
    send(0x90, 67, 100);
    const actions = effectOf(0x80, 67, 0);
    expect(gatesOf(actions)).toEqual([]);
    expect(offsetsOf(actions, 'pitch')).toEqual([0]);
    expect(gatesOf(effectOf(0x80, 60, 0))).toEqual([false]);
  });

  it('has priority as the last, the lowest or the highest', () => {
    const pitches = (priority: string) => {
      const { send, taken } = played({ notes: { priority } });
      for (const key of [64, 60, 67]) send(0x90, key, 100);
      const all = taken();
      return { pitches: offsetsOf(all, 'pitch').map((one) => Math.round(12 * one)), gates: gatesOf(all).length };
    };
    expect(pitches('last')).toEqual({ pitches: [4, 0, 7], gates: 5 });
    expect(pitches('low')).toEqual({ pitches: [4, 0], gates: 3 });
    expect(pitches('high')).toEqual({ pitches: [4, 7], gates: 3 });
  });

  it('plays of one channel alone where the mapping names it', () => {
    const { effectOf } = played({ notes: { channel: 3 }, gate2: { channel: 'none' } });
    expect(effectOf(0x90, 60, 100)).toEqual([]);
    expect(gatesOf(effectOf(0x92, 60, 100))).toEqual([true]);
  });

  it('lasts while the pedal is down, and a new key triggers over it even in legato', () => {
    const { send, effectOf } = played({ notes: { mode: 'legato' } });
    send(0xb0, 64, 127);
    send(0x90, 60, 100);
    expect(gatesOf(effectOf(0x80, 60, 0))).toEqual([]);
    expect(gatesOf(effectOf(0x90, 62, 100))).toEqual([false, true]);
    expect(gatesOf(effectOf(0x80, 62, 0))).toEqual([]);
    expect(gatesOf(effectOf(0xb0, 64, 0))).toEqual([false]);
  });

  it('ends where its pedal belongs to another channel', () => {
    const { send, effectOf } = played({ gate2: { channel: 'none' } });
    send(0xb3, 64, 127);
    send(0x90, 60, 100);
    expect(gatesOf(effectOf(0x80, 60, 0))).toEqual([false]);
  });

  it('returns pitch, level and sharpness six seconds after the last one, not between notes', () => {
    const { send, wait, taken } = played();
    send(0x90, 72, 64);
    send(0x80, 72, 0);
    wait(RETURN_US / 1000 - 100);
    send(0x90, 67, 64);
    wait(2 * (RETURN_US / 1000));
    send(0x80, 67, 0);
    taken();
    wait(RETURN_US / 1000 - 100);
    expect(taken()).toEqual([]);
    wait(200);
    const returned = taken();
    expect(['pitch', 'level', 'sharpness'].map((name) => offsetsOf(returned, name))).toEqual([[0], [0], [0]]);
  });

  it('that is held twice by two ports ends with the port that is gone', () => {
    const { player, send, taken } = played();
    send(0x90, 60, 100);
    player.receive('Pads', [0x90, 60, 100], 0);
    taken();
    player.releasePort('Pads');
    expect(gatesOf(taken())).toEqual([]);
    player.releasePort(KEYS);
    expect(gatesOf(taken())).toEqual([false]);
    send(0x90, 60, 100);
    expect(gatesOf(taken())).toEqual([true]);
  });

  it('ends when a port that sends active sensing is silent, and stays where a port does not', () => {
    const { send, wait, taken } = played();
    send(0x90, 60, 100);
    wait(2000);
    expect(gatesOf(taken())).toEqual([true]);
    send(0xfe);
    wait(300);
    send(0xfe);
    wait(300);
    expect(gatesOf(taken())).toEqual([]);
    wait(100);
    expect(gatesOf(taken())).toEqual([false]);
  });
});

describe('pitch bend', () => {
  it('moves the pitch by the range of the mapping, beside the note', () => {
    const { send, effectOf } = played();
    send(0x90, 72, 100);
    expect(offsetsOf(effectOf(0xe0, 127, 127), 'pitch')[0]).toBeCloseTo(1 + 2 / 12, 9);
    expect(offsetsOf(effectOf(0xe0, 0, 0), 'pitch')[0]).toBeCloseTo(1 - 2 / 12, 9);
    expect(offsetsOf(effectOf(0xe0, 0, 64), 'pitch')).toEqual([1]);
    expect(offsetsOf(played({ notes: { bendSemitones: 48 } }).effectOf(0xe0, 127, 127), 'pitch')[0]).toBeCloseTo(4, 9);
  });
});

describe('gate 2', () => {
  it('is played by every note of its channel, with its pitch', () => {
    const { effectOf } = played();
    const actions = effectOf(0x91, 72, 127);
    expect([gatesOf(actions, 0), gatesOf(actions, 1)]).toEqual([[], [true]]);
    expect(offsetsOf(actions, 'pitch')).toEqual([1]);
    expect(gatesOf(effectOf(0x81, 72, 0), 1)).toEqual([false]);
  });

  it('is played by one note, which moves no pitch, and by no other of the channel', () => {
    const { effectOf } = played({ gate2: { channel: 'all', note: 36 } });
    const actions = effectOf(0x90, 36, 127);
    expect(actions).toEqual([{ kind: 'gate', gate: 1, isHigh: true }]);
    expect(gatesOf(effectOf(0x90, 37, 127), 0)).toEqual([true]);
  });

  it('changes with each note where it toggles, and ends in a panic', () => {
    const { effectOf, player, taken } = played({ gate2: { channel: 'all', note: 36, isToggle: true } });
    expect(gatesOf(effectOf(0x90, 36, 127), 1)).toEqual([true]);
    expect(gatesOf(effectOf(0x80, 36, 0), 1)).toEqual([]);
    expect(gatesOf(effectOf(0x90, 36, 127), 1)).toEqual([false]);
    expect(gatesOf(effectOf(0x90, 36, 127), 1)).toEqual([true]);
    player.panic();
    expect(gatesOf(taken(), 1)).toEqual([false]);
    expect(gatesOf(effectOf(0x90, 36, 127), 1)).toEqual([true]);
  });
});

describe('a panic', () => {
  it('lowers the gates, and returns the pitch, the bend and what controllers have added', () => {
    const { send, player, taken } = played({
      controls: [{ source: { kind: 'cc', number: 1 }, target: { kind: 'destination', destination: 'centroid' } }],
    });
    send(0xb0, 64, 127);
    send(0x90, 72, 64);
    send(0x91, 72, 64);
    send(0xe0, 0, 127);
    send(0xb0, 1, 127);
    taken();
    player.panic();
    const actions = taken();
    expect([gatesOf(actions, 0), gatesOf(actions, 1)]).toEqual([[false], [false]]);
    for (const name of ['pitch', 'level', 'sharpness', 'centroid']) expect(offsetsOf(actions, name).at(-1)).toBe(0);
    player.panic();
    expect(taken()).toEqual([]);
  });
});
