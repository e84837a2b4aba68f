// Several frames at once: the chip computes one while the next is written. For throughput, not for latency.
//   node pipeline.js network.hef [frames]
import process from 'node:process';
import { openInference } from 'hailort-node';

const AHEAD = 4;
const [hef, count = '1000'] = process.argv.slice(2);
if (hef === undefined) throw new Error('which HEF? node pipeline.js network.hef [frames]');

const inference = openInference({
  library: process.env.HAILORT_LIBRARY,
  nativePart: process.env.HAILORT_NATIVE_PART,
  hef,
  queueSize: AHEAD,
});
const inputs = inference.inputs.map((input) => ({ input, frame: input.allocate() }));
const outputs = inference.outputs.map((output) => ({ output, frame: output.allocate() }));
const began = performance.now();
for (let n = 0; n < Number(count) + AHEAD; n++) {
  if (n < Number(count)) for (const { input, frame } of inputs) input.write(frame);
  if (n >= AHEAD) for (const { output, frame } of outputs) await output.readAsync(frame);
}
const seconds = (performance.now() - began) / 1000;
process.stdout.write(`${count} frames, ${(Number(count) / seconds).toFixed(0)} a second\n`);
await inference.close();
