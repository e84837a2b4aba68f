import { rm } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { TINY_RAVE } from '../families/rave/tiny-rave.ts';
import { copyOfTinyModel, editManifest } from '../model/tiny-model.ts';
import { runCli } from './run-cli.ts';

/** The manifest then has three latents and five random ones, and two lists of three. */
async function claimThreeLatents(folder: string): Promise<void> {
  await editManifest(folder, '"latents": 4', '"latents": 3');
  await editManifest(folder, '"randomLatents": 4', '"randomLatents": 5');
  for (const list of ['latentMean', 'latentStd']) {
    await editManifest(folder, new RegExp(`("${list}": \\[[^,]*,[^,]*,[^,\\]]*),[^\\]]*`), '$1');
  }
}

describe('neurorack model check on a RAVE model', () => {
  it('refuses a manifest that claims other latents than its encoder has', async () => {
    const { folder } = await copyOfTinyModel('tiny', TINY_RAVE);
    await claimThreeLatents(folder);
    const { code, stderr } = await runCli('model', 'check', folder);
    expect(code).toBe(3);
    expect(stderr).toContain('manifest.json: synthesis.encoder.outputs: y is 1×4×1×1, not 1×3, as the latents');
    expect(stderr).toMatch(/\nremedy: install the model again/);
  });

  it('refuses a manifest whose claim agrees with itself but not with the file of the encoder', async () => {
    const { folder } = await copyOfTinyModel('tiny', TINY_RAVE);
    await claimThreeLatents(folder);
    await editManifest(folder, /("name": "y",\s+"shape": \[\s*1,\s*)4/, '$13');
    const { code, stderr } = await runCli('model', 'check', folder);
    expect(code).toBe(3);
    expect(stderr).toMatch(/^error: .*tiny-encoder\.onnx.* y /m);
    expect(stderr).toMatch(/\nremedy: /);
  });

  it('names the encoder whose file is missing', async () => {
    const { folder } = await copyOfTinyModel('tiny', TINY_RAVE);
    await rm(join(folder, 'tiny-encoder.onnx'));
    const { code, stderr } = await runCli('model', 'check', folder);
    expect(code).toBe(3);
    expect(stderr).toMatch(/^error: .*tiny-encoder\.onnx/m);
    expect(stderr).toMatch(/\nremedy: /);
  });

  it('checks a model that was exported without an encoder, which has no response to report', async () => {
    const { folder } = await copyOfTinyModel('tiny', TINY_RAVE);
    await editManifest(folder, /,\s*"encoder": \{.*?"state": \[[^\]]*\]\s*\}/s, '');
    const { code, stdout } = await runCli('model', 'check', folder, '--json');
    expect(code).toBe(0);
    expect(JSON.parse(stdout)).toMatchObject({ passed: true });
    expect(JSON.parse(stdout).response).toBeUndefined();
  });
});
