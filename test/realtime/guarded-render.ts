// A process of its own, with a large young generation: `guarded-render.test.ts` starts it with the name of a fault to plant, or with 'voices' for several. Prints JSON.
import { readFileSync } from 'node:fs';
import { boardTarget } from '../../src/app/board-target.ts';
import { openProgram } from '../../src/app/open-program.ts';
import { parsePerformance } from '../../src/control/performance/parse-performance.ts';
import { readBank } from '../../src/descriptors/bank/read-bank.ts';
import type { Program } from '../../src/engine/program.ts';
import { type BlockAllocation, guardBlocks } from '../../testing/realtime/block-guard.ts';
import { renderPaced } from '../../testing/realtime/paced-render.ts';

const BLOCK = 128;
const [WARM_UP, MEASURED] = [6000, 3000];
/** Block from which a planted fault happens, in each block. */
const PLANTED_AT = 6000;
/** Blocks from one pair of sets to the next; the pairs come round in the warm-up. */
const BLOCKS_PER_PATCH = 500;
const PATCHES = 4;
/** Numbers: 8 kB a block, few enough for a young generation that is not collected within the run. */
const PLANTED_SIZE = 1024;

/** Faults, each as a block would make it. */
const FAULTS: Readonly<Record<string, () => unknown>> = {
  allocation: () => new Array<number>(PLANTED_SIZE).fill(0.5),
  array: () => Array.from({ length: PLANTED_SIZE / 4 }, (_, n) => ({ n })),
  log: () => process.stdout.write('a block\n'),
  lock: () => Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, 0),
  file: () => readFileSync('package.json'),
};

const SOAK = 'docs/performances/soak.perf';
const performance = parsePerformance(readFileSync(SOAK, 'utf8'), SOAK);
const { sets } = await readBank('banks/factory.nrbank');
const patchAt = (n: number) =>
  ({
    a: sets[n % PATCHES],
    b: sets[PATCHES + (n % PATCHES)],
    gateMode: 'one-shot',
    loopMode: 'resynthesis',
  }) as const;
const program = await openProgram(
  {
    kind: 'model',
    modelsDirectory: 'models',
    model: 'impacts',
    seed: 1,
    voices: process.argv[2] === 'voices' ? { mode: 'alternate', count: 4 } : undefined,
    patch: patchAt(0),
  },
  boardTarget.createAccelerator(),
  { block: BLOCK },
);
const plant = FAULTS[process.argv[2] ?? ''];
let rendered = 0;
let kept: unknown;
const planted: Program = {
  ...program,
  renderer: new Proxy(program.renderer, {
    get: (renderer, name) => {
      const value: unknown = Reflect.get(renderer, name);
      if (typeof value !== 'function') return value;
      if (name !== 'render') return value.bind(renderer);
      return (...args: unknown[]) => {
        if (plant !== undefined && rendered >= PLANTED_AT) kept = plant();
        return Reflect.apply(value, renderer, args);
      };
    },
  }),
};

const thread = boardTarget.createThreadControl();
const guard = guardBlocks();
let allocation: BlockAllocation | undefined;
let fault: string | undefined;
// An array: a number that closures share would be allocated at each change.
const peak = new Float64Array(1);
try {
  await renderPaced({
    program: plant === undefined ? program : planted,
    block: BLOCK,
    blocks: WARM_UP + MEASURED,
    performance,
    cpuTimeUs: thread.cpuTimeUs,
    before: guard.enter,
    after: (blocks) => {
      guard.leave();
      rendered = blocks;
      if (blocks === WARM_UP) guard.mark();
      if (blocks === WARM_UP + MEASURED - 1) allocation = guard.allocationOf(MEASURED);
      // Other sets are handed over between two blocks, as a command is.
      if (blocks % BLOCKS_PER_PATCH === 0) program.handle({ kind: 'patch', patch: patchAt(blocks / BLOCKS_PER_PATCH) });
    },
    onSamples: (samples) => {
      for (let n = 0; n < samples.length; n++) peak[0] = Math.max(peak[0], Math.abs(samples[n]));
    },
  });
} catch (error) {
  guard.leave();
  fault = error instanceof Error ? error.message : String(error);
}
guard.close();
process.stdout.write(`${JSON.stringify({ ...allocation, fault, peak: peak[0], hasKept: kept !== undefined })}\n`);
