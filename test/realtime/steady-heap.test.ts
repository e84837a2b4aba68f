import { mkdtemp, readFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { beforeAll, describe, expect, it, onTestFinished } from 'vitest';
import { z } from 'zod';
import { parsePerformance } from '../../src/control/performance/parse-performance.ts';
import type { Performance } from '../../src/control/performance/performance.ts';
import { DEFAULT_CONTROL_SETTINGS } from '../../src/control/settings.ts';
import { readBank } from '../../src/descriptors/bank/read-bank.ts';
import { startEngine } from '../../src/engine/threads/threaded-engine.ts';
import { buildThread } from './built-thread.ts';
import { type AudioHeap, KEEPING_SEED, PREFIX, SAMPLE_RATE, WARM_UP_FRAMES } from './steady-heap.ts';

const ROOT = fileURLToPath(new URL('../../', import.meta.url));
const SOAK = 'docs/performances/soak.perf';
/** Of the stream, which has no clock here: it takes as long as the processor needs, and nothing below depends on that. */
const SECONDS = process.env.NEURORACK_NIGHTLY === '1' ? 600 : 60;
const PLANTED_SECONDS = 20;
const MINUTE = 60;
/** Frames from one step of the messages to the next, 50 a second. */
const STEP = SAMPLE_RATE / 50;
const BLOCK = 128;
/** Messages of a step: changes of the volume to the audio thread, 1000 a second, as a dense stream of MIDI or OSC has. */
const VOLUMES = 20;
/** Steps from one pair of sets to the next, and from one change of how the same pair plays to the next. */
const [SETS, MODES] = [50, 25];
/** Growth of the render thread's heap, kB: in all (100 were measured), and for each message with a patch (8), whose path outlives its first collections. */
const [MAX_GROWTH_KB, MAX_PATCH_KB] = [300, 12];
/** Growth of the audio thread's heap, bytes, between two collections of all of it. */
const MAX_AUDIO_GROWTH = 2 ** 20;
/** Garbage of the audio thread, bytes: a period's numbers (250 were measured), and a message (470). */
const [MAX_PERIOD_BYTES, MAX_MESSAGE_BYTES] = [600, 1000];

const heapSchema = z.object({
  ...{
    frames: z.number(),
    peak: z.number(),
    growthBytes: z.number(),
    freedBytes: z.number(),
    collections: z.array(z.string()),
  },
});

let threadFile = '';
beforeAll(async () => {
  threadFile = await buildThread('steady-heap-thread');
});

/** The minute of the soak again and again: notes, trills, loops, all voltages moving. */
async function longPerformance(seconds: number): Promise<Performance> {
  const minute = parsePerformance(await readFile(`${ROOT}${SOAK}`, 'utf8'), SOAK);
  const edges = Array.from({ length: Math.ceil(seconds / MINUTE) + 1 }, (_, n) =>
    minute.edges.map((edge) => ({ ...edge, seconds: edge.seconds + n * MINUTE })),
  ).flat();
  return { ...minute, edges, knob: [], endSeconds: seconds + MINUTE };
}

interface Played {
  /** Of the render thread, kB after a collection, in order; from the end of the warm-up on. */
  readonly heaps: readonly number[];
  /** Messages to the audio thread since then, and to the render thread with a patch. */
  readonly messages: number;
  readonly patches: number;
  /** Collections that V8 began in the render thread, since then. */
  readonly unasked: number;
  readonly blocks: number;
  readonly faults: number;
  readonly audio: AudioHeap;
}

/** Plays everything at once, through the engine's own threads; messages come by the stream's time. */
async function play(seconds: number, seed: number): Promise<Played> {
  const { sets } = await readBank(`${ROOT}banks/factory.nrbank`);
  const patchAt = (pair: number, mode: number) =>
    ({
      a: sets[pair % sets.length],
      b: sets[(3 * pair + 1) % sets.length],
      gateMode: mode % 2 === 0 ? 'one-shot' : 'gated',
      loopMode: mode % 3 === 0 ? 'freeze' : 'resynthesis',
    }) as const;
  const file = join(await mkdtemp(join(tmpdir(), 'neurorack-heap-')), 'audio.json');
  const warmUp = WARM_UP_FRAMES / SAMPLE_RATE;
  const engine = startEngine({
    ...{ threadFile, block: BLOCK, sampleRate: SAMPLE_RATE, sink: `${PREFIX}${file}` },
    settings: DEFAULT_CONTROL_SETTINGS,
    performance: await longPerformance(warmUp + seconds),
    program: { kind: 'model', modelsDirectory: `${ROOT}models`, model: 'impacts', seed, patch: patchAt(0, 0) },
  });
  onTestFinished(() => engine.stop());
  const heaps: number[] = [];
  let step = 0;
  let [patches, messages] = [0, 0];
  const post = (): void => {
    for (let n = 0; n < VOLUMES; n++, messages++) engine.setGain(0.9 + 0.1 * Math.sin(step + n));
    if (step % MODES === 0) {
      engine.send({ kind: 'patch', patch: patchAt(Math.floor(step / SETS), Math.floor(step / MODES)) });
      patches++;
    }
    step++;
  };
  const playTo = async (frame: number): Promise<void> => {
    const postTo = (due: number): void => {
      while (step * STEP <= due) post();
    };
    while (engine.position < frame) {
      postTo(Math.min(engine.position, frame));
      heaps.push(engine.meters.read('renderHeapKb'));
      await sleep(2);
    }
    postTo(frame); // a busy machine may have left some
  };
  await playTo(WARM_UP_FRAMES);
  heaps.length = 0;
  patches = messages = 0;
  const before = engine.meters.counters();
  await playTo(WARM_UP_FRAMES + seconds * SAMPLE_RATE);
  const after = engine.meters.counters();
  await engine.stop();
  return {
    ...{ heaps, patches, messages, faults: after.faults },
    unasked: after.unaskedGcPauses - before.unaskedGcPauses,
    blocks: after.blocks - before.blocks,
    audio: heapSchema.parse(JSON.parse(await readFile(file, 'utf8'))),
  };
}

/** From the lowest of the first quarter to the lowest of the last, kB. */
function growthOf(heaps: readonly number[]): number {
  const quarter = Math.floor(heaps.length / 4);
  return Math.min(...heaps.slice(-quarter)) - Math.min(...heaps.slice(0, quarter));
}

describe('notes, loops, other sets and a flood of messages', () => {
  it('leave the heaps of render and audio thread as they are, and V8 collects nothing of its own accord while a block is rendered', {
    timeout: 1000 * 60 * (SECONDS / 10 + 10),
  }, async () => {
    const { heaps, patches, messages, unasked, blocks, faults, audio } = await play(SECONDS, 1);
    expect(blocks).toBeGreaterThan((0.99 * SECONDS * SAMPLE_RATE) / BLOCK);
    expect([unasked, faults]).toEqual([0, 0]);
    expect(Math.min(...heaps)).toBeGreaterThan(1000);
    expect(patches).toBeGreaterThan(1.9 * SECONDS);
    expect(growthOf(heaps)).toBeLessThan(MAX_GROWTH_KB + MAX_PATCH_KB * patches);
    expect(audio.peak).toBeGreaterThan(0.05);
    expect(audio.growthBytes).toBeLessThan(MAX_AUDIO_GROWTH);
    // Young objects alone, and few of them: no collection of the whole heap.
    expect(audio.collections.filter((kind) => kind !== 'Scavenge')).toEqual([]);
    const garbage = MAX_PERIOD_BYTES * (audio.frames / BLOCK) + MAX_MESSAGE_BYTES * messages;
    expect(audio.freedBytes).toBeLessThan(garbage);
  });

  it('exceed the bound where each block keeps an array', { timeout: 1_200_000 }, async () => {
    const { heaps, patches } = await play(PLANTED_SECONDS, KEEPING_SEED);
    expect(growthOf(heaps)).toBeGreaterThan(MAX_GROWTH_KB + MAX_PATCH_KB * patches);
  });
});
