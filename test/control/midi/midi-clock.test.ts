import { describe, expect, it } from 'vitest';
import type { MidiAction } from '../../../src/control/midi/midi-action.ts';
import { uniform } from '../../../src/numeric/hash.ts';
import { gatesOf, KEYS, played } from './playing.ts';

const [CLOCK, START, CONTINUE, STOP] = [0xf8, 0xfa, 0xfb, 0xfc];

/** Sends clock messages of a tempo, each strayed at random by up to `jitterMs` to either side; the time of the last one, µs. */
function sendClock(
  { player }: Pick<ReturnType<typeof played>, 'player'>,
  { bpm, count, jitterMs = 0, startUs = 0 }: { bpm: number; count: number; jitterMs?: number; startUs?: number },
): number {
  const period = 60e6 / (24 * bpm);
  for (let n = 0; n < count; n++) {
    const strayUs = 1000 * jitterMs * (2 * uniform(7, n) - 1);
    player.receive(KEYS, [CLOCK], startUs + n * period + strayUs);
  }
  return startUs + count * period;
}

const windowsOf = (actions: readonly MidiAction[]) =>
  actions.flatMap((action) => (action.kind === 'override' ? [action.value] : []));

describe('the tempo of a MIDI clock', () => {
  it.each([60, 90, 120, 147.3, 180])('is followed at %d beats a minute, with messages that stray by 2 ms', (bpm) => {
    const midi = played();
    sendClock(midi, { bpm, count: 96, jitterMs: 2 });
    expect(Math.abs((midi.player.clock.bpm ?? 0) / bpm - 1)).toBeLessThan(0.004);
  });

  it('follows a change of tempo within a beat', () => {
    const midi = played();
    const startUs = sendClock(midi, { bpm: 90, count: 96, jitterMs: 1 });
    sendClock(midi, { bpm: 140, count: 24, jitterMs: 1, startUs });
    expect(midi.player.clock.bpm).toBeCloseTo(140, -0.5);
  });

  it('is unknown before the clock, and after it has stopped coming', () => {
    const midi = played();
    expect(midi.player.clock).toEqual({ isRunning: false, bpm: undefined, beat: 0 });
    sendClock(midi, { bpm: 120, count: 30 });
    expect(midi.player.clock.bpm).toBeCloseTo(120, 3);
    midi.player.advance(10e6);
    expect(midi.player.clock.bpm).toBeUndefined();
  });

  it('is that of the first port that sends one, and of another once that is gone', () => {
    const midi = played();
    sendClock(midi, { bpm: 120, count: 30 });
    for (let n = 0; n < 30; n++) midi.player.receive('Drums', [CLOCK], 1e6 + n * 40e3);
    expect(midi.player.clock.bpm).toBeCloseTo(120, 3);
    midi.player.releasePort(KEYS);
    for (let n = 0; n < 30; n++) midi.player.receive('Drums', [CLOCK], 3e6 + n * 41_666);
    expect(midi.player.clock.bpm).toBeCloseTo(60, 1);
  });
});

describe('the gates of a MIDI clock', () => {
  it('rise at each division of the song from its start, high for half of it', () => {
    const midi = played({ clock: { gate1: '1/4', gate2: '1/8t' } });
    midi.send(START);
    const levels: string[] = [];
    for (let clock = 0; clock < 48; clock++) {
      for (const level of gatesOf(midi.effectOf(CLOCK))) levels.push(`${clock}${level ? ' up' : ' down'}`);
    }
    expect(levels).toEqual(['0 up', '12 down', '24 up', '36 down']);
    const rises = Array.from({ length: 24 }, () => gatesOf(midi.effectOf(CLOCK), 1).includes(true));
    expect(rises.flatMap((isRise, clock) => (isRise ? [clock] : []))).toEqual([0, 8, 16]);
  });

  it('are silent without a start, low after a stop, and go on from the song position', () => {
    const midi = played({ clock: { gate1: '1/4' } });
    expect(gatesOf(midi.effectOf(CLOCK))).toEqual([]);
    midi.send(START);
    expect(gatesOf(midi.effectOf(CLOCK))).toEqual([true]);
    expect(gatesOf(midi.effectOf(STOP))).toEqual([false]);
    expect(gatesOf(midi.effectOf(CLOCK))).toEqual([]);
    midi.send(0xf2, 3, 0); // the third sixteenth: clock 18
    midi.send(CONTINUE);
    const rises = Array.from({ length: 10 }, () => gatesOf(midi.effectOf(CLOCK)));
    expect(rises.findIndex((levels) => levels.includes(true))).toBe(6);
    expect(midi.player.clock.beat).toBeCloseTo(28 / 24, 9);
  });

  it('stay as long as notes hold them, and each of both triggers', () => {
    const midi = played({ clock: { gate1: '1/4' } });
    midi.send(0x90, 60, 100);
    midi.send(START);
    expect(gatesOf(midi.effectOf(CLOCK))).toEqual([false, true]);
    for (let clock = 1; clock < 13; clock++) midi.send(CLOCK);
    expect(gatesOf(midi.effectOf(0x80, 60, 0))).toEqual([false]);
  });

  it('fall when the clock does not come, and when its port is gone', () => {
    const midi = played({ clock: { gate1: '1/1' } });
    midi.send(START);
    midi.send(CLOCK);
    midi.taken();
    midi.wait(600);
    expect(gatesOf(midi.taken())).toEqual([false]);
    midi.send(START);
    expect(gatesOf(midi.effectOf(CLOCK))).toEqual([true]);
    midi.player.releasePort(KEYS);
    expect(gatesOf(midi.taken())).toEqual([false]);
    expect(midi.player.clock.isRunning).toBe(false);
  });
});

describe('the window of the loop by a MIDI clock', () => {
  it('is a division of the beat, and that of its knob after the clock', () => {
    const midi = played({ clock: { loopWindow: '1/16' } });
    const endUs = sendClock(midi, { bpm: 120, count: 60 });
    expect(windowsOf(midi.taken())).toEqual([expect.closeTo(125, 6)]);
    sendClock(midi, { bpm: 100, count: 60, startUs: endUs });
    expect(windowsOf(midi.taken()).at(-1)).toBeCloseTo(150, -0.5);
    midi.player.advance(60e6);
    expect(windowsOf(midi.taken())).toEqual([undefined]);
  });

  it('is halved until it fits, in time', () => {
    const midi = played({ clock: { loopWindow: '1/1' } });
    sendClock(midi, { bpm: 120, count: 30 });
    expect(windowsOf(midi.taken())).toEqual([expect.closeTo(500, 3)]);
  });
});
