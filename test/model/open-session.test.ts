import { truncate, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { createOnnxAccelerator } from '@neurorack/common';
import { describe, expect, it } from 'vitest';
import type { Accelerator } from '../../src/contracts/accelerator.ts';
import { createFakeAccelerator } from '../../src/contracts/fakes/fake-accelerator.ts';
import { FAMILIES } from '../../src/families/families.ts';
import { pickArtifact } from '../../src/model/artifact.ts';
import { loadModel } from '../../src/model/load-model.ts';
import { openSession } from '../../src/model/open-session.ts';
import { type ReferenceResult, replayReference } from '../../src/model/reference.ts';
import { namedErrorOf } from '../../testing/named-error.ts';
import { copyOfTinyModel, editManifest, TINY_MODEL } from './tiny-model.ts';

const tiny = (folder = TINY_MODEL) => loadModel(folder, FAMILIES);
const fake = (options: Parameters<typeof createFakeAccelerator>[0] = {}) =>
  createFakeAccelerator({ name: 'onnxruntime', ...options });

/** Declares the artifact as windowed, with this many frames and no caches. */
async function makeWindowed(folder: string, frames: number): Promise<void> {
  await editManifest(folder, '"stateful"', '"stateless"');
  const inputs = `"inputs": [{ "name": "x", "shape": [1, 15, 1, ${frames}] }], "outputs"`;
  await editManifest(folder, /"inputs": \[\s*\{[\s\S]*?\],\s*"outputs"/, inputs);
  const outputs = '"outputs": [{ "name": "y", "shape": [1, 1160, 1, 1] }], "state": []';
  await editManifest(folder, /"outputs": \[\s*\{[\s\S]*?\],\s*"state": \[[^\]]*\]/, outputs);
}

describe('openSession', () => {
  it('returns a warm session with zero state', async () => {
    const accelerator = fake();
    const session = await openSession(await tiny(), accelerator);
    expect(accelerator.recorded[0].length).toBeGreaterThan(0);
    for (const values of session.inputs.values()) expect(values.every((value) => value === 0)).toBe(true);
    await session.close();
  });

  it('passes on the errors of the accelerator', async () => {
    const accelerator = fake({ openFault: 'missing-device' });
    const error = await namedErrorOf(async () => openSession(await tiny(), accelerator));
    expect(error).toMatchObject({ kind: 'missing-device' });
  });

  it('closes the session when the warm-up fails', async () => {
    const closed: string[] = [];
    const inner = fake({ runFaults: new Map([[0, 'throw']]) });
    const accelerator: Accelerator = {
      name: inner.name,
      open: async (artifact) => {
        const session = await inner.open(artifact);
        return { ...session, close: async () => void closed.push(artifact.path) };
      },
    };
    const error = await namedErrorOf(async () => openSession(await tiny(), accelerator));
    expect(error).toMatchObject({ kind: 'device-fault' });
    expect(closed).toEqual([join(TINY_MODEL, 'tiny.onnx')]);
  });

  it('refuses an artifact that does not match its manifest', async () => {
    const { folder } = await copyOfTinyModel();
    await editManifest(folder, /\b2\s*\]\s*\}\s*\],\s*"outputs"/, '3]}], "outputs"');
    await editManifest(folder, /\b2\s*\]\s*\}\s*\],\s*"state"/, '3]}], "state"');
    const error = await namedErrorOf(async () => openSession(await tiny(folder), createOnnxAccelerator()));
    expect(error).toMatchObject({ kind: 'bad-model', message: expect.stringContaining('c0') });
  });

  it('refuses a windowed artifact that has caches', async () => {
    const { folder } = await copyOfTinyModel();
    await editManifest(folder, '"stateful"', '"stateless"');
    const error = await namedErrorOf(async () => openSession(await tiny(folder), fake()));
    expect(error).toMatchObject({ kind: 'bad-model', message: expect.stringContaining('window') });
  });
});

describe('replayReference', () => {
  async function replay(accelerator: Accelerator, folder = TINY_MODEL): Promise<ReferenceResult> {
    const model = await tiny(folder);
    const session = await openSession(model, accelerator);
    try {
      return await replayReference(model, pickArtifact(model, accelerator), session);
    } finally {
      await session.close();
    }
  }

  it('passes with ONNX Runtime', async () => {
    const result = await replay(createOnnxAccelerator());
    expect(result).toMatchObject({ frames: 4, tolerance: 1e-3, passed: true });
    expect(result.maxError).toBeLessThan(1e-5);
  });

  it('fails with another network', async () => {
    const result = await replay(fake());
    expect(result.passed).toBe(false);
    expect(result.maxError).toBeGreaterThan(0.1);
  });

  it('fails with NaN in any single frame', async () => {
    const result = await replay(fake({ runFaults: new Map([[3, 'nan']]) }));
    expect(result).toMatchObject({ maxError: Number.NaN, passed: false });
  });

  it.each([
    [3, 2],
    [2, 3],
  ])('compares a window of %i frames once it is full, over %i frames', async (window, compared) => {
    const { folder } = await copyOfTinyModel();
    await makeWindowed(folder, window);
    const result = await replay(fake(), folder);
    expect(result.frames).toBe(compared);
    expect(result.passed).toBe(false);
  });

  it('refuses a reference shorter than the window', async () => {
    const { folder } = await copyOfTinyModel();
    await makeWindowed(folder, 5);
    const error = await namedErrorOf(() => replay(fake(), folder));
    expect(error).toMatchObject({ kind: 'bad-model', message: expect.stringContaining('reference of 4 frames') });
  });

  it('verifies size and checksum of the reference files', async () => {
    const { folder } = await copyOfTinyModel();
    await truncate(join(folder, 'reference-output.f32'), 400);
    const short = await namedErrorOf(() => replay(fake(), folder));
    expect(short).toMatchObject({ kind: 'bad-model', message: expect.stringContaining('400 bytes') });
    await writeFile(join(folder, 'reference-input.f32'), Buffer.alloc(240));
    const damaged = await namedErrorOf(() => replay(fake(), folder));
    expect(damaged).toMatchObject({ kind: 'bad-model', message: expect.stringContaining('reference-input.f32') });
  });
});
