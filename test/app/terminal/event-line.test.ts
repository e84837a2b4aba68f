import { describe, expect, it } from 'vitest';
import { quantilesOf } from '../../../src/app/play-report.ts';
import { eventLine } from '../../../src/app/terminal/event-line.ts';
import { summary } from '../../../src/app/terminal/summary.ts';
import { createEngineMemory } from '../../../src/engine/engine-memory.ts';
import { openMeters } from '../../../src/engine/meters.ts';

const opened = (sink: string, isPaced = true) =>
  eventLine({ kind: 'opened', sink, isClocked: isPaced, sampleRate: 44_100, latencyFrames: 0, notRealtime: undefined });

describe('what `run` tells', () => {
  it('of the null sink: that it is silent, and what is not', () => {
    expect(opened('null')).toMatch(/silent.*--audio device:.*--audio browser/);
    expect(opened('device:USB')).toBe('sound: device:USB');
    expect(opened('wav:out.wav', false)).toBe('writing out.wav');
  });

  it('at the end of a run too short for a block: so, and no figures that are none', () => {
    const meters = openMeters(createEngineMemory().meters);
    const nothing = quantilesOf(meters.blockUs);
    const [line, ...others] = summary({
      model: 'impacts',
      sink: 'null',
      block: 256,
      seconds: 0.04,
      counters: meters.counters(),
      blockUs: nothing,
      blockCpuUs: nothing,
      networkUs: nothing,
      dspUs: nothing,
      gcUs: nothing,
      gateLatencyMs: 1,
      deviceLatencyMs: 0,
      rssMb: 1,
    });
    expect(line).toBe('played 0.0 s: it ended before the model had played a block');
    expect(others).toEqual([]);
  });
});
