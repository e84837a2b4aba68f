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
import { type ControlSettings, DEFAULT_CONTROL_SETTINGS } from '../../src/control/settings.ts';
import type { VoiceSettings } from '../../src/control/voices.ts';
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
  readonly voices?: VoiceSettings;
  readonly settings?: ControlSettings;
  readonly played?: PlayedLog;
}

/** Renders a performance by the untrained model. */
async function render(rendering: Rendering) {
  const { performance, block, frames, loopMode = 'resynthesis', a = TONE, voices, played } = rendering;
  const { settings = DEFAULT_CONTROL_SETTINGS } = rendering;
  const modelsDirectory = dirname(TINY_MODEL);
  const patch = { a, b: HIT, gateMode: 'one-shot', loopMode } as const;
  const program = await openProgram(
    { kind: 'model', modelsDirectory, model: 'tiny-model', seed: 1, patch, voices },
    createContainer({ modelsDirectory }).get(SERVICES.accelerator),
  );
  const { renderer } = program;
  const samples = await renderPerformance({ renderer, performance, settings, block, frames, played });
  await program.close();
  return samples;
}

/** The first frame at which two sounds differ, or -1. */
const firstDifference = (a: Float32Array, b: Float32Array): number => a.findIndex((x, n) => x !== b[n]);

const largestDifference = (a: Float32Array, b: Float32Array): number =>
  a.reduce((largest, x, n) => Math.max(largest, Math.abs(x - b[n])), 0);

/** Renders a performance, and writes the performance of its part from the block of a frame on. */
async function recordPart(
  performance: Performance,
  at: number,
  settings: Pick<Rendering, 'a' | 'voices' | 'settings' | 'loopMode'>,
) {
  const played = openPlayedLog(createPlayedLogMemory());
  const [block, frames] = [256, Math.round(performance.endSeconds * RATE)] as const;
  const first = await render({ performance, block, frames, ...settings, played });
  const history = createPlayedHistory([played], RATE);
  history.poll();
  expect(history.lost).toBe(0);
  const from = history.blockAt(at)?.frame ?? 0;
  history.forgetBefore(from);
  const lead = history.leadOf(from);
  if (lead === undefined) throw new Error('no beginning of the sounds that ring');
  const text = writePerformance({
    moments: history.momentsAfter(lead, frames),
    ...{ residue: lead.residue, begin: from - lead.frame, frames: frames - lead.frame },
    ...{ sampleRate: RATE, block, comment: [] },
  });
  return {
    first,
    part: { from, text, frames: frames - lead.frame, performance: parsePerformance(text, 'take.perf') },
  };
}

/** Chords of MIDI between rises of gate 1, with more notes than four voices have, and a walk of each trigger. */
function chords(): Performance {
  return parsePerformance(
    [
      '0 cv4 4',
      ...[0.05, 1.6, 2.2, 2.8].flatMap((seconds, chord) => [
        ...[0, 4, 7, 11, 14].map(
          (semitones, n) => `${(seconds + n / 50).toFixed(3)} note ${n + 3 * chord} on ${semitones / 12} -${n} 0.1`,
        ),
        ...[0, 4, 7, 11, 14].map((_, n) => `${(seconds + 0.2 + n / 50).toFixed(3)} note ${n + 3 * chord} off`),
        `${(seconds + 0.1).toFixed(3)} gate1 tap`,
        `${(seconds + 0.15).toFixed(3)} note ${3 * chord + 1} move 0.5 3`,
      ]),
      '3.5 end',
    ].join('\n'),
    'chords.perf',
  );
}

describe('a recorded performance', () => {
  it.each([
    [64, 'resynthesis'],
    [256, 'freeze'],
  ] as const)('renders the same samples as the one that was recorded, in blocks of %i: %s', async (block, loopMode) => {
    const played = openPlayedLog(createPlayedLogMemory());
    const performance = parsePerformance(ALL_JACKS, 'all-jacks.perf');
    const frames = 1.5 * RATE;
    const first = await render({ performance, block, frames, loopMode, played });
    const history = createPlayedHistory([played], RATE);
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

  it.each([
    ['while a note rings', 1],
    ['in the silence after the notes', 1.9],
    ['in a loop of descriptors', 3.2],
  ])('of a part that begins %s renders the same samples from there on', async (_, seconds) => {
    const file =
      '0 cv4 4\n0.1 gate1 tap\n0.9 gate1 tap\n2.1 gate1 tap\n2.6 gate2 on\n3.4 gate2 off\n3.6 gate1 tap\n5 end\n';
    const { first, part } = await recordPart(parsePerformance(file, 'taps.perf'), seconds * RATE, { a: HIT });
    expect(part.text).toMatch(/^0 format 2\n0 exact\n/);
    expect(part.performance.lacksSounds).toBeUndefined();
    expect(part.performance.beginSeconds ?? 0).toBeLessThan(2);
    const again = await render({ performance: part.performance, block: 256, frames: part.frames, a: HIT });
    expect(again.some((x) => Math.abs(x) > 1e-3)).toBe(true);
    expect(again.length).toBe(first.length - part.from);
    expect(firstDifference(first.subarray(part.from), again)).toBe(-1);
  });

  it.each(['poly', 'alternate'] as const)(
    'of four voices (%s) and notes of MIDI renders the same samples',
    async (mode) => {
      const voices = { mode, count: 4 } as const;
      const settings = { a: HIT, voices };
      const { first, part } = await recordPart(chords(), 0, settings);
      const again = await render({ performance: part.performance, block: 256, frames: part.frames, ...settings });
      expect(first.some((x) => Math.abs(x) > 1e-3)).toBe(true);
      expect(firstDifference(first, again)).toBe(-1);
      const without = { ...part.performance, notes: [] };
      const gatesAlone = await render({ performance: without, block: 256, frames: part.frames, ...settings });
      expect(largestDifference(first, gatesAlone)).toBeGreaterThan(1e-3);
    },
  );

  it('of a part of four voices begins with the sounds that ring, and keeps who plays which note', async () => {
    const settings = { a: HIT, voices: { mode: 'poly', count: 4 } } as const;
    const { first, part } = await recordPart(chords(), 2.3 * RATE, settings);
    expect(part.performance.beginSeconds).toBeGreaterThan(0);
    expect(part.performance.residue?.length).toBe(30);
    const again = await render({ performance: part.performance, block: 256, frames: part.frames, ...settings });
    expect(again.some((x) => Math.abs(x) > 1e-3)).toBe(true);
    expect(firstDifference(first.subarray(part.from), again)).toBe(-1);
  });

  it('has the values that a controller has set, whatever the settings are that render it again', async () => {
    const moved = { ...DEFAULT_CONTROL_SETTINGS, bases: { ...DEFAULT_CONTROL_SETTINGS.bases, pitch: 0.25 } };
    const performance = parsePerformance('0 cv1 2\n0.1 gate1 tap\n1 end\n', 'tap.perf');
    const { first, part } = await recordPart(performance, 0, { a: HIT, settings: moved });
    const again = await render({ performance: part.performance, block: 256, frames: part.frames, a: HIT });
    expect(firstDifference(first, again)).toBe(-1);
    const values = { ...part.performance, values: undefined };
    const withoutThem = await render({ performance: values, block: 256, frames: part.frames, a: HIT });
    expect(largestDifference(first, withoutThem)).toBeGreaterThan(1e-3);
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
