// Opens networks without closing them and prints the objects left after garbage collection. Run with --expose-gc.
import { setTimeout as sleep } from 'node:timers/promises';
import { openHailort, openInference } from '../../../targets/hailort-node/src/index.ts';
import { fakeHef } from '../fake-hef.ts';
import { controlFake } from '../fake-library.ts';
import { MIXER } from '../networks.ts';

const [library, part] = process.argv.slice(2);
const nativePart = part || undefined;
const fake = controlFake(library);
const hef = fakeHef([MIXER], { chip: nativePart === undefined ? 'hailo8' : 'hailo10h' });
const frames = () => ({
  inputs: [new Float32Array(2), new Float32Array(2)],
  outputs: [new Float32Array(1), new Float32Array(2)],
});

async function collect(): Promise<void> {
  for (let turn = 0; turn < 10; turn++) {
    globalThis.gc?.();
    await sleep(5);
  }
}

function forget(): void {
  const { run } = openInference({ library, nativePart, hef, groupId: 'forgotten' });
  run(frames());
  openHailort({ library, nativePart }).openDevice().temperature();
}

for (let n = 0; n < 5; n++) forget();
const opened = fake.live();
await collect();
const left = fake.live();

// A reference to one function of a network keeps everything that it needs.
const { run } = openInference({ library, nativePart, hef });
await collect();
const kept = fake.live();
run(frames());
process.stdout.write(JSON.stringify({ opened, left, kept, misuses: fake.misuses() }));
