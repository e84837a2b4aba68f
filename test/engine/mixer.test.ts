import { describe, expect, it } from 'vitest';
import { createDeckMemory, openDeck } from '../../src/engine/deck.ts';
import { createMetersMemory, openMeters } from '../../src/engine/meters.ts';
import { createMixer } from '../../src/engine/mixer.ts';

const FADE = 100;

function setUp(gain?: number) {
  const decks = [openDeck(createDeckMemory()), openDeck(createDeckMemory())];
  const meters = openMeters(createMetersMemory());
  const mixer = createMixer({ decks, meters, maxFrames: 64, fadeFrames: FADE, ...(gain !== undefined && { gain }) });
  /** Mixes the next `periods` × 64 frames; before each period, fills the ring of each started deck with `feed(frame)`. */
  function run(periods: number, ...feeds: ((frame: number) => number)[]): number[] {
    const out: number[] = [];
    const period = new Float32Array(64);
    const samples = new Float32Array(64);
    for (let n = 0; n < periods; n++) {
      feeds.forEach((feed, d) => {
        const deck = decks[d];
        if (deck.startFrame < 0 || deck.startFrame >= mixer.position + 64) return;
        const from = Math.max(deck.startFrame, mixer.position);
        const count = mixer.position + 64 - from;
        for (let i = 0; i < count; i++) samples[i] = feed(from + i);
        deck.samples.write(samples, count);
      });
      mixer.fill(period);
      out.push(...period);
    }
    return out;
  }
  return { decks, meters, mixer, run };
}

const steps = (samples: readonly number[]): number =>
  Math.max(...samples.slice(1).map((x, i) => Math.abs(x - samples[i])));

describe('the mixer', () => {
  it('is silent while no deck has started', () => {
    const { run, meters } = setUp();
    expect(run(3).every((x) => x === 0)).toBe(true);
    expect(meters.read('underruns')).toBe(0);
  });

  it('plays the first deck unchanged from its start frame', () => {
    const { run, decks } = setUp();
    decks[0].generation = 1;
    decks[0].startFrame = 70;
    const out = run(3, (frame) => frame);
    expect(out.slice(0, 70).every((x) => x === 0)).toBe(true);
    expect(out.slice(70)).toEqual(Array.from({ length: 192 - 70 }, (_, i) => 70 + i));
  });

  it('plays at the volume it starts with', () => {
    const { run, decks } = setUp(0.5);
    decks[0].generation = 1;
    decks[0].startFrame = 0;
    expect(run(3, () => 1).slice(FADE)).toEqual(Array.from({ length: 192 - FADE }, () => 0.5));
  });

  it('changes the volume on a straight line, down to silence, and back to samples that are bit-identical', () => {
    const { run, decks, mixer } = setUp();
    const sound = (frame: number): number => Math.fround(Math.sin(frame / 20));
    decks[0].generation = 1;
    decks[0].startFrame = 0;
    run(4, () => 1);
    mixer.setGain(0);
    const fading = run(4, () => 1);
    expect(fading.slice(0, FADE)).toEqual(
      Array.from({ length: FADE }, (_, i) => expect.closeTo(1 - (i + 1) / FADE, 5)),
    );
    expect(fading.slice(FADE).every((x) => x === 0)).toBe(true);
    mixer.setGain(0.25);
    mixer.setGain(1);
    expect(steps(run(4, () => 1))).toBeLessThan(1.5 / FADE);
    const start = mixer.position;
    expect(run(4, sound)).toEqual(Array.from({ length: 256 }, (_, i) => sound(start + i)));
  });

  it('cross-fades to a deck of a higher generation, without a seam where both sound the same', () => {
    const { run, decks } = setUp();
    const sound = (frame: number): number => Math.fround(Math.sin(frame / 20));
    decks[0].generation = 1;
    decks[0].startFrame = 0;
    run(2, sound);
    decks[1].generation = 2;
    decks[1].startFrame = 150;
    const out = run(6, sound, sound);
    out.forEach((x, i) => {
      expect(x).toBeCloseTo(sound(128 + i), 6);
    });
  });

  it('drops the old deck once the fade is over', () => {
    const { run, decks } = setUp();
    decks[0].generation = 1;
    decks[0].startFrame = 0;
    run(1, () => 1);
    decks[1].generation = 2;
    decks[1].startFrame = 64;
    const out = run(
      4,
      () => 1,
      () => -1,
    );
    expect(steps(out)).toBeLessThan(2.1 / FADE);
    expect(out.at(-1)).toBe(-1);
  });

  it('fades to silence without a click when a ring runs dry, counts the underruns, and fades in again without a click', () => {
    const { run, decks, meters } = setUp();
    decks[0].generation = 1;
    decks[0].startFrame = 0;
    const before = run(1, () => 0.8);
    const dry = run(2);
    expect(meters.read('underruns')).toBe(2);
    expect(dry.at(-1)).toBe(0);
    // The render thread catches up: the late samples are skipped.
    decks[0].samples.write(new Float32Array(128).fill(0.5), 128);
    const after = run(2, () => 0.8);
    expect(after.at(-1)).toBe(Math.fround(0.8));
    expect(steps([...before, ...dry, ...after])).toBeLessThan(0.03);
    expect(meters.read('longestGapFrames')).toBe(128);
  });

  it('fades out when the instrument stops', () => {
    const { run, decks, mixer } = setUp();
    decks[0].generation = 1;
    decks[0].startFrame = 0;
    run(1, () => 1);
    mixer.fadeOut(96);
    expect(steps([1, ...run(2, () => 1)])).toBeLessThan(0.011);
    expect(mixer.isSilent).toBe(true);
  });
});
