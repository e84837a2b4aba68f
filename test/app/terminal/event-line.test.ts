import { describe, expect, it } from 'vitest';
import { quantilesOf } from '../../../src/app/play-report.ts';
import { spareBank } from '../../../src/app/spare-sound.ts';
import { createEventLines, eventLine } from '../../../src/app/terminal/event-line.ts';
import { summary } from '../../../src/app/terminal/summary.ts';
import { createEngineMemory } from '../../../src/engine/engine-memory.ts';
import { openMeters } from '../../../src/engine/meters.ts';

const opened = (sink: string, isClocked = true) =>
  eventLine({ kind: 'opened', sink, isClocked, sampleRate: 44_100, latencyFrames: 0, notRealtime: undefined });

describe('the terminal output of `run`', () => {
  it('names the sinks that are audible when the null sink is open', () => {
    expect(opened('null')).toMatch(/silent.*--audio auto.*--audio browser/);
    expect(opened('device:USB')).toBe('sound: device:USB');
    expect(opened('wav:out.wav', false)).toBe('writing out.wav');
  });

  it('names the remedy when silence plays in place of a missing sink', () => {
    const missing = { kind: 'missing-device', message: "there is no sound card 'USB'", remedy: 'connect one' } as const;
    const line = eventLine({
      kind: 'opened',
      sink: 'device:USB',
      isClocked: true,
      sampleRate: 44_100,
      latencyFrames: 0,
      notRealtime: undefined,
      missing,
    });
    expect(line).toBe("warning: silence plays until the sink opens: there is no sound card 'USB'; connect one");
  });

  it('adds to the sink what a missing package costs', () => {
    const event = { kind: 'opened', sink: 'browser', isClocked: true, sampleRate: 44_100, latencyFrames: 0 } as const;
    expect(eventLine({ ...event, notRealtime: 'koffi is not installed', missingPackage: 'koffi' })).toBe(
      'sound: browser; without koffi it may have a gap every few seconds',
    );
  });

  it('adds to what plays why another runtime runs the network', () => {
    const [a] = spareBank().sets;
    const patch = { a, gateMode: 'one-shot', loopMode: 'resynthesis' } as const;
    const program = { kind: 'model', modelsDirectory: '', model: 'impacts', seed: 1, patch } as const;
    const line = (notice?: string) =>
      eventLine({ kind: 'playing', program, isFallback: false, latencyFrames: 0, notice });
    expect(line()).toBe('playing: impacts');
    expect(line('the network runs in WebAssembly')).toBe('playing: impacts; the network runs in WebAssembly');
  });

  it('has a notice once, though the thread of its network is replaced', () => {
    const [a] = spareBank().sets;
    const patch = { a, gateMode: 'one-shot', loopMode: 'resynthesis' } as const;
    const program = { kind: 'model', modelsDirectory: '', model: 'impacts', seed: 1, patch } as const;
    const lines = createEventLines();
    const playing = (notice: string) =>
      lines({ kind: 'playing', program, isFallback: false, latencyFrames: 0, notice });
    expect(playing('it runs in WebAssembly')).toBe('playing: impacts; it runs in WebAssembly');
    expect(lines({ kind: 'restarted', role: 'render', error: new Error('it hung') })).toContain('restarted');
    expect(playing('it runs in WebAssembly')).toBe('playing: impacts');
    expect(playing('it runs elsewhere')).toBe('playing: impacts; it runs elsewhere');
  });

  it('prints no figures after a run that is too short for a block', () => {
    const meters = openMeters(createEngineMemory().meters);
    const empty = quantilesOf(meters.blockUs);
    const [line, ...others] = summary({
      model: 'impacts',
      sink: 'null',
      block: 256,
      seconds: 0.04,
      counters: meters.counters(),
      blockUs: empty,
      blockCpuUs: empty,
      networkUs: empty,
      dspUs: empty,
      gcUs: empty,
      gateLatencyMs: 1,
      deviceLatencyMs: 0,
      rssMb: 1,
    });
    expect(line).toBe('played 0.0 s: it ended before the model played a block');
    expect(others).toEqual([]);
  });
});
