import { copyFile, cp, mkdtemp } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { createOnnxAccelerator } from '@neurorack/common';
import { describe, expect, it } from 'vitest';
import { createFakeAccelerator } from '../../src/contracts/fakes/fake-accelerator.ts';
import { FAMILIES } from '../../src/families/families.ts';
import { createModelLibrary } from '../../src/model/model-library.ts';
import { namedErrorOf } from '../../testing/named-error.ts';
import { runCli } from '../cli/run-cli.ts';
import { editManifest } from './tiny-model.ts';

/** Three exports of the same network; `test/fixtures/make-exports-model.py` writes it. */
const FOLDER = fileURLToPath(new URL('../fixtures/exports-model', import.meta.url));

const library = (accelerator = createOnnxAccelerator()) =>
  createModelLibrary({ directory: join(FOLDER, '..'), families: FAMILIES, accelerator });

async function check(folder = FOLDER) {
  const models = library();
  return models.check(await models.load(folder));
}

async function copyOfModel(): Promise<string> {
  const folder = join(await mkdtemp(join(tmpdir(), 'neurorack-exports-')), 'exports');
  await cp(FOLDER, folder, { recursive: true });
  return folder;
}

describe('exports of one network', () => {
  it('agree with the reference within the tolerance of their precision', async () => {
    const checked = await check();
    expect(checked.map(({ artifact, passed }) => [artifact.kind, artifact.precision, passed])).toEqual([
      ['stateful', 'fp32', true],
      ['stateless', 'fp32', true],
      ['stateless', 'int8', true],
    ]);
    const [stateful, windowed, rounded] = checked;
    expect(stateful).toMatchObject({ frames: 96, tolerance: 1e-3 });
    expect(windowed).toMatchObject({ frames: 30, tolerance: 1e-3 });
    expect(Math.max(stateful.maxError, windowed.maxError)).toBeLessThan(1e-4);
    expect(rounded.tolerance).toBe(0.5);
    expect(rounded.maxError).toBeGreaterThan(0.01); // 8 bits are heard as such, and not computed in 32
    expect(rounded).toMatchObject({ rmsTolerance: 0.05 });
  });

  it('fail when many values have a small error and none a large one', async () => {
    const folder = await copyOfModel();
    await editManifest(folder, '"int8": 0.05', '"int8": 0.001');
    const [, , rounded] = await check(folder);
    expect(rounded.maxError).toBeLessThan(rounded.tolerance);
    expect(rounded.rmsError).toBeGreaterThan(0.001);
    expect(rounded.passed).toBe(false);
  });

  it('are checked by the largest error alone when the manifest has no RMS tolerance', async () => {
    const folder = await copyOfModel();
    await editManifest(folder, /,\s*"rmsTolerance": \{[^}]*\}/, '');
    const checked = await check(folder);
    expect(checked.every(({ passed }) => passed)).toBe(true);
    expect(checked.some((result) => 'rmsTolerance' in result)).toBe(false);
  });

  it('are selected in the order of the manifest', async () => {
    const models = library();
    const session = await models.open(await models.load(FOLDER));
    expect([...session.inputs.keys()]).toContain('past');
    await session.close();
  });

  it('are not interchangeable: 8 bits do not pass as 32', async () => {
    const folder = await copyOfModel();
    await editManifest(folder, '"int8",', '"fp32",');
    const checked = await check(folder);
    expect(checked.map(({ passed }) => passed)).toEqual([true, true, false]);
  });

  it('are each verified by checksum', async () => {
    const folder = await copyOfModel();
    await copyFile(join(folder, 'exports-window.onnx'), join(folder, 'exports-int8.onnx'));
    const error = await namedErrorOf(() => check(folder));
    expect(error).toMatchObject({ kind: 'bad-model', message: expect.stringContaining('exports-int8.onnx') });
  });

  it('are refused for an accelerator without an artifact', async () => {
    const models = library(createFakeAccelerator({ name: 'hailo-8' }));
    const error = await namedErrorOf(async () => models.check(await models.load(FOLDER)));
    expect(error).toMatchObject({ kind: 'unsupported' });
  });
});

describe('neurorack model check', () => {
  it('prints the errors of every export', async () => {
    const { code, stdout } = await runCli('model', 'check', FOLDER);
    expect(code).toBe(0);
    const lines = stdout.trim().split('\n');
    expect(lines).toHaveLength(4);
    expect(lines[1]).toMatch(/exports-window\.onnx, fp32 stateless.* agrees with its reference.* over 30 frames/);
    expect(lines[2]).toMatch(/exports-int8\.onnx, int8 stateless.* tolerance 0\.5 \(rms 0\.05\)/);
    expect(lines[3]).toMatch(
      /exports\.onnx, int16 stateful\) on dense agrees.* over 96 frames, tolerance 0\.\d+ \(rms 0\.\d+\)/,
    );
  });

  it('fails when one export differs, and names it', async () => {
    const folder = await copyOfModel();
    await editManifest(folder, '"int8",', '"fp32",');
    const { code, stdout } = await runCli('model', 'check', folder, '--json');
    expect(code).toBe(1);
    const { passed, artifacts } = JSON.parse(stdout);
    expect(passed).toBe(false);
    expect(artifacts).toMatchObject([
      { passed: true },
      { passed: true },
      { file: 'exports-int8.onnx', passed: false },
      { file: 'exports.onnx', precision: 'int16', accelerator: 'dense', passed: true },
    ]);
  });

  it('replays the chosen accelerator alone', async () => {
    const { stdout } = await runCli('model', 'check', FOLDER, '--accelerator', 'native', '--json');
    const { artifacts } = JSON.parse(stdout);
    expect(artifacts.map(({ accelerator }: { accelerator: string }) => accelerator)).toEqual(
      Array.from({ length: 3 }, () => 'onnxruntime'),
    );
  });

  it('fails when weights of 16 bits leave the tolerance of their precision', async () => {
    const folder = await copyOfModel();
    await editManifest(folder, /"int16": [\d.e-]+/g, '"int16": 1e-9');
    const { code, stdout } = await runCli('model', 'check', folder);
    expect(code).toBe(1);
    expect(stdout).toMatch(/exports\.onnx, int16 stateful\) on dense differs from its reference/);
    expect(stdout.match(/agrees with/g)).toHaveLength(3);
  });
});
