import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import { spareSound } from '../../src/app/spare-sound.ts';
import { startWatchdog } from '../../src/app/watchdog.ts';
import type { EngineEvent } from '../../src/engine/engine-event.ts';
import { createMetersMemory, openMeters } from '../../src/engine/meters.ts';

beforeEach(() => void vi.useFakeTimers());
afterEach(() => void vi.useRealTimers());

const PLAYING: EngineEvent = { kind: 'playing', program: spareSound(), isFallback: false, latencyFrames: 0 };
const LOST: EngineEvent = { kind: 'lost', role: 'render', error: new Error('gone'), isPlaying: false };

/** A watchdog of three seconds over an engine that a test moves by hundreds of milliseconds. */
function setUp(watchdogMs?: number) {
  const sent: string[] = [];
  const listeners: ((event: EngineEvent) => void)[] = [];
  const engine = { position: 0, meters: openMeters(createMetersMemory()) };
  let ms = 0;
  const instrument = { engine, on: (listener: (event: EngineEvent) => void) => void listeners.push(listener) };
  const watchdog = startWatchdog(instrument, {
    manager: { watchdogMs, notify: (state) => void sent.push(state) },
    nowMs: () => ms,
  });
  const pass = (seconds: number, { frames = 441, blocks = 1 } = {}): string[] => {
    sent.length = 0;
    for (let n = 0; n < seconds * 10; n++) {
      engine.position += frames;
      engine.meters.count('blocks', blocks);
      ms += 100;
      vi.advanceTimersByTime(100);
    }
    return [...sent];
  };
  return { watchdog, pass, emit: (event: EngineEvent) => listeners.forEach((listener) => void listener(event)), sent };
}

it('reports that the instrument is ready once its stream moves, then a sign of life in each third of the time', () => {
  const { pass } = setUp(3000);
  expect(pass(1, { frames: 0, blocks: 0 })).toEqual([]);
  expect(pass(0.5)).toEqual(['READY=1', 'WATCHDOG=1']);
  const signs = pass(9);
  expect(signs.length).toBeGreaterThanOrEqual(7);
  expect(signs.length).toBeLessThanOrEqual(10);
  expect(new Set(signs)).toEqual(new Set(['WATCHDOG=1']));
});

it('gives no sign of life while the sink takes nothing, or the render threads make nothing', () => {
  const { pass, emit } = setUp(3000);
  emit(PLAYING);
  pass(3);
  // One may be for what moved since the last one.
  expect(pass(10, { frames: 0 }).length).toBeLessThanOrEqual(1);
  expect(pass(3).length).toBeGreaterThan(0);
  expect(pass(10, { blocks: 0 }).length).toBeLessThanOrEqual(1);
  expect(pass(3).length).toBeGreaterThan(0);
});

it('gives signs of life in silence, before a program plays and after the last one is lost', () => {
  const { pass, emit } = setUp(3000);
  expect(pass(3, { blocks: 0 })).toContain('WATCHDOG=1');
  emit(PLAYING);
  expect(pass(10, { blocks: 0 })).toEqual([]);
  emit(LOST);
  expect(pass(3, { blocks: 0 })).toContain('WATCHDOG=1');
});

it('reports readiness and the end alone where no signs are expected', () => {
  const { pass, watchdog, sent } = setUp();
  expect(pass(5)).toEqual(['READY=1']);
  watchdog.close();
  expect(sent.at(-1)).toBe('STOPPING=1');
});
