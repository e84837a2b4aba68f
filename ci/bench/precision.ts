/**
 * The cost of weights of 16 bits: each set of the factory bank as one note, in float32 and in int16, with the same seed.
 *
 *   node ci/bench/run.js precision [model, such as impacts] [sets, default all]
 *
 * Prints, over the sets, mean and largest log-spectral distance (dB), difference of the gains while the note sounds (dB) and of the pitch where it is
 * confident (cents) as JSON.
 */
import { descriptorErrors } from '../../src/cli/bench/descriptor-errors.ts';
import { logSpectralDistanceDb } from '../../src/cli/bench/log-spectral-distance.ts';
import { readBank } from '../../src/descriptors/bank/read-bank.ts';
import type { DescriptorSet } from '../../src/descriptors/descriptor-set.ts';
import { createPath } from '../../src/descriptors/transform/create-path.ts';
import { FAMILIES } from '../../src/families/families.ts';
import { parseSections } from '../../src/families/sinc-nsf/manifest.ts';
import { createModelLibrary } from '../../src/model/model-library.ts';
import { timingOf } from '../../src/model/timing.ts';
import { renderTrigger } from '../../src/voice/render-trigger.ts';
import { createVoice } from '../../src/voice/voice.ts';
import { createCpuAccelerator } from '../../targets/common/src/onnx-accelerator.ts';

const SECONDS = 2;
const DB = 20 / Math.LN10;
/** Hops of a set that sounds less than this (-60 dBFS) do not count. */
const SOUNDING = 1e-3;

const id = process.argv[2] ?? 'impacts';
const sets = (await readBank('banks/factory.nrbank')).sets.slice(
  0,
  Number(process.argv[3] ?? Number.POSITIVE_INFINITY),
);

interface Note {
  readonly samples: Float32Array;
  /** The network's output, run by run. */
  readonly outputs: readonly Float32Array[];
}

const models = createModelLibrary({ directory: 'models', families: FAMILIES, accelerator: createCpuAccelerator() });
const model = await models.load(id);
const { synthesis } = parseSections(model);
const { descriptors } = model.manifest;
const pitchOctaves = descriptors.find(({ name }) => name === 'f0')?.std ?? Number.NaN;
const [float32, int16] = await Promise.all([player('fp32'), player('int16')]);
const rows: { readonly lsdDb: number; readonly gainDb: number; readonly cents: number }[] = [];
for (const set of sets) {
  const [reference, note] = [await float32.play(set), await int16.play(set)];
  const { f0 } = descriptorErrors(reference.samples, note.samples, { settings: set.analysis, stats: descriptors });
  rows.push({
    lsdDb: logSpectralDistanceDb(reference.samples, note.samples),
    gainDb: gainError(reference, note, set),
    cents: 1200 * pitchOctaves * (f0 ?? 0),
  });
}
const summary = (name: 'lsdDb' | 'gainDb' | 'cents') => {
  const values = rows.map((row) => row[name]);
  return { mean: values.reduce((sum, value) => sum + value, 0) / values.length, largest: Math.max(...values) };
};
const costs = { lsdDb: summary('lsdDb'), gainDb: summary('gainDb'), cents: summary('cents') };
process.stdout.write(
  `${JSON.stringify({ model: id, version: model.manifest.version, sets: sets.length, ...costs }, null, 2)}\n`,
);
await Promise.all([float32.close(), int16.close()]);

async function player(precision: 'fp32' | 'int16') {
  const library = createModelLibrary({
    directory: 'models',
    families: FAMILIES,
    accelerator: createCpuAccelerator({ precision }),
  });
  const session = await library.open(await library.load(id));
  let outputs: Float32Array[] = [];
  const voice = await createVoice({
    model,
    session: {
      ...session,
      run: () => {
        const pending = session.run();
        if (pending !== undefined) throw new TypeError('a dense network runs at once');
        outputs.push(Float32Array.from(session.outputs.get('y') ?? []));
      },
    },
  });
  return {
    play: async (a: DescriptorSet): Promise<Note> => {
      outputs = [];
      const path = createPath({ a, stats: descriptors });
      const samples = await renderTrigger({ voice, path, seed: 1, samples: SECONDS * timingOf(model).sampleRate });
      return { samples, outputs };
    },
    close: () => session.close(),
  };
}

/** Mean difference of all gains in the hops that sound, dB. */
function gainError(reference: Note, note: Note, set: DescriptorSet): number {
  const { range, offset, floor } = synthesis.gain;
  const lowest = Math.exp(offset - range);
  const decibels = (o: number): number =>
    DB * Math.log(Math.exp(range * Math.tanh(o / range) + offset) + (floor ?? lowest) - lowest);
  let sum = 0;
  let count = 0;
  for (const [run, expected] of reference.outputs.entries()) {
    if (!(set.curves.rms[Math.min(run, set.frames - 1)] > SOUNDING)) continue;
    const perSubframe = expected.length / synthesis.subframes;
    for (let i = 0; i < expected.length; i++) {
      // The last number of a sub-frame is no gain.
      if (i % perSubframe === perSubframe - 1) continue;
      sum += Math.abs(decibels(note.outputs[run][i]) - decibels(expected[i]));
      count++;
    }
  }
  return count === 0 ? 0 : sum / count;
}
