/**
 * Cost of the block of a trigger, with and without onset prefetch, at the pace of a device:
 *
 *   node ci/bench/run.js triggers [block] [seconds] [model folder]
 *
 * Three voices play the same performance (the soak's), block by block, and sleep in between like a render thread:
 *
 * - as in the instrument
 * - without prefetched onsets and announced triggers
 * - the same, with a network that waits for the event loop
 *
 * Each is first in turn, so that other load on the machine affects all alike. Times are CPU time of the thread; a prefetch counts towards the block
 * before it. Prints JSON; compare within one run only.
 */
import { readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { parsePerformance } from '../../src/control/performance/parse-performance.ts';
import { DEFAULT_CONTROL_SETTINGS } from '../../src/control/settings.ts';
import { readBank } from '../../src/descriptors/bank/read-bank.ts';
import { createDeckMemory, openDeck } from '../../src/engine/deck.ts';
import { createDeckRenderer } from '../../src/engine/deck-renderer.ts';
import { createEngineMemory } from '../../src/engine/engine-memory.ts';
import { createOfflineClock } from '../../src/engine/offline-clock.ts';
import { openSeqlock } from '../../src/engine/seqlock.ts';
import { FAMILIES } from '../../src/families/families.ts';
import { createModelLibrary } from '../../src/model/model-library.ts';
import { timingOf } from '../../src/model/timing.ts';
import { createLiveVoice } from '../../src/voice/live-voice.ts';
import { createLinuxThread } from '../../targets/common/src/linux-thread.ts';
import { createOnnxAccelerator } from '../../targets/common/src/onnx-accelerator.ts';

const block = Number(process.argv[2] ?? 128);
const seconds = Number(process.argv[3] ?? 60);
const folder = resolve(process.argv[4] ?? 'models/impacts');

const SOAK = 'docs/performances/soak.perf';
const performed = parsePerformance(readFileSync(SOAK, 'utf8'), SOAK);
const [a, b] = (await readBank('banks/factory.nrbank')).sets.filter(({ name }) => /^(Boom|Cowbell)$/.test(name));
const modelsOn = (isDirect: boolean) =>
  createModelLibrary({
    directory: resolve(folder, '..'),
    families: FAMILIES,
    accelerator: createOnnxAccelerator({ isDirect }),
  });
const model = await modelsOn(true).load(folder);
const { sampleRate } = timingOf(model);
const thread = createLinuxThread();
const cpuUs = (): number => thread.cpuTimeUs() ?? 1000 * performance.now();

type Kind = 'trigger' | 'hop' | 'plain';

interface Runner {
  readonly name: string;
  readonly us: Record<Kind, number[]>;
  /** Runs of the network in the blocks of triggers. */
  readonly runs: number[];
  ahead: number;
  render(at: number): Promise<void>;
}

async function createRunner(name: string, isAhead: boolean, isDirect: boolean): Promise<Runner> {
  const voice = await createLiveVoice({
    model,
    session: await modelsOn(isDirect).open(model),
    seed: 1,
    patch: { a, b, gateMode: 'one-shot', loopMode: 'resynthesis' },
  });
  const controls = openSeqlock(createEngineMemory().controls);
  const deck = openDeck(createDeckMemory());
  deck.generation = 1;
  const advance = createOfflineClock({
    performance: performed,
    settings: DEFAULT_CONTROL_SETTINGS,
    sampleRate,
    controls,
    deck,
  });
  if (!isAhead) voice.expectTrigger = () => undefined;
  let isTrigger = false;
  const renderer = createDeckRenderer({
    renderer: voice,
    controls,
    edges: deck.edges,
    frameAt: (us) => (us * sampleRate) / 1e6,
    onTrigger: () => {
      isTrigger = true;
    },
  });
  advance(0);
  renderer.joinAt(0);
  const samples = new Float32Array(block);
  const runner: Runner = {
    name,
    us: { trigger: [], hop: [], plain: [] },
    runs: [],
    ahead: 0,
    render: async (at) => {
      advance(at + block);
      isTrigger = false;
      const [since, runs] = [cpuUs(), voice.meters.blocks];
      const rendering = renderer.render(at, samples);
      if (rendering !== undefined) await rendering;
      const inBlock = voice.meters.blocks - runs;
      const preparing = isAhead ? renderer.prepare() : undefined;
      if (preparing !== undefined) await preparing;
      const us = cpuUs() - since;
      runner.ahead += voice.meters.blocks - runs - inBlock;
      if (isTrigger) runner.runs.push(inBlock);
      runner.us[isTrigger ? 'trigger' : inBlock > 0 ? 'hop' : 'plain'].push(us);
    },
  };
  return runner;
}

const runners = [
  await createRunner('as it is', true, true),
  await createRunner('nothing ahead', false, true),
  await createRunner('nothing ahead, through the event loop', false, false),
];
thread.requestRealtime('second');
const pause = new Int32Array(new SharedArrayBuffer(4));
const began = performance.now();
for (let n = 0; n * block < seconds * sampleRate; n++) {
  const due = began + (1000 * n * block) / sampleRate;
  const early = due - performance.now();
  if (early > 0) Atomics.wait(pause, 0, 0, early);
  for (let r = 0; r < runners.length; r++) await runners[(n + r) % runners.length].render(n * block);
}
const halfUs = (0.5e6 * block) / sampleRate;
const quantile = (sorted: readonly number[], q: number): number =>
  Math.round(sorted[Math.min(Math.floor(q * sorted.length), sorted.length - 1)] ?? Number.NaN);
const statistics = (values: readonly number[]) => {
  const sorted = values.toSorted((x, y) => x - y);
  const beyond = sorted.filter((us) => us > halfUs).length;
  return {
    count: sorted.length,
    p50: quantile(sorted, 0.5),
    p99: quantile(sorted, 0.99),
    max: quantile(sorted, 1),
    beyond,
  };
};
const results = runners.map(({ name, us, runs, ahead }) => ({
  name,
  runsOfTriggers: [0, 1, 2, 3].map((count) => runs.filter((of) => of === count).length),
  runsAhead: ahead,
  meanUs: Math.round(
    Object.values(us)
      .flat()
      .reduce((sum, x) => sum + x, 0) / Object.values(us).flat().length,
  ),
  us: { trigger: statistics(us.trigger), hop: statistics(us.hop), plain: statistics(us.plain) },
}));
process.stdout.write(`${JSON.stringify({ block, seconds, halfPeriodUs: Math.round(halfUs), results }, null, 1)}\n`);
process.exit(0);
