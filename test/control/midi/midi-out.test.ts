import { describe, expect, it } from 'vitest';
import { createClockOut } from '../../../src/control/midi/clock-out.ts';
import { midiMappingSchema } from '../../../src/control/midi/midi-mapping.ts';
import { createMidiOut } from '../../../src/control/midi/midi-out.ts';
import { DESCRIPTORS } from '../../../src/descriptors/descriptor.ts';

function setUp(out: Parameters<typeof midiMappingSchema.parse>[0] = {}) {
  const sent: (readonly number[])[] = [];
  const midi = createMidiOut({ mapping: midiMappingSchema.parse({ out }), send: (bytes) => void sent.push(bytes) });
  const play = (played: Partial<Parameters<typeof midi.play>[0]>): readonly (readonly number[])[] => {
    midi.play({ gates: [false, false], pitch: 0, level: 0, descriptors: [], ...played });
    return sent.splice(0);
  };
  return { midi, sent, play };
}

describe('MIDI that is sent', () => {
  it('has gates as notes of their channels, at the pitch and the level of their beginnings', () => {
    const { play } = setUp();
    expect(play({ gates: [true, false], pitch: 1 })).toEqual([[0x90, 72, 127]]);
    expect(play({ gates: [true, true], pitch: -0.5, level: -20 })).toEqual([[0x91, 54, 40]]);
    expect(play({ gates: [true, true], pitch: 0.7 })).toEqual([]);
    expect(play({})).toEqual([
      [0x80, 72, 0],
      [0x81, 54, 0],
    ]);
  });

  it('has notes that MIDI can hold, whatever the voltage, and none that would end one', () => {
    const { play } = setUp({ gate1: 16, gate2: null });
    expect(play({ gates: [true, true], pitch: 9, level: -1000 })).toEqual([[0x9f, 127, 1]]);
    expect(play({})).toEqual([[0x8f, 127, 0]]);
    expect(play({ gates: [true, false], pitch: -9 })).toEqual([[0x9f, 0, 127]]);
  });

  it('has the descriptors that move as controllers, each value once', () => {
    const { play } = setUp({ descriptors: [{ descriptor: 'centroid', cc: 74, channel: 3 }] });
    const brightness = (value: number) => DESCRIPTORS.map((name) => (name === 'centroid' ? value : 0.9));
    expect(play({ descriptors: brightness(0.5) })).toEqual([[0xb2, 74, 64]]);
    expect(play({ descriptors: brightness(0.501) })).toEqual([]);
    expect(play({ descriptors: brightness(1) })).toEqual([[0xb2, 74, 127]]);
  });

  it('ends the notes that sound when it ends', () => {
    const { midi, sent, play } = setUp();
    play({ gates: [true, false] });
    midi.release();
    midi.release();
    expect(sent).toEqual([[0x80, 60, 0]]);
  });

  it('has a mapping whose faults name the field', () => {
    expect(() => midiMappingSchema.parse({ out: { clock: 1000 } })).toThrow(/clock/);
    expect(() => midiMappingSchema.parse({ out: { gate1: 17 } })).toThrow(/gate1/);
    expect(() => midiMappingSchema.parse({ out: { descriptors: [{ descriptor: 'colour', cc: 1 }] } })).toThrow(
      /descriptor/,
    );
  });
});

describe('the clock that is sent', () => {
  it('starts, and has 24 messages a quarter at its tempo, however late each call is', () => {
    const sent: number[] = [];
    const clock = createClockOut(120, ([status]) => void sent.push(status));
    let timeUs = 1e6;
    let next = clock.advance(timeUs);
    while (timeUs < 11e6) {
      timeUs = next + ((timeUs / 7) % 9000);
      next = clock.advance(timeUs);
    }
    expect(sent[0]).toBe(0xfa);
    // Ten seconds of 120 beats a minute: 480 messages, and the one at the beginning.
    expect(sent.filter((status) => status === 0xf8).length).toBeCloseTo(481, -0.5);
    clock.stop();
    expect(sent.at(-1)).toBe(0xfc);
  });

  it('goes on after a pause of the computer without the messages of that time', () => {
    const sent: number[] = [];
    const clock = createClockOut(60, ([status]) => void sent.push(status));
    clock.advance(0);
    clock.advance(60e6);
    expect(sent).toEqual([0xfa, 0xf8, 0xf8]);
  });
});
