// A network on a chip: its streams, then runs on zeros and the time of a run.
//   node run.js network.hef [runs]
import process from 'node:process';
import { isHailortError, openInference } from 'hailort-node';

const [hef, runs = '1000'] = process.argv.slice(2);
if (hef === undefined) throw new Error('which HEF? node run.js network.hef [runs]');

try {
  const inference = openInference({
    library: process.env.HAILORT_LIBRARY,
    nativePart: process.env.HAILORT_NATIVE_PART,
    hef,
    timeoutMs: 500,
  });
  for (const { name, info, format, frameBytes } of [...inference.inputs, ...inference.outputs]) {
    const shape = info.shape === null ? 'boxes' : `${info.shape.height}x${info.shape.width}x${info.shape.features}`;
    process.stdout.write(`${info.direction} ${name}: ${shape} ${format.type} ${format.order}, ${frameBytes} bytes\n`);
  }
  // Allocated once and reused: a run allocates nothing.
  const frames = {
    inputs: inference.inputs.map((input) => input.allocate()),
    outputs: inference.outputs.map((output) => output.allocate()),
  };
  const tookUs: number[] = [];
  for (let n = 0; n < Number(runs); n++) {
    const began = performance.now();
    inference.run(frames);
    tookUs.push(1000 * (performance.now() - began));
  }
  tookUs.sort((a, b) => a - b);
  const at = (share: number): string => (tookUs[Math.floor(share * (tookUs.length - 1))] ?? 0).toFixed(0);
  process.stdout.write(`${runs} runs: half within ${at(0.5)} us, 99 % within ${at(0.99)} us\n`);
  process.stdout.write(`first output: ${[...frames.outputs[0].slice(0, 8)].join(' ')}\n`);
  await inference.close();
} catch (error) {
  if (!isHailortError(error)) throw error;
  process.stderr.write(`${error.code}: ${error.message}\n${error.remedy}\n`);
  process.exitCode = 1;
}
