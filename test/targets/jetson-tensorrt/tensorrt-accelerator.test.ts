import { mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeAll, beforeEach, describe, expect, it, vi } from 'vitest';
import type { ArtifactSpec } from '../../../src/contracts/accelerator.ts';
import {
  type BuildProgress,
  createTensorRtAccelerator,
  type TensorRtOptions,
} from '../../../targets/jetson-tensorrt/src/index.ts';
import { expectNamedError, namedErrorOf } from '../../../testing/named-error.ts';
import { controlFake, type Fake, fakeOnnx } from '../../../testing/tensorrt/fake-control.ts';
import {
  buildFake,
  COMPILATION_MS,
  type FakeTensorRt,
  GENERATIONS,
  hasCompiler,
  temporaryFolder,
  writeOnnx,
} from '../../../testing/tensorrt/fake-library.ts';
import { describeAccelerator, PROBE_TENSORS } from '../../conformance/accelerator.ts';

const PROBE = fakeOnnx(PROBE_TENSORS);

describe.skipIf(!hasCompiler).each(GENERATIONS)('over a TensorRT %s compiled here', (version) => {
  const engines = temporaryFolder();
  beforeAll(() => {
    buildFake(version);
  }, COMPILATION_MS);
  describeAccelerator({
    name: `TensorRT ${version}`,
    create: () => createTensorRtAccelerator({ precision: 'fp16', engines, library: buildFake(version).library }),
    probe: hasCompiler ? writeOnnx(PROBE) : '',
  });

  it('opens, runs and closes a thousand times without a leak or an invalid call', async () => {
    const built = buildFake(version);
    const fake = controlFake(built.ledger);
    const accelerator = createTensorRtAccelerator({ precision: 'fp16', engines, library: built.library });
    const artifact = { path: writeOnnx(PROBE), ...PROBE_TENSORS };
    for (let cycle = 0; cycle < 200; cycle++) {
      const session = await accelerator.open(artifact);
      for (let n = 0; n < 5; n++) session.run();
      await session.close();
    }
    expect(fake.misuses()).toEqual({ count: 0, last: '' });
    expect(fake.live()).toBe(0);
  });
});

