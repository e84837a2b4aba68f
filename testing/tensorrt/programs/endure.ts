// Thousands of runs with repeated opening and closing, with openings refused at each step and failing runs: for memory checkers.
//   endure.js <folder of the built libraries> [cycles]
import { mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { NeurorackError } from '../../../src/contracts/errors.ts';
import { createTensorRtAccelerator } from '../../../targets/jetson-tensorrt/src/tensorrt-accelerator.ts';
import { controlFake, fakeOnnx, onnxAround } from '../fake-control.ts';

const RUNS_A_CYCLE = 10;
const WIDTH = 24;
/** The steps of opening a session, in order. */
const STEPS = [
  'createInferRuntime',
  'deserializeCudaEngine',
  'createExecutionContext',
  'cudaStreamCreateWithFlags',
  'cudaHostAlloc',
  'cudaMalloc',
];

const [folder, cycles = '200'] = process.argv.slice(2);
const fake = controlFake(join(folder, 'lib64/libcudart.so'));
const home = mkdtempSync(join(tmpdir(), 'endure-'));
const net = {
  inputs: ['x', 'past'].map((name) => ({ name, shape: [1, WIDTH] })),
  outputs: ['y', 'next'].map((name) => ({ name, shape: [1, WIDTH] })),
  state: [{ input: 'past', output: 'next' }],
};
const artifact = { path: join(home, 'net.onnx'), ...net };
writeFileSync(artifact.path, onnxAround(fakeOnnx(net)));
const library = join(folder, 'libneurorack_trt.so');
const accelerator = createTensorRtAccelerator({ precision: 'fp32', library, engines: home });
const counts = { runs: 0, wrong: 0, refused: 0, failed: 0, built: 0 };

/** Runs two open sessions one after the other; each has its own state. */
async function play(cycle: number): Promise<void> {
  const sessions = [await accelerator.open(artifact), await accelerator.open(artifact)];
  for (const [index, session] of sessions.entries()) {
    const value = (cycle % 5) + index;
    session.inputs.get('x')?.fill(value);
    let state = 0;
    for (let n = 0; n < RUNS_A_CYCLE; n++) {
      await session.run();
      state = value + state / 2;
      const last = session.outputs.get('y')?.at(-1) ?? Number.NaN;
      if (!(Math.abs(last - state) < 1e-4)) counts.wrong++;
      counts.runs++;
    }
  }
  for (const session of sessions) await session.close();
}

/** Whether an action throws a NeurorackError. */
async function isRefused(action: () => Promise<unknown>): Promise<boolean> {
  try {
    await action();
    return false;
  } catch (error) {
    if (!(error instanceof NeurorackError)) throw error;
    return true;
  }
}

for (let cycle = 0; cycle < Number(cycles); cycle++) {
  await play(cycle);
  if (cycle % 10 !== 7) continue;
  const step = STEPS[Math.floor(cycle / 10) % STEPS.length];
  fake.fail(step);
  // A refused plan is built again.
  if (await isRefused(async () => (await accelerator.open(artifact)).close())) counts.refused++;
  else if (step === 'deserializeCudaEngine') counts.built++;
  const session = await accelerator.open(artifact);
  fake.fail(['cudaMemcpyAsync', 'enqueue', 'cudaStreamQuery'][Math.floor(cycle / 10) % 3]);
  if (await isRefused(async () => session.run())) counts.failed++;
  await session.close();
}
const result = { ...counts, left: fake.live(), misuses: fake.misuses() };
process.stdout.write(`${JSON.stringify(result)}\n`);
const expected = Math.floor((Number(cycles) + 2) / 10);
const isWhole = result.refused + result.built === expected && result.failed === expected;
if (result.left > 0 || result.misuses.count > 0 || result.wrong > 0 || !isWhole) process.exitCode = 1;
