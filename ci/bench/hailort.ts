/**
 * Overhead of a call through the binding of libhailort: 16 kB in, 16 kB out, over a libhailort compiled here that copies them.
 *
 *   node ci/bench/run.js hailort [runs]
 *
 * Prints µs as JSON. `run` and `runAsync` are whole runs, a write and a read, three copies of the library's included. The
 * time of libhailort and of the chip comes on top on a board.
 */
import { fileURLToPath } from 'node:url';
import { openInference } from '../../targets/hailort-node/src/index.ts';
import { fakeHef } from '../../testing/hailort/fake-hef.ts';
import { buildFake } from '../../testing/hailort/fake-library.ts';

const BYTES = 16_384;
const runs = Number(process.argv[2] ?? 20_000);
const sources = fileURLToPath(new URL('../../testing/hailort/fake/', import.meta.url));

const library = buildFake({ sources });

const hef = fakeHef([
  {
    name: 'copy',
    inputs: [{ name: 'copy/in', shape: [1, 1, BYTES], type: 'uint8', range: [0, 255] }],
    outputs: [{ name: 'copy/out', shape: [1, 1, BYTES], type: 'uint8', range: [0, 255] }],
  },
]);
const inference = openInference({ library, hef, format: 'uint8' });
const frames = { inputs: [inference.inputs[0].allocate()], outputs: [inference.outputs[0].allocate()] };

const blocking: number[] = [];
for (let n = 0; n < runs; n++) {
  const began = process.hrtime.bigint();
  inference.run(frames);
  blocking.push(Number(process.hrtime.bigint() - began) / 1000);
}
const later: number[] = [];
for (let n = 0; n < runs / 10; n++) {
  const began = process.hrtime.bigint();
  await inference.runAsync(frames);
  later.push(Number(process.hrtime.bigint() - began) / 1000);
}
await inference.close();

function quantiles(values: readonly number[]): object {
  const sorted = [...values].sort((a, b) => a - b);
  const at = (share: number): number => Number(sorted[Math.floor(share * (sorted.length - 1))].toFixed(2));
  return { p50: at(0.5), p99: at(0.99), max: at(1) };
}

const us = { run: quantiles(blocking), runAsync: quantiles(later) };
process.stdout.write(`${JSON.stringify({ bytes: BYTES, runs, us, node: process.version }, null, 2)}\n`);
