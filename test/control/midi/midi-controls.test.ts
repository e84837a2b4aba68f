import { describe, expect, it } from 'vitest';
import { DEFAULT_MIDI_MAPPING } from '../../../src/control/midi/midi-mapping.ts';
import { gatesOf, messagesOf, offsetsOf, played } from './playing.ts';

const cc = (number: number, target: object, more: object = {}) => ({
  controls: [{ source: { kind: 'cc', number }, target, ...more }],
});
const base = (destination: string) => ({ kind: 'base', destination });
const added = (destination: string) => ({ kind: 'destination', destination });

describe('a controller of MIDI', () => {
  it('moves a base through the range of its destination, 64 to the middle', () => {
    const { effectOf } = played(cc(20, base('sharpness')));
    const values = [0, 64, 127].map((value) => effectOf(0xb0, 20, value));
    expect(values).toEqual([-1, 0, 1].map((value) => [{ kind: 'base', destination: 'sharpness', value }]));
    expect(effectOf(0xb0, 21, 5)).toEqual([]);
  });

  it('moves a base with an exponential taper by equal ratios', () => {
    const { effectOf } = played(cc(20, base('loop-window')));
    expect(effectOf(0xb0, 20, 64)).toEqual([{ kind: 'base', destination: 'loop-window', value: 100 }]);
  });

  it('adds to a destination from its neutral value on', () => {
    const { effectOf } = played(cc(20, added('scrub')));
    expect(offsetsOf(effectOf(0xb0, 20, 127), 'scrub')).toEqual([1]);
    expect(offsetsOf(effectOf(0xb0, 20, 64), 'scrub')).toEqual([0.5]);
    expect(offsetsOf(effectOf(0xb0, 20, 0), 'scrub')).toEqual([0]);
  });

  it('has bounds, a curve and a sign', () => {
    const at = (more: object) =>
      [0, 64, 127].map(
        (value) => offsetsOf(played(cc(20, added('centroid'), more)).effectOf(0xb0, 20, value), 'centroid')[0] ?? 0,
      );
    const [min, max] = [1, 3];
    expect(at({ min, max })).toEqual([1, 2, 3]);
    expect(at({ min, max, sign: -1 })).toEqual([3, 2, 1]);
    expect(at({ min: 3, max: 1 })).toEqual([3, 2, 1]);
    expect(at({ min, max, curve: 'exponential' })).toEqual([1, 1.25, 3]);
    expect(at({ min, max, curve: 'logarithmic' })).toEqual([1, 2.75, 3]);
    expect(at({ min, max, curve: 's' })).toEqual([1, 2, 3]);
    expect(at({ min: -100, max: 100 })).toEqual([-8, 0, 8]);
  });

  it('moves a jack through its range', () => {
    const { effectOf } = played(DEFAULT_MIDI_MAPPING);
    expect([effectOf(0xb0, 1, 127), effectOf(0xb0, 3, 0), effectOf(0xb5, 3, 64)].flat()).toEqual([
      { kind: 'cv', channel: 0, volts: 5 },
      { kind: 'cv', channel: 2, volts: -5 },
      { kind: 'cv', channel: 2, volts: 0 },
    ]);
  });

  it('of another channel moves nothing where the mapping names one', () => {
    const { effectOf } = played({
      controls: [{ source: { kind: 'cc', number: 1, channel: 2 }, target: added('scrub') }],
    });
    expect(effectOf(0xb0, 1, 127)).toEqual([]);
    expect(offsetsOf(effectOf(0xb1, 1, 127), 'scrub')).toEqual([1]);
  });

  it('shares a target with another one: the last one wins, and a message says so once', () => {
    const { player, send, taken } = played(cc(20, base('scrub')));
    for (let turn = 0; turn < 3; turn++) {
      send(0xb0, 20, turn);
      player.receive('Pads', [0xb0, 20, 127], 0);
    }
    const actions = taken();
    expect(messagesOf(actions)).toEqual([
      'CC 20 of Keys and CC 20 of Pads move the base of scrub: the last one moved wins',
    ]);
    expect(actions.at(-1)).toEqual({ kind: 'base', destination: 'scrub', value: 1 });
  });

  it('resets with the others by the message of the mode, which lifts the pedal too', () => {
    const { send, effectOf } = played(cc(20, added('scrub')));
    send(0xb0, 20, 127);
    send(0xb0, 64, 127);
    send(0x90, 60, 100);
    send(0x80, 60, 0);
    const actions = effectOf(0xb0, 121, 0);
    expect(offsetsOf(actions, 'scrub')).toEqual([0]);
    expect(gatesOf(actions)).toEqual([false]);
  });
});

