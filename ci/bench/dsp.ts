/**
 * CPU time of the synthesis, compared with another checkout of this repository:
 *
 *   node ci/bench/run.js dsp [model folder] [other checkout, with its node_modules and kernels]
 *
 * A sound of full bandwidth with 32 modes, or 96 tracks for a model with tracks, at a network output of 0: as fast as it can, in CPU time, and then paced, by the clock: a hop
 * each 5.8 ms, with as much other memory read before it as a network has weights. Both checkouts take turns, so that a machine that
 * grows slower does so for both. Prints medians in microseconds a hop and as shares of real time, and how they compare.
 */
import { mkdirSync } from 'node:fs';
import { resolve } from 'node:path';
import { pathToFileURL } from 'node:url';
import { bundle } from '../../build/bundle.js';
import { DESCRIPTORS } from '../../src/descriptors/descriptor.ts';
import { TRACK_ANALYSIS } from '../../src/descriptors/timbre/moving-analysis.ts';
import { COLOUR_ANALYSIS, COLOUR_SIZE } from '../../src/descriptors/timbre/timbre.ts';
import { createTimbreMix } from '../../src/descriptors/timbre/timbre-mix.ts';
import { FAMILIES } from '../../src/families/families.ts';
import type { ModelFamily } from '../../src/model/family.ts';
import { loadModel } from '../../src/model/load-model.ts';
import { createSubframe, type Synthesis } from '../../src/model/synthesis.ts';

const ROUNDS = 15;
/** A round is long beside the ticks in which the system counts CPU time. */
const HOPS = 1000;
const PACED_HOPS = 300;
const WEIGHTS_BYTES = 2.3 * 2 ** 20;

const folder = resolve(process.argv[2] ?? 'models/impacts');
const other = process.argv[3];
const model = await loadModel(folder, FAMILIES);
const { sampleRate, hop } = model.manifest;
const subframes = model.levelsPerFrame;
const periodUs = (1e6 * hop) / sampleRate;

interface Candidate {
  readonly name: string;
  readonly openMs: number;
  readonly synthesis: Synthesis;
  readonly y: Float32Array;
  readonly hot: number[];
  readonly paced: number[];
}

const mix = createTimbreMix();
mix.add(
  {
    hz: Float32Array.from({ length: 32 }, (_, i) => 90 * 1.18 ** i),
    share: new Float32Array(32).fill(1 / 32),
    colour: new Float32Array(COLOUR_SIZE),
    moving: {
      points: 3,
      tracks: Array.from({ length: TRACK_ANALYSIS.count }, (_, i) => ({
        first: 0,
        phase: (0.618 * i) % 1,
        hz: Float32Array.of(90 * 1.055 ** i, 91 * 1.055 ** i, 92 * 1.055 ** i),
        ratio: new Float32Array(3).fill(1 / 10),
      })),
      harmonicity: new Float32Array(3).fill(0.5),
      colour: new Float32Array(2 * COLOUR_ANALYSIS.bands),
      own: new Float32Array(2 * DESCRIPTORS.length),
    },
  },
  1,
);
const samples = new Float32Array(hop / subframes);
const subframe = createSubframe();
const weights = new Float32Array(WEIGHTS_BYTES / 4);
let read = 0;

const candidates = [await open('this', process.cwd())];
if (other !== undefined) candidates.push(await open('other', resolve(other)));
for (const candidate of candidates) for (let k = 0; k < 2000; k++) playHop(candidate, k);
for (let round = 0; round < ROUNDS; round++) {
  for (const candidate of candidates) {
    const from = process.cpuUsage();
    for (let k = 0; k < HOPS; k++) playHop(candidate, k);
    candidate.hot.push(process.cpuUsage(from).user / HOPS);
  }
}
for (let k = 0; k < PACED_HOPS; k++) {
  for (const candidate of candidates) {
    await new Promise((done) => setTimeout(done, periodUs / 1000));
    for (let i = 0; i < weights.length; i += 16) read += weights[i];
    const from = performance.now();
    playHop(candidate, k);
    candidate.paced.push(1000 * (performance.now() - from));
  }
}
const figures = candidates.map(({ name, openMs, hot, paced }) => ({
  name,
  openMs: Math.round(openMs),
  hotUs: median(hot),
  share: median(hot) / periodUs,
  pacedUs: median(paced),
  pacedShare: median(paced) / periodUs,
}));
const [mine, theirs] = figures;
const ratio = theirs && { hot: mine.hotUs / theirs.hotUs, paced: mine.pacedUs / theirs.pacedUs };
process.stdout.write(`${JSON.stringify({ hop, figures, ratio, read, node: process.version }, null, 2)}\n`);

async function open(name: string, checkout: string): Promise<Candidate> {
  const outfile = resolve(`dist/bench/families-${name}.mjs`);
  mkdirSync('dist/bench', { recursive: true });
  await bundle({ absWorkingDir: checkout, entryPoints: ['src/families/families.ts'], outfile });
  const { FAMILIES: families }: { FAMILIES: readonly ModelFamily[] } = await import(pathToFileURL(outfile).href);
  const family = families.find((one) => one.name === model.family);
  if (family === undefined) throw new Error(`${checkout} has no family '${model.family}'`);
  const from = performance.now();
  const synthesizer = family.parse(model).createSynthesizer();
  const openMs = performance.now() - from;
  const synthesis = synthesizer.createSynthesis();
  synthesis.reset(1);
  return { name, openMs, synthesis, y: new Float32Array(synthesizer.outputSize / subframes), hot: [], paced: [] };
}

function playHop({ synthesis, y }: Candidate, k: number): void {
  synthesis.setTimbre(mix);
  const f0 = 110 + (k % 50);
  for (let j = 0; j < subframes; j++) {
    subframe.set([0.1 + 0.01 * (j % 3), f0 + j / 8, f0 + (j + 1) / 8, 1]);
    synthesis.render(y, subframe, samples);
  }
}

function median(values: readonly number[]): number {
  return values.toSorted((a, b) => a - b)[Math.floor(values.length / 2)];
}
