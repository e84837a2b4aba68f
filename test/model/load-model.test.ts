import { rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { DESCRIPTORS } from '../../src/descriptors/descriptor.ts';
import { FAMILIES } from '../../src/families/families.ts';
import { pickArtifact, verifyArtifact } from '../../src/model/artifact.ts';
import type { ModelFamily } from '../../src/model/family.ts';
import { loadModel } from '../../src/model/load-model.ts';
import { namedErrorOf } from '../../testing/named-error.ts';
import { copyOfTinyModel, editManifest, TINY_MODEL } from './tiny-model.ts';

const load = (folder: string) => loadModel(folder, FAMILIES);

describe('loadModel', () => {
  it('returns a model with network sizes, latency and one statistic per descriptor', async () => {
    const model = await load(TINY_MODEL);
    expect(model.family).toBe('sinc-nsf');
    expect(model).toMatchObject({ network: { inputSize: 15, outputSize: 1160 }, levelsPerFrame: 8, latencyFrames: 31 });
    expect(model.manifest.descriptors.map(({ name }) => name)).toEqual(DESCRIPTORS);
    expect(model.manifest.descriptors[1]).toMatchObject({ scale: 'linear', floor: 0 });
  });

  it('selects the artifact of the accelerator, with its absolute path', async () => {
    const model = await load(TINY_MODEL);
    const spec = await verifyArtifact(model, pickArtifact(model, { name: 'onnxruntime' }));
    expect(spec.path).toBe(join(TINY_MODEL, 'tiny.onnx'));
    expect(spec.state).toEqual([{ input: 'c0', output: 'n0' }]);
  });

  it('names the accelerators that have artifacts', async () => {
    const model = await load(TINY_MODEL);
    const error = await namedErrorOf(() => pickArtifact(model, { name: 'hailo-8' }));
    expect(error).toMatchObject({ kind: 'unsupported', message: expect.stringContaining('onnxruntime') });
  });

  it('selects an artifact of another accelerator that can be converted, in the resulting precision', async () => {
    const model = await load(TINY_MODEL);
    const makesFrom = { accelerator: 'onnxruntime', precision: 'fp16' } as const;
    const made = pickArtifact(model, { name: 'tensorrt', compilesFrom: makesFrom });
    expect(made).toEqual({
      ...pickArtifact(model, { name: 'onnxruntime' }),
      accelerator: 'tensorrt',
      precision: 'fp16',
    });
    const own = { ...made, file: 'own.plan' };
    const offered = { ...model, manifest: { ...model.manifest, artifacts: [...model.manifest.artifacts, own] } };
    expect(pickArtifact(offered, { name: 'tensorrt', compilesFrom: makesFrom })).toBe(own);
  });

  it('throws bad-file when the manifest is missing or not JSON', async () => {
    const { directory, folder } = await copyOfTinyModel();
    expect(await namedErrorOf(() => load(directory))).toMatchObject({ kind: 'bad-file' });
    await writeFile(join(folder, 'manifest.json'), '{ "format": ');
    const error = await namedErrorOf(() => load(folder));
    expect(error).toMatchObject({ kind: 'bad-file', message: expect.stringContaining('is not JSON') });
  });

  it.each<[string, string | RegExp, string, string]>([
    ['another format', 'neurorack-model', 'something', 'format'],
    ['a newer format', '"formatVersion": 1', '"formatVersion": 2', 'is newer than 1'],
    ['an unknown family', '"sinc-nsf"', '"wavetable"', "'wavetable' is not supported"],
    ['a missing field', '"licence"', '"license"', 'licence:'],
    ['descriptors in another order', '"name": "rms"', '"name": "zcr"', 'descriptors:'],
    ['a deviation of zero', '"std": 3.0', '"std": 0', 'descriptors[0].std'],
    ['a log scale without a floor', '"floor": 1e-05', '"floor": 0', 'descriptors[0].floor'],
    ['no partials', '"partials": 48', '"partials": "many"', 'synthesis.partials'],
    ['negative gains', '"offset": -3', '"offset": -3, "floor": -1', 'synthesis.gain.floor'],
    ['outputs that do not fit the family', '1160', '1161', 'artifacts[0].outputs: y is 1×1161×1×1'],
    ['fewer sub-frames than outputs', '"subframes": 8', '"subframes": 4', 'artifacts[0].inputs: x is 1×15×1×1'],
    ['sub-frames that do not divide the hop', '"subframes": 8', '"subframes": 7', 'synthesis.subframes'],
    [
      'sub-frames of no multiple of 8 samples',
      '"subframes": 8',
      '"subframes": 64',
      'synthesis.subframes: divides the hop',
    ],
    ['an even filter', '"taps": 63', '"taps": 64', 'synthesis.crossover.taps: expected an odd number'],
    [
      'a filter longer than two sub-frames',
      '"taps": 63',
      '"taps": 67',
      'synthesis.crossover.taps: is 67, not at most 65',
    ],
    ['a noise loop that is too short', '"loopLength": 65536', '"loopLength": 2048', 'synthesis.noiseBands.loopLength'],
    ['another look-ahead', '"lookaheadFrames": 1', '"lookaheadFrames": 3', 'lookaheadFrames: is 3'],
    ['a state pair with a missing tensor', '"output": "n0"', '"output": "n9"', 'artifacts[0].state'],
    ['state in no pair', /"state": \[[^\]]*\]/, '"state": []', 'artifacts[0].state: c0 is in no pair'],
    ['silence of another length', /"silence": \[\s*[-0-9.]+,/, '"silence": [', 'silence: 14 numbers'],
    ['an artifact outside its folder', '"tiny.onnx"', '"../tiny.onnx"', 'artifacts[0].file'],
    ['an invalid checksum', /"sha256": "[0-9a-f]+"/, '"sha256": "abc"', 'artifacts[0].sha256'],
  ])('refuses a model with %s', async (_, from, to, words) => {
    const { folder } = await copyOfTinyModel();
    await editManifest(folder, from, to);
    const error = await namedErrorOf(() => load(folder));
    expect(error).toMatchObject({ kind: 'bad-model', message: expect.stringContaining(words) });
    expect(error.message).toContain('manifest.json');
  });

  it('refuses a model with a damaged or missing artifact', async () => {
    const { folder } = await copyOfTinyModel();
    const model = await load(folder);
    const artifact = pickArtifact(model, { name: 'onnxruntime' });
    await writeFile(join(folder, 'tiny.onnx'), 'damaged');
    const damaged = await namedErrorOf(() => verifyArtifact(model, artifact));
    expect(damaged).toMatchObject({ kind: 'bad-model', message: expect.stringContaining('wrong checksum') });
    await rm(join(folder, 'tiny.onnx'));
    const missing = await namedErrorOf(() => verifyArtifact(model, artifact));
    expect(missing).toMatchObject({ kind: 'bad-file', message: expect.stringContaining('tiny.onnx') });
  });
});

describe('loadModel with a second family', () => {
  const LATENT: ModelFamily = {
    name: 'latent',
    parse: ({ manifest }) => ({
      network: { inputSize: 15, outputSize: Number(manifest.synthesis.latentSize) },
      levelsPerFrame: Number(manifest.synthesis.levels),
      latencyFrames: 0,
      createSynthesizer: () => {
        throw new Error('never opened');
      },
    }),
  };
  const families = [...FAMILIES, LATENT];

  async function copyOfLatentModel(levels: number): Promise<string> {
    const { folder } = await copyOfTinyModel();
    await editManifest(folder, '"sinc-nsf"', '"latent"');
    await editManifest(folder, '"subframes": 8', `"latentSize": 1160, "levels": ${levels}`);
    return folder;
  }

  it('loads beside the first', async () => {
    expect(await loadModel(await copyOfLatentModel(8), families)).toMatchObject({ family: 'latent', latencyFrames: 0 });
    expect((await loadModel(TINY_MODEL, families)).family).toBe('sinc-nsf');
  });

  it('is refused where it needs another level lane than descriptor sets have', async () => {
    const folder = await copyOfLatentModel(4);
    const error = await namedErrorOf(() => loadModel(folder, families));
    expect(error).toMatchObject({ kind: 'bad-model', message: expect.stringContaining('4 level values a frame') });
  });
});
