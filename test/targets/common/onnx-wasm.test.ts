import { memoryUsage } from 'node:process';
import { fileURLToPath } from 'node:url';
import { hostTarget } from '@neurorack/target-host';
import { describe, expect, it } from 'vitest';
import { FAMILIES } from '../../../src/families/families.ts';
import { createModelLibrary } from '../../../src/model/model-library.ts';
import { openWasmRuntime } from '../../../targets/common/src/onnx/wasm-runtime.ts';
import { namedErrorOf } from '../../../testing/named-error.ts';
import { describeAccelerator, PROBE_TENSORS } from '../../conformance/accelerator.ts';

const probe = fileURLToPath(new URL('../../fixtures/probe.onnx', import.meta.url));
const directory = fileURLToPath(new URL('../../../models', import.meta.url));
const create = () => hostTarget.createAccelerator('wasm');

describeAccelerator({ name: 'ONNX Runtime in WebAssembly', create, probe });

describe('ONNX Runtime in WebAssembly', () => {
  it.each(['impacts', 'impacts-xl', 'metal'])('computes the reference output of each artifact of %s', async (name) => {
    const models = createModelLibrary({ directory, families: FAMILIES, accelerator: create() });
    const checked = await models.check(await models.load(name));
    expect(checked.map(({ artifact, passed }) => [artifact.precision, passed])).toEqual([
      ['fp32', true],
      ['int8', true],
    ]);
    expect(checked[0].maxError).toBeLessThan(1e-4);
  });

  it('runs synchronously and allocates no arrays', async () => {
    const session = await create().open({ path: probe, ...PROBE_TENSORS });
    for (let n = 0; n < 100; n++) expect(session.run()).toBeUndefined();
    const { arrayBuffers } = memoryUsage();
    for (let n = 0; n < 1000; n++) session.run();
    expect(memoryUsage().arrayBuffers).toBe(arrayBuffers);
    await session.close();
  });

  it('opens networks whose memory grows the module, beside one that is open', async () => {
    const models = createModelLibrary({ directory, families: FAMILIES, accelerator: create() });
    const first = await create().open({ path: probe, ...PROBE_TENSORS });
    const model = await models.load('impacts');
    const others = await Promise.all(Array.from({ length: 12 }, () => models.open(model)));
    first.inputs.get('x')?.set([1, 2, 3, 4]);
    first.run();
    expect(first.outputs.get('y')?.some((value) => value !== 0)).toBe(true);
    await Promise.all([first, ...others].map((session) => session.close()));
  });

  it('names its package when a file of it is missing', async () => {
    const files = {
      importGlue: () => Promise.reject(new Error('no such file')),
      readBinary: async () => new Uint8Array(0),
    };
    const error = await namedErrorOf(() => openWasmRuntime(files));
    expect(error).toMatchObject({ kind: 'missing-library', message: expect.stringContaining('onnxruntime-web') });
    expect(error.remedy).toContain('npm ci');
  });
});