describe('aftertouch', () => {
  it('adds to its destination, of the channel and of the note that sounds', () => {
    const { send, effectOf } = played(DEFAULT_MIDI_MAPPING);
    send(0x90, 60, 100);
    expect(offsetsOf(effectOf(0xd0, 127), 'centroid')).toEqual([2]);
    expect(offsetsOf(effectOf(0xa0, 60, 64), 'centroid')).toEqual([1]);
    expect(effectOf(0xa0, 61, 10)).toEqual([]);
  });
});

describe('a program change', () => {
  it('recalls the preset of the mapping, or the one at its place, and of the chosen channel alone', () => {
    const { effectOf } = played({ programs: { channel: 2, presets: { '8': 'Bells' } } });
    expect(effectOf(0xc1, 7)).toEqual([{ kind: 'preset', program: 8, name: 'Bells' }]);
    expect(effectOf(0xc1, 0)).toEqual([{ kind: 'preset', program: 1, name: undefined }]);
    expect(effectOf(0xc0, 0)).toEqual([]);
    expect(played({ programs: { isOn: false } }).effectOf(0xc0, 0)).toEqual([]);
  });
});

describe('learning', () => {
  it('gives a target the controller that moves next, not one that lies still', () => {
    const { player, send, taken, effectOf, learned } = played();
    player.learn({ kind: 'base', destination: 'centroid' });
    expect(messagesOf(taken())).toEqual(['MIDI: move a controller for the base of centroid']);
    send(0xb2, 7, 64);
    send(0xb2, 7, 65);
    send(0xb0, 74, 10);
    expect(player.learning).toBeDefined();
    send(0xb0, 74, 20);
    expect(player.learning).toBeUndefined();
    expect(messagesOf(taken())).toEqual(['MIDI: CC 74 of channel 1 plays the base of centroid from now on']);
    expect(learned[0].controls).toEqual([
      {
        source: { kind: 'cc', number: 74, channel: 1 },
        target: { kind: 'base', destination: 'centroid' },
        min: null,
        max: null,
        curve: 'linear',
        sign: 1,
      },
    ]);
    expect(effectOf(0xb0, 74, 127)).toEqual([{ kind: 'base', destination: 'centroid', value: 4 }]);
  });

  it('replaces the former controller of the target, whose curve it keeps', () => {
    const { player, send, learned } = played(cc(20, base('scrub'), { min: 0.5, curve: 's', sign: -1 }));
    player.learn({ kind: 'base', destination: 'scrub' });
    send(0xb0, 21, 0, 21, 127);
    expect(learned[0].controls).toMatchObject([{ source: { number: 21 }, min: 0.5, curve: 's', sign: -1 }]);
  });

  it('gives gate 2 a note, while controllers play on', () => {
    const { player, effectOf, learned } = played(cc(20, added('scrub')));
    player.learn({ kind: 'gate2' });
    expect(offsetsOf(effectOf(0xb0, 20, 127), 'scrub')).toEqual([1]);
    expect(gatesOf(effectOf(0x99, 36, 100))).toEqual([]);
    expect(learned[0].gate2).toEqual({ channel: 10, note: 36, isToggle: false });
    expect(gatesOf(effectOf(0x99, 36, 100), 1)).toEqual([true]);
  });

  it('does not stop the clock of a sequencer that plays', () => {
    const { player, send, effectOf } = played({ clock: { gate1: '1/32' } });
    send(0xfa, 0xf8);
    player.learn({ kind: 'base', destination: 'scrub' });
    send(0xb0, 20, 0, 20, 127);
    expect(player.mapping.controls).toHaveLength(1);
    send(0xf8, 0xf8);
    expect(gatesOf(effectOf(0xf8))).toEqual([true]);
  });

  it('ends without a change when it is cancelled', () => {
    const { player, effectOf, learned } = played(cc(20, added('scrub')));
    player.learn({ kind: 'cv', jack: 'cv2' });
    player.learn(undefined);
    expect(offsetsOf(effectOf(0xb0, 20, 127), 'scrub')).toEqual([1]);
    expect(learned).toEqual([]);
  });

  it('reports a target that a mapping gives to several controllers', () => {
    const { player, taken } = played();
    const controls = [1, 2].map((number) => ({ source: { kind: 'cc' as const, number, channel: 'all' as const } }));
    player.use({
      ...player.mapping,
      controls: controls.map((one) => ({
        ...one,
        target: { kind: 'cv' as const, jack: 'cv1' as const },
        min: null,
        max: null,
        curve: 'linear' as const,
        sign: 1 as const,
      })),
    });
    expect(messagesOf(taken())).toEqual(['CC 1 and CC 2 move CV 1: the last one moved wins']);
  });
});
