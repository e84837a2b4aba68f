import { fileURLToPath } from 'node:url';
import { hostTarget } from '@neurorack/target-host';
import { describe, expect, it } from 'vitest';
import { createHostAccelerator } from '../../../targets/host/src/host-accelerator.ts';
import { expectNamedError, namedErrorOf } from '../../../testing/named-error.ts';
import { describeAccelerator, PROBE_TENSORS } from '../../conformance/accelerator.ts';

const probe = fileURLToPath(new URL('../../fixtures/probe.onnx', import.meta.url));
const artifact = { path: probe, ...PROBE_TENSORS };
/** A network of convolutions, which the kernel of dense networks does not run. */
const convolutions = {
  path: fileURLToPath(new URL('../../fixtures/tiny-model/tiny.onnx', import.meta.url)),
  inputs: [
    { name: 'x', shape: [1, 15, 1, 1] },
    { name: 'c0', shape: [1, 15, 1, 2] },
  ],
  outputs: [
    { name: 'y', shape: [1, 1160, 1, 1] },
    { name: 'n0', shape: [1, 15, 1, 2] },
  ],
  state: [{ input: 'c0', output: 'n0' }],
};

/** A computer on which the package fails to load in one way or the other. */
const without = (fault: Error) => createHostAccelerator('auto', { load: () => Promise.reject(fault), isDirect: false });
const absent = Object.assign(new Error("Cannot find package 'onnxruntime-node'"), { code: 'ERR_MODULE_NOT_FOUND' });
const foreign = new Error('Error loading shared library ld-linux-x86-64.so.2');

describeAccelerator({ name: 'a computer without onnxruntime-node', create: () => without(absent), probe });

describe("a computer's accelerator", () => {
  it('plays dense networks without ONNX Runtime and without a notice', async () => {
    const session = await without(absent).open(artifact);
    expect([session.notice, session.run()]).toEqual([undefined, undefined]);
    await session.close();
  });

  it('is native where that loads, without a notice', async () => {
    for (const name of [undefined, 'auto', 'native']) {
      const session = await hostTarget.createAccelerator(name).open(convolutions);
      expect(session.notice).toBeUndefined();
      await session.close();
    }
  });

  it('is WebAssembly elsewhere, with a sentence that says why', async () => {
    for (const [fault, why] of [
      [absent, 'is not installed'],
      [foreign, 'does not load here'],
    ] as const) {
      const session = await without(fault).open(convolutions);
      expect(session.notice).toMatch(
        new RegExp(`^the network runs by ONNX Runtime in WebAssembly .*onnxruntime-node ${why}$`),
      );
      await session.close();
    }
  });

  it('is what was chosen: native does not fall back, WebAssembly has no notice', async () => {
    const native = createHostAccelerator('native', { load: () => Promise.reject(absent), isDirect: false });
    expect(await namedErrorOf(() => native.open(artifact))).toMatchObject({ kind: 'missing-library' });
    const wasm = await createHostAccelerator('wasm').open(artifact);
    expect(wasm.notice).toBeUndefined();
    await wasm.close();
  });

  it('does not hide a fault of the model behind the fallback', async () => {
    const error = await namedErrorOf(() => without(absent).open({ ...artifact, path: `${probe}.missing` }));
    expect(error.kind).toBe('bad-file');
  });

  it('refuses an unknown name and lists the known ones', () => {
    expectNamedError(() => createHostAccelerator('gpu'), 'usage');
    expect([...(hostTarget.accelerators?.keys() ?? [])]).toEqual(['auto', 'int16', 'native', 'wasm']);
  });
});
