import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { DescriptorPath } from '../../src/descriptors/descriptor-path.ts';
import type { Timbre } from '../../src/descriptors/timbre/timbre.ts';
import { createTimbreMix } from '../../src/descriptors/timbre/timbre-mix.ts';
import type { DescriptorStats } from '../../src/descriptors/transform/perceptual.ts';
import { LoopRounds, type LoopSettings } from '../../src/voice/loop-rounds.ts';
import { PathReader } from '../../src/voice/path-reader.ts';
import { SINC_NSF } from '../families/sinc-nsf/test-model.ts';

const SUBFRAMES = 8;
const STATS: readonly DescriptorStats[] = SINC_NSF.descriptors.map(({ name }) => ({
  name,
  scale: 'linear',
  mean: 0,
  std: 1,
}));
const STEADY: LoopSettings = { window: 8, shift: 0, jitter: 0, spread: 0 };

/** A path whose descriptors at frame k are `offset + k`, and whose level is 1. */
const ramp = (frames: number, offset = 0): DescriptorPath => ({
  frames,
  readFrame: (k, into) => into.fill(offset + Math.min(k, frames - 1)),
  readLevel: (_, into) => into.fill(1),
});

function open(path: DescriptorPath) {
  const reader = new PathReader(STATS, SUBFRAMES);
  const frame = new Float32Array(STATS.length);
  const level = new Float32Array(SUBFRAMES);
  reader.start(path, 1);
  const read = (hops: number): number[] =>
    Array.from({ length: hops }, () => {
      reader.next(frame, level, createTimbreMix());
      return frame[0];
    });
  return { reader, read, level };
}

describe('the path reader', () => {
  it('reads each frame once and ends after the last', () => {
    const { reader, read } = open(ramp(5));
    expect(reader.isAtEnd).toBe(false);
    expect(read(5)).toEqual([1, 2, 3, 4, 4]);
    expect(reader.isAtEnd).toBe(true);
  });

  it('is at its end without a path', () => {
    expect(new PathReader(STATS, SUBFRAMES).isAtEnd).toBe(true);
  });

  it('repeats the window of a loop, with the last quarter faded into the next round', () => {
    const { reader, read } = open(ramp(100));
    read(4);
    reader.startLoop(STEADY);
    const first = read(8);
    expect(first.slice(0, 6)).toEqual([5, 6, 7, 8, 9, 10]);
    expect(read(8)).toEqual(first);
    expect(first[7]).toBe(4);
  });

  it('keeps the level of a steady path through the fade of a loop', () => {
    const { reader, read, level } = open(ramp(100));
    reader.startLoop(STEADY);
    for (let hop = 0; hop < 20; hop++) {
      read(1);
      for (const value of level) expect(value).toBeCloseTo(1, 6);
    }
  });

  it('reads timbres at the place of each hop, and in the fade of a loop also in the next round', () => {
    const bell: Timbre = { hz: new Float32Array(0), share: new Float32Array(0), colour: new Float32Array(72) };
    const { reader, level } = open({ ...ramp(100), readTimbre: (_, share, into) => into.add(bell, share, 10) });
    const [frame, mix] = [new Float32Array(STATS.length), createTimbreMix()];
    const places = (): number[] => {
      reader.next(frame, level, mix);
      return [mix.places[0], mix.nexts[0], mix.fade];
    };
    for (let k = 1; k <= 4; k++) expect(places()).toEqual([10 + k, 10 + k, 0]);
    reader.startLoop(STEADY);
    for (let k = 5; k <= 10; k++) expect(places()[0]).toBe(10 + k);
    expect(places()).toEqual([21, 13, 0.5]);
    expect(places()).toEqual([22, 14, 1]);
    expect(places()[0]).toBe(15);
  });

  it('goes on from the loop to the end of the path', () => {
    const { reader, read } = open(ramp(12));
    reader.startLoop(STEADY);
    read(8 + 3);
    reader.endLoop();
    expect(read(2)).toEqual([4, 5]);
    read(7);
    expect(reader.isAtEnd).toBe(true);
  });

  it('crossfades a loop to another path within eight hops', () => {
    const { reader, read } = open(ramp(100));
    reader.startLoop({ ...STEADY, window: 40 });
    reader.crossfadeTo(ramp(100, 80));
    const frames = read(9);
    for (const [k, value] of frames.slice(0, 8).entries()) expect(value).toBeCloseTo(k + 1 + 10 * (k + 1), 3);
    expect(frames[8]).toBe(89);
  });

  it('ignores another path without a loop', () => {
    const { reader, read } = open(ramp(10));
    reader.crossfadeTo(ramp(10, 80));
    expect(read(1)).toEqual([1]);
  });
});

describe('the rounds of a loop', () => {
  it('stay on the path, whatever the settings', () => {
    const share = fc.double({ min: 0, max: 1, noNaN: true });
    const settings = fc.record({
      window: fc.double({ min: 0, max: 50, noNaN: true }),
      shift: fc.double({ min: -200, max: 200, noNaN: true }),
      jitter: share,
      spread: share,
    });
    fc.assert(
      fc.property(
        settings,
        fc.integer({ min: 80, max: 200 }),
        fc.nat(79),
        fc.nat(),
        (chosen, frames, position, seed) => {
          const rounds = new LoopRounds();
          rounds.start(chosen, { seed, position, frames });
          let at = position;
          for (let hop = 0; hop < 300; hop++) {
            rounds.prepareHop(at + 1, frames);
            expect(rounds.inNext(at + 1)).toBeGreaterThanOrEqual(0);
            at = rounds.wrap(at + 1);
            expect(at).toBeGreaterThanOrEqual(0);
            expect(at).toBeLessThanOrEqual(frames);
          }
        },
      ),
      { numRuns: 50 },
    );
  });
});
