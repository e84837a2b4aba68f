import { setTimeout as sleep } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';
import { readBank } from '../../src/descriptors/bank/read-bank.ts';
import type { ModelProgramSpec } from '../../src/engine/program.ts';
import { distance, rms } from '../families/sinc-nsf/test-model.ts';
import { largestStep, startLiveEngine } from './live-engine.ts';

const ROOT = fileURLToPath(new URL('../../', import.meta.url));
describe('the shipped models', () => {
  it('take over from each other in the middle of a sound without a click or a gap, and sound different', async () => {
    const bank = await readBank(`${ROOT}banks/factory.nrbank`);
    const set = bank.sets.find(({ name }) => name === 'Bell');
    if (set === undefined) throw new Error('no Bell in the factory bank');
    const program: ModelProgramSpec = {
      kind: 'model',
      modelsDirectory: `${ROOT}models`,
      model: 'impacts',
      seed: 1,
      patch: { a: set, gateMode: 'one-shot', loopMode: 'resynthesis' },
    };
    const { engine, events, until, takeAudio, trigger } = await startLiveEngine({ program });
    const playing = () => events.filter(({ kind }) => kind === 'playing').length;
    await until('playing');
    await trigger();
    await sleep(600);
    // Gate 2 loops the sound while the other model loads.
    engine.send({ kind: 'panel', message: { kind: 'gate', gate: 1, isHigh: true } });
    await sleep(600);
    const alone = takeAudio();
    engine.play({ ...program, model: 'metal' });
    while (playing() < 2) await sleep(20);
    await sleep(300);
    const across = takeAudio();
    expect(largestStep(across)).toBeLessThan(1.5 * largestStep(alone));
    // In steps of 10 ms; a busy machine causes gaps of its own, which the meters count.
    let gaps = 0;
    for (let n = 0; n + 441 <= across.length; n += 441) if (rms(across.subarray(n, n + 441)) < 1e-5) gaps++;
    const { underruns, deviceUnderruns } = engine.meters.counters();
    expect(gaps).toBeLessThanOrEqual(underruns + deviceUnderruns);
    engine.send({ kind: 'panel', message: { kind: 'gate', gate: 1, isHigh: false } });
    await trigger();
    await sleep(1000);
    const other = takeAudio();
    const length = 20_000;
    const onset = (sound: Float32Array): number => sound.findIndex((x) => Math.abs(x) > 0.05);
    const [first, second] = [alone, other].map((sound) => sound.subarray(onset(sound), onset(sound) + length));
    expect(distance(first, second)).toBeGreaterThan(0.05);
    expect(events.some(({ kind }) => kind === 'lost')).toBe(false);
  });
});
