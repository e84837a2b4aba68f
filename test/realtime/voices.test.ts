import { setTimeout as sleep } from 'node:timers/promises';
import { describe, expect, it } from 'vitest';
import { rms } from '../families/sinc-nsf/test-model.ts';
import { startLiveEngine } from './live-engine.ts';

describe('voices in the threads of the engine', () => {
  it('take over from one voice, play a chord, release each note by itself, and end with the last', async () => {
    const { engine, events, program, until, takeAudio } = await startLiveEngine();
    await until('playing');
    const patch = { ...program.patch, gateMode: 'gated' } as const;
    engine.play({ ...program, voices: { mode: 'poly', count: 4 }, patch });
    while (events.filter(({ kind }) => kind === 'playing').length < 2) await sleep(20);
    await sleep(200);
    const send = (key: number, isOn: boolean): void =>
      engine.send({ kind: 'panel', message: { kind: 'note', key, isOn, pitch: key / 12, level: -12, sharpness: 0 } });
    const levels: number[] = [];
    takeAudio();
    for (const [key, isOn] of [
      [0, true],
      [7, true],
      [0, false],
      [7, false],
    ] as const) {
      send(key, isOn);
      await sleep(300);
      takeAudio();
      await sleep(300);
      levels.push(rms(takeAudio()));
    }
    const [one, both, other, none] = levels;
    expect(one).toBeGreaterThan(1e-3);
    expect(both).toBeGreaterThan(1.1 * one);
    expect(other).toBeLessThan(0.95 * both);
    expect(none).toBeLessThan(0.01 * one);
    expect(engine.meters.read('lostEdges')).toBe(0);
    expect(events.filter(({ kind }) => kind === 'lost')).toEqual([]);
  });
});
