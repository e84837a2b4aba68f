import { describe, expect, it } from 'vitest';
import { FAMILIES } from '../../../src/families/families.ts';
import { createModelLibrary } from '../../../src/model/model-library.ts';
import { createHailoAccelerator } from '../../../targets/pi-hailo/src/index.ts';
import { namedErrorOf } from '../../../testing/named-error.ts';
import { copyOfTinyModel, editManifest } from '../../model/tiny-model.ts';
import { accelerator, loadTiny, TINY_RAVE } from './tiny-rave.ts';

const REASON = 'a RAVE decoder passes the past of its convolutions from run to run';

describe.each(['hailo-8', 'hailo-8l'] as const)('a model of the family rave on a %s', (chip) => {
  const hailo = createHailoAccelerator({ chip, library: '/nowhere/libhailort.so' });
  const create = (fallback?: typeof accelerator) =>
    createModelLibrary({ directory: 'unused', families: FAMILIES, accelerator: hailo, fallback });

  it('is refused by name with the reason, before the chip is opened', async () => {
    const model = await loadTiny();
    for (const use of [() => create().open(model), () => create().check(model)]) {
      const error = await namedErrorOf(use);
      expect(error).toMatchObject({ kind: 'unsupported' });
      expect(error.message).toContain(`the model tiny does not run on ${chip}: ${REASON}`);
      expect(error.remedy).toContain('let the processor play it');
    }
  });

  it('is played by the processor, and the refusal is passed on', async () => {
    const refusals: string[] = [];
    const session = await create(accelerator).open(await loadTiny(), ({ message }) => refusals.push(message));
    session.inputs.get('x')?.fill(1);
    for (let n = 0; n < 4; n++) await session.run();
    expect(session.outputs.get('y')?.some((value) => value !== 0)).toBe(true);
    await session.close();
    expect(refusals).toEqual([expect.stringContaining(REASON)]);
  });

  it('is refused when its manifest claims a file for the chip', async () => {
    const { folder } = await copyOfTinyModel('tiny', TINY_RAVE);
    await editManifest(folder, '"accelerator": "onnxruntime"', `"accelerator": "${chip}"`);
    const error = await namedErrorOf(() => loadTiny(folder));
    expect(error).toMatchObject({ kind: 'bad-model' });
    expect(error.message).toContain(`artifacts[0].accelerator: is '${chip}', where no such model runs: ${REASON}`);
  });
});
