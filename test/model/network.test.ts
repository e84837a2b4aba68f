import { truncate, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { createFakeAccelerator } from '../../src/contracts/fakes/fake-accelerator.ts';
import { loadModel } from '../../src/model/load-model.ts';
import { openNetwork, SILENCE_FRAMES } from '../../src/model/network.ts';
import { replayReference } from '../../src/model/reference.ts';
import { sincNsf } from '../../src/model/sinc-nsf.ts';
import { createOnnxAccelerator } from '../../targets/host/src/index.ts';
import { namedErrorOf } from '../named-error.ts';
import { copyOfTinyModel, editManifest, TINY_MODEL } from './tiny-model.ts';

const tiny = () => loadModel(TINY_MODEL, [sincNsf]);
const fake = (options: Parameters<typeof createFakeAccelerator>[0] = {}) =>
  createFakeAccelerator({ name: 'onnxruntime', ...options });

describe('an open network', () => {
  it('has heard silence, and can return to it', async () => {
    const accelerator = fake();
    const model = await tiny();
    const network = await openNetwork(model, accelerator);
    const runs = accelerator.recorded[0].slice(1); // after the warm-up
    expect(runs).toHaveLength(SILENCE_FRAMES);
    expect(runs.every((run) => run.get('x')?.every((v, i) => v === Math.fround(model.manifest.silence[i])))).toBe(true);
    expect(network.silence.get('c0')).toEqual(network.session.inputs.get('c0'));
    await network.close();
    await network.close();
  });

  it('offers the one input and output that are no state', async () => {
    const network = await openNetwork(await tiny(), fake());
    expect(network.input).toBe(network.session.inputs.get('x'));
    expect(network.output).toBe(network.session.outputs.get('y'));
  });

  it('is not opened on an accelerator that answers silence with NaN', async () => {
    const accelerator = fake({ runFaults: new Map([[SILENCE_FRAMES, 'nan']]) });
    expect(await namedErrorOf(async () => openNetwork(await tiny(), accelerator))).toMatchObject({
      kind: 'device-fault',
    });
  });

  it('passes on what the accelerator says', async () => {
    const accelerator = fake({ openFault: 'missing-device' });
    const error = await namedErrorOf(async () => openNetwork(await tiny(), accelerator));
    expect(error).toMatchObject({ kind: 'missing-device' });
  });

  it('is refused when the artifact is not what its manifest says', async () => {
    const { folder } = await copyOfTinyModel();
    await editManifest(folder, /\b2\s*\]\s*\}\s*\],\s*"outputs"/, '3]}], "outputs"');
    await editManifest(folder, /\b2\s*\]\s*\}\s*\],\s*"state"/, '3]}], "state"');
    const error = await namedErrorOf(async () =>
      openNetwork(await loadModel(folder, [sincNsf]), createOnnxAccelerator()),
    );
    expect(error).toMatchObject({ kind: 'bad-model', message: expect.stringContaining('c0') });
  });
});

describe('the reference of a model', () => {
  it('is met by ONNX Runtime, twice, and the network is silent again', async () => {
    const model = await tiny();
    const network = await openNetwork(model, createOnnxAccelerator());
    const first = await replayReference(model, network);
    expect(first).toMatchObject({ frames: 4, tolerance: 1e-3, passed: true });
    expect(first.maxError).toBeLessThan(1e-5);
    expect(await replayReference(model, network)).toEqual(first);
    expect(network.session.inputs.get('c0')).toEqual(network.silence.get('c0'));
    await network.close();
  });

  it('is not met by another network', async () => {
    const model = await tiny();
    const result = await replayReference(model, await openNetwork(model, fake()));
    expect(result.passed).toBe(false);
    expect(result.maxError).toBeGreaterThan(0.1);
  });

  it('is not met by NaN in any one frame', async () => {
    const model = await tiny();
    const runFaults = new Map([[SILENCE_FRAMES + 3, 'nan' as const]]);
    const result = await replayReference(model, await openNetwork(model, fake({ runFaults })));
    expect(result).toMatchObject({ maxError: Number.NaN, passed: false });
  });

  it('is checked before it is believed', async () => {
    const { folder } = await copyOfTinyModel();
    const model = await loadModel(folder, [sincNsf]);
    const network = await openNetwork(model, fake());
    await truncate(join(folder, 'reference-output.f32'), 400);
    const short = await namedErrorOf(() => replayReference(model, network));
    expect(short).toMatchObject({ kind: 'bad-model', message: expect.stringContaining('400 bytes') });
    await writeFile(join(folder, 'reference-input.f32'), Buffer.alloc(240));
    const damaged = await namedErrorOf(() => replayReference(model, network));
    expect(damaged).toMatchObject({ kind: 'bad-model', message: expect.stringContaining('reference-input.f32') });
  });
});
