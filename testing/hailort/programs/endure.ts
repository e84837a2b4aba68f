// 10 000 runs with repeated opening and closing, some failing, some never closed: for memory checkers. Run with --expose-gc.
import { setTimeout as sleep } from 'node:timers/promises';
import { type HailortError, type Inference, openInference } from '../../../targets/hailort-node/src/index.ts';
import { fakeHef } from '../fake-hef.ts';
import { controlFake } from '../fake-library.ts';
import { MIRROR, MIXER } from '../networks.ts';

const RUNS_A_CYCLE = 10;
const [library, cycles = '1000', nativePart] = process.argv.slice(2);
const chip = nativePart === undefined ? 'hailo8' : 'hailo10h';
const fake = controlFake(library);
fake.chips(chip, 1);
const counts = { runs: 0, wrong: 0, failed: 0, closed: 0, forgotten: 0 };

async function play(inference: Inference, cycle: number): Promise<void> {
  const frames = {
    inputs: inference.inputs.map((input) => input.allocate()),
    outputs: inference.outputs.map((output) => output.allocate()),
  };
  for (let n = 0; n < RUNS_A_CYCLE; n++) {
    const value = (cycle + n) % 5;
    for (const input of frames.inputs) input.fill(value);
    if (n % 5 === 4) await inference.runAsync(frames);
    else inference.run(frames);
    const expected = inference.outputs.length === 1 ? value : 3 * value + 0.5;
    if (Math.abs((frames.outputs.at(-1)?.[1] ?? Number.NaN) - expected) > 0.1) counts.wrong++;
    counts.runs++;
  }
}

for (let cycle = 0; cycle < Number(cycles); cycle++) {
  const group = cycle % 2 === 0 ? MIXER : MIRROR;
  const hef = fakeHef([group], { chip });
  const inference = openInference({ library, nativePart, hef, groupId: 'endure', timeoutMs: 2000 });
  inference.hailort.openDevice(inference.hailort.scanDevices()[0]).identify(); // released by the garbage collector
  await play(inference, cycle);
  if (cycle % 50 === 7) {
    fake.fail('hailo_vstream_read_raw_buffer', 'HAILO_STREAM_ABORT');
    await play(inference, cycle).catch((error: HailortError) => {
      if (error.code === 'HAILO_STREAM_ABORT') counts.failed++;
    });
  }
  if (cycle % 3 === 2) {
    counts.forgotten++;
  } else {
    await inference.close();
    counts.closed++;
  }
  if (cycle % 100 === 99) {
    globalThis.gc?.();
    await sleep(1);
  }
}
// On a busy machine finalizers run late.
for (let turn = 0; turn < 1000 && (turn < 10 || fake.live() > 0); turn++) {
  globalThis.gc?.();
  await sleep(5);
}
const result = { ...counts, left: fake.live(), misuses: fake.misuses() };
process.stdout.write(`${JSON.stringify(result)}\n`);
if (result.left > 0 || result.misuses.count > 0 || result.wrong > 0) process.exitCode = 1;
