/**
 * Overhead of a call beyond TensorRT itself: 16 kB in, 16 kB out, over a TensorRT and a CUDA compiled here that copy them.
 *
 *   node ci/bench/run.js tensorrt [runs]
 *
 * Prints µs as JSON. A run is five copies of 16 kB: into pinned memory, to the device, there, back, and out. On a board the time of the GPU, and of
 * waking it, is added.
 */
import { createTensorRtAccelerator } from '../../targets/jetson-tensorrt/src/tensorrt-accelerator.ts';
import { fakeOnnx } from '../../testing/tensorrt/fake-control.ts';
import { buildFake, temporaryFolder, writeOnnx } from '../../testing/tensorrt/fake-library.ts';

const FLOATS = 4096;
const runs = Number(process.argv[2] ?? 20_000);

const net = {
  inputs: [{ name: 'x', shape: [1, FLOATS] }],
  outputs: [{ name: 'y', shape: [1, FLOATS] }],
  state: [],
};
const us: Record<string, object> = {};
for (const version of ['8.2', '10.3'] as const) {
  const { library } = buildFake(version, process.cwd());
  const accelerator = createTensorRtAccelerator({ precision: 'fp16', library, engines: temporaryFolder() });
  const session = await accelerator.open({ path: writeOnnx(fakeOnnx(net)), ...net });
  session.inputs.get('x')?.fill(1);
  const times = Array.from({ length: runs }, () => {
    const began = process.hrtime.bigint();
    session.run();
    return Number(process.hrtime.bigint() - began) / 1000;
  });
  await session.close();
  us[version] = quantiles(times);
}

function quantiles(values: readonly number[]): object {
  const sorted = values.toSorted((a, b) => a - b);
  const at = (share: number): number => Number(sorted[Math.floor(share * (sorted.length - 1))].toFixed(2));
  return { p50: at(0.5), p99: at(0.99), max: at(1) };
}

process.stdout.write(`${JSON.stringify({ bytes: 4 * FLOATS, runs, us, node: process.version }, null, 2)}\n`);
