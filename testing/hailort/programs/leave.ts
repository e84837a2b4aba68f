// Ends a process or a worker with an open network and prints the objects left.
import { isMainThread, parentPort, Worker, workerData } from 'node:worker_threads';
import { openInference } from '../../../targets/hailort-node/src/index.ts';
import { fakeHef } from '../fake-hef.ts';
import { controlFake } from '../fake-library.ts';
import { MIXER } from '../networks.ts';

const library: string = isMainThread ? process.argv[2] : workerData.library;
const nativePart: string | undefined = (isMainThread ? process.argv[3] : workerData.nativePart) || undefined;
const hef = fakeHef([MIXER], { chip: nativePart === undefined ? 'hailo8' : 'hailo10h' });
const fake = controlFake(library);
const report = (left: number): void => void process.stdout.write(JSON.stringify({ left, misuses: fake.misuses() }));

if (isMainThread && process.argv[4] === 'worker') {
  const worker = new Worker(new URL(import.meta.url), { workerData: { library, nativePart } });
  worker.on('message', (opened) => process.stdout.write(`${opened} `));
  worker.on('exit', () => report(fake.live()));
} else {
  openInference({ library, nativePart, hef });
  if (isMainThread)
    process.on('exit', () => report(fake.live())); // after the binding's own listener
  else parentPort?.postMessage(fake.live());
}
