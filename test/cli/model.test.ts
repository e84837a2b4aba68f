import { createHash } from 'node:crypto';
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { TINY_RAVE } from '../families/rave/tiny-rave.ts';
import { copyOfTinyModel, editManifest, TINY_MODEL } from '../model/tiny-model.ts';
import { runCli } from './run-cli.ts';

describe('neurorack model', () => {
  it('lists models, as text and as JSON', async () => {
    const { directory, folder } = await copyOfTinyModel();
    expect(await runCli('model', 'list', '--models', directory)).toMatchObject({
      code: 0,
      stdout: expect.stringMatching(/^tiny +0\.1\.0 +sinc-nsf +Untrained/),
    });
    const { stdout } = await runCli('model', 'list', '--models', directory, '--json');
    expect(JSON.parse(stdout)).toEqual([expect.objectContaining({ folder, id: 'tiny', family: 'sinc-nsf' })]);
  });

  it('lists an invalid model with the reason and exits with 1', async () => {
    const { directory, folder } = await copyOfTinyModel();
    await editManifest(folder, '"hop": 256', '"hop": "wide"');
    const { code, stdout } = await runCli('model', 'list', '--models', directory);
    expect(code).toBe(1);
    expect(stdout).toContain('hop:');
    const json = await runCli('model', 'list', '--models', directory, '--json');
    expect(JSON.parse(json.stdout)[0].error).toMatchObject({ kind: 'bad-model', remedy: expect.any(String) });
  });

  it('describes a model by its path', async () => {
    const { code, stdout } = await runCli('model', 'info', TINY_MODEL);
    expect(code).toBe(0);
    expect(stdout).toContain('tiny.onnx: onnxruntime, fp32, stateful');
    const json = await runCli('model', 'info', TINY_MODEL, '--json');
    expect(JSON.parse(json.stdout)).toMatchObject({ folder: TINY_MODEL, id: 'tiny', synthesis: { partials: 48 } });
  });

  it('checks a model against its reference', async () => {
    const { code, stdout } = await runCli('model', 'check', TINY_MODEL);
    expect(code).toBe(0);
    expect(stdout).toMatch(
      /^tiny \(tiny.onnx, fp32 stateful\) on onnxruntime agrees with its reference: largest error .* over 4 frames/,
    );
  });

  it('checks a model that plays encoded sets, and reports how far its latents have the descriptors', async () => {
    const { code, stdout } = await runCli('model', 'check', TINY_RAVE, '--json');
    expect(code).toBe(0);
    const { passed, response } = JSON.parse(stdout);
    expect(passed).toBe(true);
    expect(Object.keys(response)).toEqual(['zcr', 'rolloff', 'flatness', 'bandwidth', 'centroid']);
    for (const r of Object.values(response)) expect(Math.abs(Number(r))).toBeLessThanOrEqual(1);
  });

  it('exits with 1 when an artifact differs from the reference', async () => {
    const { directory, folder } = await copyOfTinyModel();
    const other = Buffer.alloc(4 * 1160 * 4);
    await writeFile(join(folder, 'reference-output.f32'), other);
    const damaged = await runCli('model', 'check', 'tiny', '--models', directory);
    expect(damaged).toMatchObject({ code: 3, stderr: expect.stringContaining('wrong checksum') });

    const sha256 = createHash('sha256').update(other).digest('hex');
    await editManifest(folder, /("reference"[^}]*"output": ")[0-9a-f]{64}/, `$1${sha256}`);
    const { code, stdout } = await runCli('model', 'check', 'tiny', '--models', directory, '--json');
    expect(code).toBe(1);
    expect(JSON.parse(stdout)).toMatchObject({
      passed: false,
      artifacts: [{ passed: false, tolerance: 1e-3, frames: 4 }],
    });
  });

  it('reports a missing model', async () => {
    const { code, stdout, stderr } = await runCli('model', 'check', 'huge');
    expect({ code, stdout }).toEqual({ code: 3, stdout: '' });
    expect(stderr).toMatch(/^error: no model 'huge'.*\nremedy: .*\n$/);
  });
});
