// Several workers run networks on one chip at the same time; each loads the binding.
import { isMainThread, parentPort, Worker, workerData } from 'node:worker_threads';
import { openInference } from '../../../targets/hailort-node/src/index.ts';
import { fakeHef } from '../fake-hef.ts';
import { controlFake } from '../fake-library.ts';
import { MIXER } from '../networks.ts';

const RUNS = 2000;

interface Task {
  readonly library: string;
  readonly nativePart: string | undefined;
  readonly seed: number;
}

async function play({ library, nativePart, seed }: Task): Promise<number> {
  const hef = fakeHef([MIXER], { chip: nativePart === undefined ? 'hailo8' : 'hailo10h' });
  const inference = openInference({ library, nativePart, hef, groupId: 'shared' });
  const shared = new Float32Array(new SharedArrayBuffer(8));
  const frames = { inputs: [shared, new Float32Array(2)], outputs: [new Float32Array(1), new Float32Array(2)] };
  let wrong = 0;
  for (let n = 0; n < RUNS; n++) {
    const value = ((n * 7 + seed * 13) % 60) / 10;
    frames.inputs[0].fill(value);
    if (n % 10 === 0) await inference.runAsync(frames);
    else inference.run(frames);
    if (Math.abs(frames.outputs[1][1] - (value + 0.5)) > 0.05) wrong++;
  }
  await inference.close();
  return wrong;
}

if (isMainThread) {
  const [library, part] = process.argv.slice(2);
  const nativePart = part || undefined;
  const fake = controlFake(library);
  const wrong = await Promise.all(
    [1, 2, 3].map(
      (seed) =>
        new Promise((resolve, reject) => {
          const worker = new Worker(new URL(import.meta.url), { workerData: { library, nativePart, seed } });
          worker.on('message', resolve);
          worker.on('error', reject);
        }),
    ),
  );
  process.stdout.write(JSON.stringify({ wrong, left: fake.live(), misuses: fake.misuses() }));
} else {
  parentPort?.postMessage(await play(workerData));
}
