import { dirname } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { describe, expect, it } from 'vitest';
import { createContainer } from '../../src/app/create-container.ts';
import { SERVICES } from '../../src/app/services.ts';
import { createPath } from '../../src/descriptors/transform/create-path.ts';
import { renderTrigger } from '../../src/voice/render-trigger.ts';
import { createVoice } from '../../src/voice/voice.ts';
import { rms } from '../families/sinc-nsf/test-model.ts';
import { TINY_MODEL } from '../model/tiny-model.ts';
import { HIT, largestStep, startLiveEngine, TONE } from './live-engine.ts';

/** The tone played by the untrained model, rendered offline from its trigger on. */
async function renderOffline(seconds: number): Promise<Float32Array> {
  const models = createContainer({ modelsDirectory: dirname(TINY_MODEL) }).get(SERVICES.models);
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
    const { until, takeAudio, trigger, engine } = await startLiveEngine({ block });
    const { latencyFrames } = await until('playing');
    expect(latencyFrames).toBe(31);
    await sleep(100);
    expect(takeAudio().every((x) => x === 0)).toBe(true);
    await trigger();
    await sleep(300);
    const samples = takeAudio();
    expect(rms(samples.subarray(samples.length - 2000))).toBeGreaterThan(1e-3);
    expect(engine.meters.read('blocks')).toBeGreaterThan((0.3 * 44_100) / block);
    expect(engine.meters.read('lostEdges')).toBe(0);
  });

  it('cross-fades to another model without a click or a gap while it sounds', async () => {
    const { until, takeAudio, trigger, engine, program, events } = await startLiveEngine();
    await until('playing');
    await trigger();
    await sleep(500);
    const before = takeAudio();
    engine.play({ ...program, patch: { ...program.patch, a: HIT, b: TONE } });
    while (events.filter(({ kind }) => kind === 'playing').length < 2) await sleep(20);
    await sleep(300);
    const across = takeAudio();
    expect(largestStep(across)).toBeLessThan(1.5 * largestStep(before));
    await trigger();
    await sleep(200);
    expect(rms(takeAudio())).toBeGreaterThan(1e-4);
    expect(events.some(({ kind }) => kind === 'lost')).toBe(false);
  });

  it('plays a start-up sound until the model takes over in the middle of it, without a seam', async () => {
    const sound = await renderOffline(2);
    const { until, takeAudio, trigger, events, engine } = await startLiveEngine({
      startUpSound: { kind: 'sound', samples: sound, sampleRate: 44_100, latencyFrames: 31 },
    });
    expect((await until('playing')).program.kind).toBe('sound');
    await trigger();
    while (events.filter(({ kind }) => kind === 'playing').length < 2) await sleep(5);
    await sleep(600);
    const played = takeAudio();
    const begin = played.findIndex((x) => x !== 0) - sound.findIndex((x) => x !== 0);
    const length = Math.min(sound.length, played.length - begin);
    expect(length).toBeGreaterThan(20_000);
    // A busy machine causes gaps, each of a period and its fades; outside of them there must be no seam.
    const gaps = engine.meters.read('underruns');
    const different = sound.subarray(0, length).filter((x, n) => Math.abs(x - played[begin + n]) > 0.01);
    expect(different.length).toBeLessThanOrEqual(200 * gaps);
  });

  it('fades out when it is stopped', async () => {
    const { until, takeAudio, trigger, engine } = await startLiveEngine();
    await until('playing');
    await trigger();
    await sleep(300);
    const before = takeAudio();
    await engine.stop();
    const end = takeAudio();
    expect(largestStep(end)).toBeLessThan(1.5 * largestStep(before));
    expect(Math.abs(end[end.length - 1])).toBeLessThan(1e-3);
  });
});