describe.skipIf(!hasCompiler)('TensorRT', () => {
  let built: FakeTensorRt;
  let fake: Fake;
  let engines: string;
  beforeAll(() => {
    for (const version of ['8.6', '10.3'] as const) buildFake(version);
  }, COMPILATION_MS);
  beforeEach(() => {
    built = buildFake('10.3');
    fake = controlFake(built.ledger);
    engines = temporaryFolder();
  });
  afterEach(() => {
    vi.unstubAllEnvs();
    fake.hang(false);
    fake.gpu(1);
    fake.version(0);
    expect(fake.misuses()).toEqual({ count: 0, last: '' });
    expect(fake.live()).toBe(0);
  });
  const accelerator = (options: Partial<TensorRtOptions> = {}) =>
    createTensorRtAccelerator({ precision: 'fp16', engines, library: built.library, ...options });
  const artifact = (text = PROBE): ArtifactSpec => ({ path: writeOnnx(text), ...PROBE_TENSORS });
  const use = async (what: ArtifactSpec, options: Partial<TensorRtOptions> = {}): Promise<readonly string[]> => {
    const built: string[] = [];
    const onBuild = (_: string, { phase }: BuildProgress): void => void built.push(phase);
    await (await accelerator({ onBuild, ...options }).open(what)).close();
    return built;
  };

  it('builds an engine once, reports progress, and caches it', async () => {
    const shares: (number | null)[] = [];
    const onBuild = (_: string, { share }: BuildProgress): void => void shares.push(share);
    const what = artifact();
    await (await accelerator({ onBuild }).open(what)).close();
    expect([shares[0], shares.at(-1)]).toEqual([null, 1]);
    expect(readdirSync(engines)).toEqual([expect.stringMatching(/^probe-[0-9a-f]{32}\.plan$/)]);
    expect(await use(what)).toEqual([]);
  });

  it('builds again for another network, precision, GPU or TensorRT, and deletes the previous engine', async () => {
    const what = artifact();
    await use(what);
    expect(await use(artifact())).toEqual([]); // another file, the same bytes
    const other = fakeOnnx({ ...PROBE_TENSORS, state: [...PROBE_TENSORS.state].reverse() });
    expect((await use(artifact(other))).at(-1)).toBe('built');
    expect((await use(what, { precision: 'fp32' })).at(-1)).toBe('built');
    expect((await use(what, { library: buildFake('8.6').library })).at(-1)).toBe('built');
    fake.gpu(1, 87);
    vi.stubEnv('FAKE_TRT_GPU', '87');
    expect((await use(what)).at(-1)).toBe('built');
    fake.gpu(1, 87, 4); // a module of the same name with half the multiprocessors
    expect((await use(what)).at(-1)).toBe('built');
    expect(readdirSync(engines)).toHaveLength(1);
  });

  it('builds again when the file is damaged or refused by TensorRT', async () => {
    const what = artifact();
    await use(what);
    const file = join(engines, readdirSync(engines)[0]);
    const bytes = readFileSync(file);
    bytes[bytes.length - 2] ^= 1;
    writeFileSync(file, bytes);
    expect((await use(what)).at(-1)).toBe('built');
    writeFileSync(file, bytes.subarray(0, 10));
    expect((await use(what)).at(-1)).toBe('built');
    fake.fail('deserializeCudaEngine');
    expect((await use(what)).at(-1)).toBe('built');
  });

  it('refuses a plan of another GPU, also after building again', async () => {
    fake.gpu(1, 87); // here; the program that builds sees a 5.3
    const error = await namedErrorOf(() => use(artifact()));
    expect(error).toMatchObject({ kind: 'bad-file', message: expect.stringContaining('another GPU') });
    expect(error.remedy).toContain('engines');
  });

  it('leaves no file of a failed build', async () => {
    const error = await namedErrorOf(() => use(artifact('not a network')));
    expect(error).toMatchObject({ kind: 'bad-model', message: expect.stringContaining('Failed to parse') });
    expect(readdirSync(engines)).toEqual([]);
  });

  it.each([
    ['no implementation for a layer', 'buildSerializedNetwork', 'bad-model', 'could not find any implementation'],
    ['too little memory', 'memory', 'device-fault', 'not enough memory'],
    ['no builder', 'createInferBuilder', 'bad-model', 'makes no builder'],
  ])('reports a build that ends with %s', async (_, call, kind, words) => {
    vi.stubEnv('FAKE_TRT_FAIL', call);
    const error = await namedErrorOf(() => use(artifact()));
    expect(error).toMatchObject({ kind, message: expect.stringContaining(words) });
  });

  it.each([
    ['createInferRuntime', 'device-fault'],
    ['createExecutionContext', 'device-fault'],
    ['cudaStreamCreateWithFlags', 'device-fault'],
    ['cudaHostAlloc', 'device-fault'],
    ['cudaMalloc', 'device-fault'],
  ])('leaves nothing open when %s fails', async (call, kind) => {
    const what = artifact();
    await use(what);
    fake.fail(call);
    expect(await namedErrorOf(() => use(what))).toMatchObject({ kind });
    expect(fake.live()).toBe(0);
  });

  it('refuses tensors that are not float32', async () => {
    const error = await namedErrorOf(() => use(artifact(PROBE.replace('in x', 'half-in x'))));
    expect(error).toMatchObject({ kind: 'bad-model', message: expect.stringContaining('float32') });
  });

  it.each([
    ['cudaMemcpyAsync', 'device-fault', 'the copy in'],
    ['enqueue', 'device-fault', 'does not take the run'],
    ['cudaStreamQuery', 'device-fault', 'unspecified launch failure'],
  ] as const)('is a device fault when %s fails in a run, and runs no more', async (call, kind, words) => {
    const session = await accelerator().open(artifact());
    fake.fail(call);
    expectNamedError(() => session.run(), kind, words);
    expectNamedError(() => session.run(), 'device-fault', '');
    await session.close();
  });

  it('blocks for the timeout at most when the GPU hangs, and frees no memory that the GPU may still use', async () => {
    const session = await accelerator({ timeoutMs: 20 }).open(artifact());
    fake.hang(true);
    expectNamedError(() => session.run(), 'timeout', '20000 us');
    const before = fake.live();
    await session.close();
    expect(fake.live()).toBe(before);
    fake.hang(false);
    fake.forget();
  });

  it('waits longer for the first run, in which TensorRT may load libraries', async () => {
    const session = await accelerator({ timeoutMs: 20 }).open(artifact());
    fake.slow(200);
    await session.warmUp();
    session.run();
    fake.slow(200);
    expectNamedError(() => session.run(), 'timeout', '20000 us');
    fake.hang(false);
    await new Promise((resolve) => setTimeout(resolve, 250));
    await session.close();
  });

  it('reports a missing device without a GPU, or without permission for it', async () => {
    fake.gpu(0);
    expect(await namedErrorOf(() => use(artifact()))).toMatchObject({ kind: 'missing-device' });
    fake.gpu(1);
    fake.fail('cudaGetDeviceCount');
    const closed = await namedErrorOf(() => use(artifact()));
    expect(closed).toMatchObject({
      kind: 'missing-device',
      remedy: expect.stringContaining('groups video and render'),
    });
  });

  it('explains how to build a missing native part, or one for another TensorRT', async () => {
    const absent = await namedErrorOf(() => use(artifact(), { library: '/nowhere/libneurorack_trt.so' }));
    fake.version(8503);
    const other = await namedErrorOf(() => use(artifact()));
    expect(other.message).toContain('was built with TensorRT 10.3.1, the library here is 8.5.3');
    for (const error of [absent, other]) {
      expect(error.kind).toBe('missing-library');
      expect(error.remedy).toContain('make -C');
    }
  });

  it('reports a folder of engines that cannot be written', async () => {
    const file = join(temporaryFolder(), 'file');
    writeFileSync(file, '');
    mkdirSync(engines, { recursive: true });
    expect(await namedErrorOf(() => use(artifact(), { engines: join(file, 'engines') }))).toMatchObject({
      kind: 'cannot-write',
    });
  });
});
