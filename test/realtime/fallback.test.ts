import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { beforeAll, describe, expect, it } from 'vitest';
import type { EngineEvent } from '../../src/engine/engine-event.ts';
import { rms } from '../families/sinc-nsf/test-model.ts';
import { buildThread } from './built-thread.ts';
import { type LiveEngine, startLiveEngine } from './live-engine.ts';

/** Which accelerator began to play, in order. */
const players = (events: readonly EngineEvent[]): string[] =>
  events
    .filter((event) => event.kind === 'playing')
    .map(({ isFallback }) => (isFallback ? 'processor' : 'accelerator'));

/** Waits until a condition holds; the test runner's time limit ends the wait. */
async function until(condition: () => boolean): Promise<void> {
  while (!condition()) await sleep(10);
}

async function isHeard({ trigger, takeAudio }: LiveEngine): Promise<boolean> {
  await trigger();
  await sleep(300);
  const samples = takeAudio();
  return rms(samples.subarray(samples.length - 2000)) > 1e-3;
}

describe('an accelerator with a fallback', () => {
  let threadFile: string;
  beforeAll(async () => {
    threadFile = await buildThread('fallback-thread');
  });

  async function start(fault?: string): Promise<LiveEngine> {
    const live = await startLiveEngine({ threadFile, hasFallback: true });
    if (fault !== undefined) writeFileSync(join(live.folder, 'fault'), fault);
    return live;
  }

  it('plays as soon as it is ready, whichever began', async () => {
    const live = await start();
    await until(() => players(live.events).includes('accelerator'));
    await sleep(200); // a processor that is ready too late is stopped without an event
    expect(players(live.events).at(-1)).toBe('accelerator');
    expect(await isHeard(live)).toBe(true);
    expect(live.events.some(({ kind }) => kind === 'fallback' || kind === 'lost')).toBe(false);
  });

  it('leaves the playing to the fallback when it is absent, with an event that names the reason', async () => {
    const live = await start('absent');
    const { error } = await live.until('fallback');
    expect(error.message).toContain('absent');
    await live.until('playing');
    expect(players(live.events)).toEqual(['processor']);
    expect(await isHeard(live)).toBe(true);
    expect(live.events.some(({ kind }) => kind === 'lost')).toBe(false);
  });

  it.each(['throw', 'hang', 'die'])('is replaced by the processor on a %s', async (how) => {
    const live = await start();
    await until(() => players(live.events).includes('accelerator'));
    await sleep(200);
    const before = players(live.events).length;
    writeFileSync(join(live.folder, 'fault'), `${how} again`);
    await live.trigger();
    await live.until('fallback');
    await until(() => players(live.events).length > before);
    expect(players(live.events).at(-1)).toBe('processor');
    expect(await isHeard(live)).toBe(true);
    expect(live.events.some(({ kind }) => kind === 'restarted' || kind === 'lost')).toBe(false);
  });

  it('leaves a file the same to the bit when it is absent', async () => {
    const files: Buffer[] = [];
    for (const fault of [undefined, 'absent']) {
      const out = join((await startLiveEngine({ threadFile })).folder, 'out.wav');
      const edges = [{ seconds: 0.1, gate: 0, isHigh: true }] as const;
      const live = await startLiveEngine({
        threadFile,
        hasFallback: true,
        sink: `wav:${out}`,
        seconds: 0.5,
        performance: { cv: [[], [], [], []], edges, knob: [], endSeconds: 0.5 },
      });
      if (fault !== undefined) writeFileSync(join(live.folder, 'fault'), fault);
      await live.until('ended');
      expect(players(live.events)).toEqual([fault === undefined ? 'accelerator' : 'processor']);
      files.push(readFileSync(out));
    }
    expect(Buffer.compare(files[0], files[1])).toBe(0);
    expect(files[0].subarray(44 + 2 * 8820).some((byte) => byte !== 0)).toBe(true);
  });
});
