import { mkdtemp, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { createOnnxAccelerator } from '@neurorack/common';
import { describe, expect, it } from 'vitest';
import { describeAccelerator, PROBE_TENSORS } from '../../conformance/accelerator.ts';
import { namedErrorOf } from '../../named-error.ts';

const probe = fileURLToPath(new URL('../../fixtures/probe.onnx', import.meta.url));

describeAccelerator({ name: 'ONNX Runtime', create: () => createOnnxAccelerator(), probe });

describe('ONNX Runtime on the host', () => {
  it('names its package when it is not installed', async () => {
    const bare = createOnnxAccelerator({ load: () => Promise.reject(new Error('Cannot find package')) });
    const error = await namedErrorOf(() => bare.open({ path: probe, ...PROBE_TENSORS }));
    expect(error).toMatchObject({ kind: 'missing-library', message: expect.stringContaining('onnxruntime-node') });
    expect(error.remedy).toContain('npm ci');
  });

  it('refuses a file that is no network', async () => {
    const path = join(await mkdtemp(join(tmpdir(), 'neurorack-')), 'text.onnx');
    await writeFile(path, 'not a network');
    const error = await namedErrorOf(() => createOnnxAccelerator().open({ path, ...PROBE_TENSORS }));
    expect(error).toMatchObject({ kind: 'bad-model', message: expect.stringContaining(path) });
  });
});
