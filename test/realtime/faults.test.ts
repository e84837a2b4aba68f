import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { beforeAll, describe, expect, it } from 'vitest';
import { rms } from '../families/sinc-nsf/test-model.ts';
import { buildThread } from './built-thread.ts';
import { largestStep, startLiveEngine } from './live-engine.ts';

describe('an engine with a failing accelerator', () => {
  let threadFile: string;
  beforeAll(async () => {
    threadFile = await buildThread('faulty-thread');
  });

  async function playing() {
    const live = await startLiveEngine({ threadFile });
    await live.until('playing');
    await live.trigger();
    await sleep(300);
    const before = live.takeAudio();
    expect(rms(before.subarray(before.length - 2000))).toBeGreaterThan(1e-3);
    return { ...live, before, fail: (how: string) => writeFileSync(join(live.folder, 'fault'), how) };
  }

  it.each(['throw', 'hang', 'die'])(
    'fades to silence without a click on a %s, and plays again on another thread',
    async (how) => {
      const { fail, until, takeAudio, trigger, before, engine, events } = await playing();
      fail(how);
      const { role } = await until('restarted');
      expect(role).toBe('render');
      await sleep(800);
      const silence = takeAudio();
      expect(largestStep(silence)).toBeLessThan(1.5 * largestStep(before));
      expect(rms(silence.subarray(silence.length - 2000))).toBeLessThan(1e-3);
      while (events.filter(({ kind }) => kind === 'playing').length < 2) await sleep(10); // the second thread, on a slow computer
      await trigger();
      await sleep(300);
      const after = takeAudio();
      expect(rms(after.subarray(after.length - 2000))).toBeGreaterThan(1e-3);
      expect(engine.meters.read('underruns')).toBeGreaterThan(0);
    },
  );

  it('reports the loss when the second thread fails too, and still stops', async () => {
    const { fail, until, engine, trigger } = await playing();
    fail('throw again');
    await until('restarted');
    await trigger();
    const lost = await until('lost');
    expect(lost.role).toBe('render');
    expect(lost.error.message).toContain('broken');
    await engine.stop();
  });

  it('counts NaN outputs and plays silence: no NaN reaches the sink, and no thread is replaced', async () => {
    const { fail, events, takeAudio, engine } = await playing();
    fail('nan');
    await sleep(400);
    const samples = takeAudio();
    expect(samples.every(Number.isFinite)).toBe(true);
    expect(rms(samples.subarray(samples.length - 2000))).toBeLessThan(1e-2);
    expect(engine.meters.read('faults')).toBeGreaterThan(10);
    expect(events.some(({ kind }) => kind === 'restarted' || kind === 'lost')).toBe(false);
  });

  it('reports a model that does not exist, and plays the first one', async () => {
    const live = await startLiveEngine({ threadFile });
    live.engine.play({ ...live.program, model: 'unknown' });
    const { error } = await live.until('lost');
    expect(error.message).toContain('unknown');
    await live.until('playing');
  });
});
