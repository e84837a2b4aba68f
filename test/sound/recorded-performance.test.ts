import { mkdtemp, readFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { describe, expect, it } from 'vitest';
import { createContainer } from '../../src/app/create-container.ts';
import { openProgram } from '../../src/app/open-program.ts';
import { createPlayedHistory } from '../../src/app/recording/played-history.ts';
import { createRecorder } from '../../src/app/recording/recorder.ts';
import { SERVICES } from '../../src/app/services.ts';
import { parsePerformance } from '../../src/control/performance/parse-performance.ts';
import type { Performance } from '../../src/control/performance/performance.ts';
import { writePerformance } from '../../src/control/performance/write-performance.ts';
import { DEFAULT_CONTROL_SETTINGS } from '../../src/control/settings.ts';
import type { DescriptorSet } from '../../src/descriptors/descriptor-set.ts';
import { loadSound } from '../../src/descriptors/sound-file.ts';
import { renderPerformance } from '../../src/engine/offline.ts';
import { createPlayedLogMemory, openPlayedLog, type PlayedLog } from '../../src/engine/played-log.ts';
import { TINY_MODEL } from '../model/tiny-model.ts';
import { ALL_JACKS } from '../realtime/all-jacks.ts';
import { HIT, startLiveEngine, TONE } from '../realtime/live-engine.ts';

const RATE = 44_100;

interface Rendering {
  readonly performance: Performance;
  readonly block: 64 | 256;
  readonly frames: number;
  readonly loopMode?: 'resynthesis' | 'freeze';
  /** Set A. Default: a held tone. */
  readonly a?: DescriptorSet;
  readonly played?: PlayedLog;
}

/** Renders a performance by the untrained model. */
async function render({ performance, block, frames, loopMode = 'resynthesis', a = TONE, played }: Rendering) {
  const modelsDirectory = dirname(TINY_MODEL);
  const patch = { a, b: HIT, gateMode: 'one-shot', loopMode } as const;
  const program = await openProgram(
    { kind: 'model', modelsDirectory, model: 'tiny-model', seed: 1, patch },
    createContainer({ modelsDirectory }).get(SERVICES.accelerator),
  );
  const { renderer } = program;
  const settings = DEFAULT_CONTROL_SETTINGS;
  const samples = await renderPerformance({ renderer, performance, settings, block, frames, played });
  await program.close();
  return samples;
}

/** The first frame at which two sounds differ, or -1. */
const firstDifference = (a: Float32Array, b: Float32Array): number => a.findIndex((x, n) => x !== b[n]);

const largestDifference = (a: Float32Array, b: Float32Array): number =>
  a.reduce((largest, x, n) => Math.max(largest, Math.abs(x - b[n])), 0);

describe('a recorded performance', () => {
  it.each([
    [64, 'resynthesis'],
    [256, 'freeze'],
  ] as const)('renders the same samples as the one that was recorded, in blocks of %i: %s', async (block, loopMode) => {
    const played = openPlayedLog(createPlayedLogMemory());
    const performance = parsePerformance(ALL_JACKS, 'all-jacks.perf');
    const frames = 1.5 * RATE;
    const first = await render({ performance, block, frames, loopMode, played });
    const history = createPlayedHistory([played]);
    history.poll();
    expect(history.lost).toBe(0);
    const text = writePerformance({
      moments: history.momentsOf(0, frames),
      ...{ frames, sampleRate: RATE, block, comment: [] },
    });
    // The voltages of the sine, smoothed, at each block: far from the file that was played.
    expect(text.split('\n').length).toBeGreaterThan(150);
    const again = await render({ performance: parsePerformance(text, 'take.perf'), block, frames, loopMode });
    expect(first.some((x) => Math.abs(x) > 1e-3)).toBe(true);
    expect(firstDifference(first, again)).toBe(-1);
  });

  it('of a part, from a silence on, has the variation that each trigger had', async () => {
    const played = openPlayedLog(createPlayedLogMemory());
    const file = '0 cv4 4\n0.1 gate1 tap\n0.9 gate1 tap\n2.1 gate1 tap\n2.8 gate1 tap\n3.5 end\n';
    const performance = parsePerformance(file, 'taps.perf');
    const [block, frames] = [256, 3.5 * RATE] as const;
    const first = await render({ performance, block, frames, a: HIT, played });
    const history = createPlayedHistory([played]);
    history.poll();
    const from = history.blockAt(2 * RATE)?.frame ?? 0;
    expect(from % block).toBe(0);
    history.forgetBefore(1.5 * RATE);
    expect(history.triggersBefore(from)).toBe(2);
    const recorded = {
      moments: history.momentsOf(from, frames),
      ...{ frames: frames - from, sampleRate: RATE, block, comment: [] },
    };
    const renderPart = (triggersBefore: number) =>
      render({
        performance: parsePerformance(writePerformance({ ...recorded, triggersBefore }), 'take.perf'),
        ...{ block, frames: frames - from, a: HIT },
      });
    // The output filter still has a remainder of the former note.
    expect(largestDifference(first.subarray(from), await renderPart(2))).toBeLessThan(1e-6);
    expect(largestDifference(first.subarray(from), await renderPart(0))).toBeGreaterThan(1e-3);
  });

  it('of a live engine renders what its sink got, to the sample', async () => {
    const folder = await mkdtemp(join(tmpdir(), 'neurorack-take-'));
    const path = join(folder, 'take.wav');
    const { engine, until, trigger } = await startLiveEngine({ block: 256 });
    const recorder = createRecorder({ engine, sampleRate: RATE, comment: () => [], onMessage: () => undefined });
    await until('playing');
    const recording = await recorder.recordWhole(path);
    for (let n = 0; n < 4; n++) {
      engine.send({ kind: 'panel', message: { kind: 'cv', channel: n, volts: 0.7 + n } });
      await trigger();
      await sleep(200);
    }
    expect(await recording.stop()).toBeUndefined();
    await recorder.close();
    const { samples } = await loadSound(path);
    const performance = parsePerformance(await readFile(path.replace('.wav', '.perf'), 'utf8'), 'take.perf');
    expect(performance.edges.filter(({ gate, isHigh }) => gate === 0 && isHigh).length).toBe(4);
    expect(Math.round(performance.endSeconds * RATE)).toBe(samples.length);
    const again = await render({ performance, block: 256, frames: samples.length });
    expect(again.some((x) => Math.abs(x) > 1e-3)).toBe(true);
    // A busy computer leaves gaps in what the sink gets; up to the first one every sample is the same.
    const differs = firstDifference(samples, again);
    if (engine.meters.read('underruns') === 0) expect(differs).toBe(-1);
    else expect(differs === -1 || differs > 0.05 * RATE).toBe(true);
  });
});
