import { dirname } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { describe, expect, it } from 'vitest';
import { createApp } from '../../src/app/app.ts';
import { createPath } from '../../src/descriptors/transform/create-path.ts';
import { renderTrigger } from '../../src/voice/render-trigger.ts';
import { createVoice } from '../../src/voice/voice.ts';
import { rms } from '../families/sinc-nsf/test-model.ts';
import { TINY_MODEL } from '../model/tiny-model.ts';
import { HIT, startLiveEngine, TONE } from './live-engine.ts';

const steepest = (samples: Float32Array): number =>
  samples.reduce((most, x, n) => Math.max(most, Math.abs(x - (samples[n - 1] ?? x))), 0);

/** What the untrained model makes of the tone, from its trigger on. */
async function renderOffline(seconds: number): Promise<Float32Array> {
  const { models } = createApp({ modelsDirectory: dirname(TINY_MODEL) });
  const model = await models.load(TINY_MODEL);
  const session = await models.open(model);
  const voice = await createVoice({ model, session });
  const path = createPath({ a: TONE, stats: model.manifest.descriptors });
  const samples = await renderTrigger({ voice, path, seed: 1, samples: seconds * 44_100 });
  await session.close();
  return samples;
}

describe('an engine in real threads', () => {
  it.each([64, 128, 256, 512] as const)('is silent until gate 1 rises, then sounds, in blocks of %i', async (block) => {
    const { until, takeAudio: heard, trigger: strike, engine } = await startLiveEngine({ block });
    const { latencyFrames } = await until('playing');
    expect(latencyFrames).toBe(31);
    await sleep(100);
    expect(heard().every((x) => x === 0)).toBe(true);
    await strike();
    await sleep(300);
    const samples = heard();
    expect(rms(samples.subarray(samples.length - 2000))).toBeGreaterThan(1e-3);
    expect(engine.meters.read('blocks')).toBeGreaterThan((0.3 * 44_100) / block);
    expect(engine.meters.read('lostEdges')).toBe(0);
  });

  it('goes over to another model without a click or a hole while it sounds', async () => {
    const { until, takeAudio: heard, trigger: strike, engine, program: repertoire, events } = await startLiveEngine();
    await until('playing');
    await strike();
    await sleep(500);
    const before = heard();
    engine.play({ ...repertoire, patch: { ...repertoire.patch, a: HIT, b: TONE } });
    while (events.filter(({ kind }) => kind === 'playing').length < 2) await sleep(20);
    await sleep(300);
    const across = heard();
    expect(steepest(across)).toBeLessThan(1.5 * steepest(before));
    await strike();
    await sleep(200);
    expect(rms(heard())).toBeGreaterThan(1e-4);
    expect(events.some(({ kind }) => kind === 'lost')).toBe(false);
  });

  it('plays a sound made beforehand until the model takes over in the middle of it, without a seam', async () => {
    const sound = await renderOffline(2);
    const {
      until,
      takeAudio: heard,
      trigger: strike,
      events,
      engine,
    } = await startLiveEngine({
      startUpSound: { kind: 'sound', samples: sound, sampleRate: 44_100, latencyFrames: 31 },
    });
    expect((await until('playing')).program.kind).toBe('sound');
    await strike();
    while (events.filter(({ kind }) => kind === 'playing').length < 2) await sleep(5);
    await sleep(600);
    const played = heard();
    const begin = played.findIndex((x) => x !== 0) - sound.findIndex((x) => x !== 0);
    const length = Math.min(sound.length, played.length - begin);
    expect(length).toBeGreaterThan(20_000);
    // A machine too busy to keep time leaves gaps, each of a period and its fades; outside of them there is no seam.
    const gaps = engine.meters.read('underruns');
    const apart = sound.subarray(0, length).filter((x, n) => Math.abs(x - played[begin + n]) > 0.01);
    expect(apart.length).toBeLessThanOrEqual(200 * gaps);
  });

  it('fades out when it is stopped', async () => {
    const { until, takeAudio: heard, trigger: strike, engine } = await startLiveEngine();
    await until('playing');
    await strike();
    await sleep(300);
    const before = heard();
    await engine.stop();
    const end = heard();
    expect(steepest(end)).toBeLessThan(1.5 * steepest(before));
    expect(Math.abs(end[end.length - 1])).toBeLessThan(1e-3);
  });
});
