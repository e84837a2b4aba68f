import { describe, expect, it } from 'vitest';
import { createSamplePlayer } from '../../src/voice/sample-player.ts';
import { distance } from '../families/sinc-nsf/test-model.ts';
import { join, loudest, play, set, steepest } from './playing.ts';

const LATENCY = 31;
const samples = Float32Array.from({ length: 9000 }, (_, n) => 0.5 * Math.sin((2 * Math.PI * 165 * n) / 44_100));
const open = () => createSamplePlayer({ samples, sampleRate: 44_100, latencyFrames: LATENCY });

describe('the sample player', () => {
  it('plays the sound bit-identically, once, with the latency of the voice that takes over', async () => {
    const player = open();
    await play(player, 100);
    player.gate(0, true);
    const played = await play(player, LATENCY + samples.length, 100);
    expect(loudest(played.subarray(0, LATENCY))).toBe(0);
    expect(played.subarray(LATENCY)).toEqual(samples);
    expect(player.isSounding).toBe(false);
    expect(loudest(await play(player, 500))).toBe(0);
  });

  it('trills as fast as gates can, without a click', async () => {
    const player = open();
    player.gate(0, true);
    const parts = [await play(player, 2000)];
    const own = steepest(parts[0]);
    for (let n = 0; n < 30; n++) {
      player.gate(0, true);
      parts.push(await play(player, 45));
    }
    expect(steepest(join(...parts))).toBeLessThan(2.5 * own);
  });

  it('follows the level and never exceeds full scale', async () => {
    const player = open();
    player.gate(0, true);
    set(player, { level: -20 });
    await play(player, 500);
    expect(
      distance(
        await play(player, 3000),
        samples.subarray(469, 3469).map((x) => x / 10),
      ),
    ).toBeLessThan(1e-5);
    set(player, { level: 6 });
    const loud = await play(player, 2000);
    expect(loudest(loud)).toBeGreaterThan(0.9);
    expect(loudest(loud)).toBeLessThanOrEqual(1);
    player.gate(0, true);
    expect(loudest(await play(player, 2000))).toBeLessThanOrEqual(1);
  });

  it('ignores gate 2 and falls of gate 1', async () => {
    const player = open();
    player.gate(1, true);
    player.gate(0, false);
    expect(loudest(await play(player, 500))).toBe(0);
  });
});
