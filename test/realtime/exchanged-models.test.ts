import { cpSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { describe, expect, it } from 'vitest';
import { startLiveEngine } from './live-engine.ts';

describe('an engine that is asked for many models', () => {
  it.each(['before the sink opens', 'while the first model loads', 'while a model plays'])(
    'plays the last of five hundred %s, and loads few of the others',
    async (moment) => {
      const { engine, events, program, folder, until } = await startLiveEngine();
      cpSync(folder, join(dirname(folder), 'last'), { recursive: true });
      if (moment === 'while the first model loads') await until('opened');
      if (moment === 'while a model plays') await until('playing');
      for (let n = 1; n < 500; n++) engine.play({ ...program, model: `missing-${n}` });
      engine.play({ ...program, model: 'last' });
      const isLast = (event: (typeof events)[number]): boolean =>
        event.kind === 'playing' && event.program.kind === 'model' && event.program.model === 'last';
      while (!events.some(isLast)) await sleep(10);
      const lost = events.filter(({ kind }) => kind === 'lost');
      expect(lost.length).toBeLessThanOrEqual(3);
      for (const event of lost) expect(event).toMatchObject({ role: 'render', isPlaying: true });
      await sleep(300);
      expect(events.filter(({ kind }) => kind === 'playing').at(-1)).toMatchObject({ program: { model: 'last' } });
    },
  );
});
