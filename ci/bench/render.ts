/**
 * Real-time factors of the network and of the DSP, apart, on one core:
 *
 *   node ci/bench/run.js render [model folder] [seconds] [accelerator, such as native]
 *
 * A voice plays a decaying tone of full bandwidth again and again; each pass is timed as a whole, then its
 * network and its DSP alone, in CPU time of the one thread on Linux, so that other load on the
 * machine does not count. Prints the median of the passes as JSON.
 */
import { readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { createContainer } from '../../src/app/create-container.ts';
import { SERVICES } from '../../src/app/services.ts';
import type { DescriptorPath } from '../../src/descriptors/descriptor-path.ts';
import { renderTrigger } from '../../src/voice/render-trigger.ts';
import { createVoice } from '../../src/voice/voice.ts';

const PASSES = 15;
const folder = resolve(process.argv[2] ?? 'models/impacts');
const seconds = Number(process.argv[3] ?? 2);

const models = createContainer({ modelsDirectory: resolve(folder, '..'), accelerator: process.argv[4] }).get(
  SERVICES.models,
);
const model = await models.load(folder);
const { sampleRate, hop } = model.manifest;
const frames = Math.round((seconds * sampleRate) / hop);
const samples = frames * hop;
const session = await models.open(model);

const began = performance.now();
const synthesizer = model.createSynthesizer();
const synthesizerMs = performance.now() - began;

const path = decayingTone(frames);
const voice = await createVoice({ model, session });
const { subframes } = synthesizer;
const dsp = synthesizer.createSynthesis();
const answer = await recordAnswer();
const parts = Array.from({ length: subframes }, (_, j) =>
  answer.subarray((j * answer.length) / subframes, ((j + 1) * answer.length) / subframes),
);
const subframe = new Float32Array(hop / subframes);
const numbers = Float64Array.of(0.1, 110, 110.5, 1);

const whole: number[] = [];
const network: number[] = [];
const filters: number[] = [];
for (let pass = 0; pass < PASSES; pass++) {
  whole.push(await factorOf(() => renderTrigger({ voice, path, seed: pass, samples })));
  network.push(
    await factorOf(async () => {
      for (let k = 0; k < frames; k++) await session.run();
    }),
  );
  dsp.reset(pass);
  filters.push(
    await factorOf(async () => {
      for (let k = 0; k < frames; k++) for (const y of parts) dsp.render(y, numbers, subframe);
    }),
  );
}
process.stdout.write(
  `${JSON.stringify(
    {
      model: model.manifest.id,
      blocks: frames,
      hop,
      passes: PASSES,
      realTimeFactor: { whole: median(whole), network: median(network), dsp: median(filters) },
      synthesizerMs,
      rssMb: process.memoryUsage().rss / 2 ** 20,
      clock: threadMs() === undefined ? 'wall' : 'thread',
      node: process.version,
    },
    null,
    2,
  )}\n`,
);
await session.close();

/** The network's numbers in the middle of the sound, for the DSP alone. */
async function recordAnswer(): Promise<Float32Array> {
  await renderTrigger({ voice, path, seed: 0, samples: Math.floor(frames / 2) * hop });
  const output = session.outputs.get('y');
  if (output === undefined) throw new Error('the network has no y');
  return output.slice();
}

function decayingTone(length: number): DescriptorPath {
  const loudness = (at: number): number => 0.3 * 2 ** (-4 * (at / length));
  return {
    frames: length,
    readFrame: (k, into) => into.set([loudness(k), 0.1, 6000, 0.02, 3000, 2500, 110]),
    readLevel: (k, into) => into.fill(loudness(k)),
  };
}

/** Seconds of computing a second of sound. */
async function factorOf(work: () => Promise<unknown>): Promise<number> {
  const from = threadMs() ?? performance.now();
  await work();
  return ((threadMs() ?? performance.now()) - from) / ((1000 * samples) / sampleRate);
}

/** CPU time of the main thread, from the scheduler's own count of nanoseconds. */
function threadMs(): number | undefined {
  try {
    return Number(readFileSync(`/proc/self/task/${process.pid}/schedstat`, 'utf8').split(' ')[0]) / 1e6;
  } catch {
    return undefined;
  }
}

function median(values: readonly number[]): number {
  return values.toSorted((a, b) => a - b)[Math.floor(values.length / 2)];
}
