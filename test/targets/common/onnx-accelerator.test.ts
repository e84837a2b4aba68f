import { mkdtemp, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { memoryUsage } from 'node:process';
import { fileURLToPath } from 'node:url';
import { createOnnxAccelerator } from '@neurorack/common';
import { describe, expect, it } from 'vitest';
import { namedErrorOf } from '../../../testing/named-error.ts';
import { describeAccelerator, PROBE_TENSORS } from '../../conformance/accelerator.ts';

/** On Windows runs use the package. */
const isWindows = process.platform === 'win32';
const probe = fileURLToPath(new URL('../../fixtures/probe.onnx', import.meta.url));

describeAccelerator({
  name: 'ONNX Runtime by its package, through the event loop',
  create: () => createOnnxAccelerator({ isDirect: false }),
  probe,
});
describeAccelerator({ name: 'ONNX Runtime by its library', create: () => createOnnxAccelerator(), probe });

describe('ONNX Runtime on the host', () => {
  it('names the missing package', async () => {
    const load = () => Promise.reject(new Error('Cannot find package'));
    const bare = createOnnxAccelerator({ load, isDirect: false });
    const error = await namedErrorOf(() => bare.open({ path: probe, ...PROBE_TENSORS }));
    expect(error).toMatchObject({ kind: 'missing-library', message: expect.stringContaining('onnxruntime-node') });
    expect(error.remedy).toContain('npm ci');
  });

  it.skipIf(isWindows)(
    'runs synchronously by its library, with the bits of its package, which waits for the event loop',
    async () => {
      const [direct, turning] = await Promise.all(
        [true, false].map((isDirect) => createOnnxAccelerator({ isDirect }).open({ path: probe, ...PROBE_TENSORS })),
      );
      for (const session of [direct, turning]) session.inputs.get('x')?.set([1, -2, 0.3, 4]);
      expect(direct.run()).toBeUndefined();
      const pending = turning.run();
      expect(pending).toBeInstanceOf(Promise);
      await pending;
      expect(direct.outputs.get('y')?.some((y) => y !== 0)).toBe(true);
      expect(direct.outputs).toEqual(turning.outputs);
      await Promise.all([direct.close(), turning.close()]);
    },
  );

  it.skipIf(isWindows)('allocates no arrays in a run by its library, unlike the package', async () => {
    const session = await createOnnxAccelerator().open({ path: probe, ...PROBE_TENSORS });
    for (let n = 0; n < 100; n++) session.run();
    const { arrayBuffers } = memoryUsage();
    for (let n = 0; n < 1000; n++) session.run();
    expect(memoryUsage().arrayBuffers).toBe(arrayBuffers);
    await session.close();
  });

  it('refuses a file that is not a network', async () => {
    const path = join(await mkdtemp(join(tmpdir(), 'neurorack-')), 'text.onnx');
    await writeFile(path, 'not a network');
    const error = await namedErrorOf(() => createOnnxAccelerator().open({ path, ...PROBE_TENSORS }));
    expect(error).toMatchObject({ kind: 'bad-model', message: expect.stringContaining(path) });
  });
});
