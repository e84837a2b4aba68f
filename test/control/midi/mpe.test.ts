import { describe, expect, it } from 'vitest';
import { gatesOf, offsetsOf, played } from './playing.ts';

/** Announces a lower zone of 15 channels, as a controller does when it is connected. */
const ANNOUNCE = [0xb0, 101, 0, 100, 6, 6, 15];
/** Bend of a channel by a share of its range upwards. */
const bend = (channel: number, share: number): number[] => {
  const value = Math.round(8192 + 8191 * share);
  return [0xe0 + channel - 1, value & 0x7f, value >> 7];
};

describe('polyphonic expression (MPE)', () => {
  it('plays gate 1 by every channel of the zone, also by channel 2, which is gate 2 without', () => {
    const plain = played();
    expect(gatesOf(plain.effectOf(0x91, 60, 100), 1)).toEqual([true]);
    for (const midi of [played({ notes: { mpe: {} } }), played()]) {
      midi.send(...ANNOUNCE);
      midi.taken();
      expect(gatesOf(midi.effectOf(0x91, 60, 100))).toEqual([true]);
      expect(gatesOf(midi.effectOf(0x91, 60, 0))).toEqual([false]);
    }
  });

  it('bends the note that sounds by 48 semitones of its own channel and 2 of the manager, and no other note', () => {
    const midi = played({ notes: { mpe: {} } });
    midi.send(0x91, 60, 100);
    expect(offsetsOf(midi.effectOf(...bend(2, 0.25)), 'pitch')).toEqual([expect.closeTo(1, 2)]);
    expect(offsetsOf(midi.effectOf(...bend(1, 1)), 'pitch')).toEqual([expect.closeTo(1 + 2 / 12, 2)]);
    expect(offsetsOf(midi.effectOf(...bend(3, 1)), 'pitch')).toEqual([]);
    // A note of channel 3 begins with the bend that its channel has, in place of the first note's.
    expect(offsetsOf(midi.effectOf(0x92, 60, 100), 'pitch').at(-1)).toBeCloseTo(4 + 2 / 12, 2);
    expect(offsetsOf(midi.effectOf(0x92, 60, 0), 'pitch').at(-1)).toBeCloseTo(1 + 2 / 12, 2);
  });

  it('takes pressure and timbre of the note that sounds alone', () => {
    const midi = played({
      notes: { mpe: {} },
      controls: [
        { source: { kind: 'aftertouch' }, target: { kind: 'destination', destination: 'centroid' } },
        { source: { kind: 'cc', number: 74 }, target: { kind: 'destination', destination: 'scrub' } },
      ],
    });
    midi.send(0x91, 60, 100);
    expect(offsetsOf(midi.effectOf(0xd2, 100), 'centroid')).toEqual([]);
    expect(offsetsOf(midi.effectOf(0xb2, 74, 100), 'scrub')).toEqual([]);
    expect(offsetsOf(midi.effectOf(0xd1, 127), 'centroid')).toHaveLength(1);
    expect(offsetsOf(midi.effectOf(0xb1, 74, 127), 'scrub')).toHaveLength(1);
  });

  it('follows a controller that changes the range of its bends, or ends its zone', () => {
    const midi = played();
    midi.send(...ANNOUNCE, 0xb1, 101, 0, 100, 0, 6, 24);
    midi.send(0x91, 60, 100);
    expect(offsetsOf(midi.effectOf(...bend(2, 1)), 'pitch').at(-1)).toBeCloseTo(2, 2);
    midi.send(0x91, 60, 0);
    midi.send(0xb0, 101, 0, 100, 6, 6, 0);
    expect(gatesOf(midi.effectOf(0x91, 60, 100), 1)).toEqual([true]);
  });

  it('has an upper zone below channel 16', () => {
    const midi = played({ notes: { channel: 1, mpe: { zone: 'upper', members: 3, bendSemitones: 12 } } });
    expect(gatesOf(midi.effectOf(0x9c, 60, 100))).toEqual([true]);
    expect(offsetsOf(midi.effectOf(...bend(13, 1)), 'pitch').at(-1)).toBeCloseTo(1, 2);
    expect(gatesOf(midi.effectOf(0x9b, 60, 100))).toEqual([]);
  });
});
