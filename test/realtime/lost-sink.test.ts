import { setTimeout as sleep } from 'node:timers/promises';
import { describe, expect, it } from 'vitest';
import { rms } from '../families/sinc-nsf/test-model.ts';
import { buildThread } from './built-thread.ts';
import { startLiveEngine } from './live-engine.ts';

describe('an engine whose sink fails', () => {
  it('opens it again once and plays on from the same position; after a second failure it reports the loss', async () => {
    const { engine, events, until, takeAudio, trigger } = await startLiveEngine({
      threadFile: await buildThread('faulty-sink-thread'),
    });
    const restarted = await until('restarted');
    expect(restarted).toMatchObject({ role: 'audio', error: { kind: 'device-fault', message: 'the sink is gone' } });
    const position = engine.position;
    expect(position).toBeGreaterThan(2.9 * 44_100);
    while (events.filter(({ kind }) => kind === 'playing').length < 2) await sleep(10);
    takeAudio();
    await trigger();
    await sleep(300);
    expect(rms(takeAudio())).toBeGreaterThan(1e-4);
    expect(engine.position).toBeGreaterThan(position);
    expect(await until('lost')).toMatchObject({ role: 'audio', error: { message: 'the sink is gone' } });
    await engine.stop();
    expect(events.at(-1)).toEqual({ kind: 'ended' });
  });
});
