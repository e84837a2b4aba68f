import { setTimeout as sleep } from 'node:timers/promises';
import { describe, expect, it, onTestFinished, vi } from 'vitest';
import type { SoundProgramSpec } from '../../src/engine/program.ts';
import { prepareThreads } from '../../src/engine/threads/prepared-threads.ts';
import { rms } from '../families/sinc-nsf/test-model.ts';
import { THREAD_FILE } from './built-thread.ts';
import { startLiveEngine } from './live-engine.ts';

const SOUND: SoundProgramSpec = {
  kind: 'sound',
  samples: new Float32Array(44_100).fill(0.1),
  sampleRate: 44_100,
  latencyFrames: 31,
};

/** Four threads that wait, of which an engine takes each that it starts; `taken` counts them. */
function prepare(file: string) {
  const threads = prepareThreads(file, ['audio', 'control', 'sound', 'model']);
  onTestFinished(() => threads.close());
  const take = vi.fn(threads.take);
  const taken = (): number => take.mock.results.filter(({ value }) => value !== undefined).length;
  return { prepared: { ...threads, take }, taken };
}

describe('an engine with threads that started before it', () => {
  it('plays its start-up sound and its model in them', async () => {
    const { prepared, taken } = prepare(THREAD_FILE);
    const { until, takeAudio, trigger, events } = await startLiveEngine({ prepared, startUpSound: SOUND });
    await until('playing');
    while (events.filter(({ kind }) => kind === 'playing').length < 2) await sleep(20);
    await trigger();
    await sleep(300);
    expect(rms(takeAudio().subarray(-2000))).toBeGreaterThan(1e-3);
    expect(taken()).toBe(4);
  });

  it('takes them once: an engine that starts later has its own', async () => {
    const { prepared, taken } = prepare(THREAD_FILE);
    const first = await startLiveEngine({ prepared });
    await first.until('playing');
    await first.engine.stop();
    const second = await startLiveEngine({ prepared, startUpSound: SOUND });
    await second.until('playing');
    expect(taken()).toBe(3);
  });

  it('starts its own where those have failed', async () => {
    const { prepared, taken } = prepare('/nowhere/thread.js');
    await sleep(200);
    const { until } = await startLiveEngine({ prepared, threadFile: THREAD_FILE });
    await until('playing');
    expect(taken()).toBe(0);
  });
});
