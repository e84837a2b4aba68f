import { readFile } from 'node:fs/promises';
import { memoryUsage } from 'node:process';
import { fileURLToPath } from 'node:url';
import { createCpuAccelerator, createOnnxAccelerator, readSafeOnnx } from '@neurorack/common';
import { createOnnxAcceleratorOf, loadDense, loadIfDense } from '@neurorack/common/onnx';
import { describe, expect, it } from 'vitest';
import { FAMILIES } from '../../../src/families/families.ts';
import { createModelLibrary } from '../../../src/model/model-library.ts';
import { openSession } from '../../../src/model/open-session.ts';
import { createDense, type DensePrecision } from '../../../targets/common/src/onnx/dense/dense-network.ts';
import type { Graph } from '../../../targets/common/src/onnx/graph.ts';
import { describeAccelerator } from '../../conformance/accelerator.ts';

const fixture = (name: string): string => fileURLToPath(new URL(`../../fixtures/${name}`, import.meta.url));
const directory = fileURLToPath(new URL('../../../models', import.meta.url));
const create = (precision: DensePrecision) =>
  createOnnxAcceleratorOf({ read: readSafeOnnx, load: async (_, content) => loadDense(content, precision) });

for (const precision of ['fp32', 'int16'] as const) {
  describeAccelerator({
    name: `the kernel of dense networks in ${precision}`,
    create: () => create(precision),
    probe: fixture('probe.onnx'),
  });
}

describe('the kernel of dense networks', () => {
  it.each(['impacts', 'metal', 'impacts-xl'])(
    'computes the reference output of %s as ONNX Runtime does',
    async (name) => {
      const models = createModelLibrary({ directory, families: FAMILIES, accelerator: create('fp32') });
      const model = await models.load(name);
      const artifacts = model.manifest.artifacts.filter(({ kind }) => kind === 'stateful'); // the windowed ones are for a Hailo
      const [checked] = await models.check({ ...model, manifest: { ...model.manifest, artifacts } });
      expect(checked).toMatchObject({ passed: true, frames: 96 });
      expect(checked.maxError).toBeLessThan(1e-4);
    },
  );

  it.each(['impacts', 'metal', 'impacts-xl'])(
    'computes %s with weights of 16 bits within the tolerance of its precision',
    async (name) => {
      const accelerator = createCpuAccelerator({ precision: 'int16' });
      const models = createModelLibrary({ directory, families: FAMILIES, accelerator });
      const [checked, ...more] = await models.check(await models.load(name));
      expect([checked.artifact.precision, checked.passed, more]).toEqual(['int16', true, []]);
      // 8.7 dB a unit: gains within .25 dB.
      expect(checked.maxError).toBeLessThan(0.25 / 8.69);
    },
  );

  it.each([
    [1, 1],
    [3, 5],
    [8, 33],
    [131, 32],
    [384, 70],
  ])('computes a layer of %i inputs and %i outputs, in either precision', (inputs, outputs) => {
    const { graph, x, expected } = layer(inputs, outputs);
    for (const [precision, tolerance] of [
      ['fp32', 1e-6],
      ['int16', 1e-3],
    ] as const) {
      const network = createDense(graph, precision);
      network.arrayOf?.('x')?.set(x);
      network.bind([], [])();
      const y = network.arrayOf?.('y') ?? new Float32Array(0);
      expect(y.length).toBe(outputs);
      for (const [n, value] of expected.entries())
        expect(Math.abs(y[n] - value)).toBeLessThan(tolerance * Math.sqrt(inputs));
    }
  });

  it('returns sums of the largest weights and inputs without an overflow in int16', () => {
    const { graph, x, expected } = layer(384, 1, () => 1);
    const network = createDense(graph, 'int16');
    network.arrayOf?.('x')?.set(x);
    network.bind([], [])();
    expect(Math.abs((network.arrayOf?.('y')?.[0] ?? 0) / expected[0] - 1)).toBeLessThan(1e-3);
  });

  it.each(['fp32', 'int16'] as const)('returns NaN for NaN in %s', (precision) => {
    const network = createDense(layer(6, 4).graph, precision);
    network.arrayOf?.('x')?.fill(Number.NaN);
    network.bind([], [])();
    expect([...(network.arrayOf?.('y') ?? [])]).toEqual([Number.NaN, Number.NaN, Number.NaN, Number.NaN]);
  });

  it('leaves networks of other layers to ONNX Runtime', async () => {
    expect(loadIfDense(await readFile(fixture('tiny-model/tiny.onnx')))).toBeUndefined();
    expect(() => loadDense(new Uint8Array(0))).toThrow('no graph');
    const models = createModelLibrary({
      directory: fixture(''),
      families: FAMILIES,
      accelerator: createOnnxAccelerator(),
    });
    const model = await models.load('tiny-model');
    const [cpu, reference] = [await openSession(model, createCpuAccelerator()), await models.open(model)];
    for (const session of [cpu, reference]) session.inputs.get('x')?.fill(0.5);
    for (const session of [cpu, reference]) await session.run();
    expect(cpu.outputs.get('y')).toEqual(reference.outputs.get('y'));
    await Promise.all([cpu.close(), reference.close()]);
  });

  it('refuses graphs whose tensors grow without bound', () => {
    const { graph } = layer(2, 2);
    const nodes = Array.from({ length: 40 }, (_, i) => ({
      operator: 'Concat',
      inputs: [i === 0 ? 'x' : `x${i - 1}`, i === 0 ? 'x' : `x${i - 1}`],
      outputs: [`x${i}`],
      numbers: new Map([['axis', 1]]),
    }));
    expect(() => createDense({ ...graph, nodes }, 'fp32')).toThrow('more than 16777216 values');
  });

  it('runs synchronously and allocates no arrays', async () => {
    const models = createModelLibrary({ directory, families: FAMILIES, accelerator: create('fp32') });
    const session = await models.open(await models.load('impacts'));
    for (let n = 0; n < 100; n++) expect(session.run()).toBeUndefined();
    const { arrayBuffers } = memoryUsage();
    for (let n = 0; n < 1000; n++) session.run();
    expect(memoryUsage().arrayBuffers).toBe(arrayBuffers);
    await session.close();
  });
});

/** A graph of one layer with a LeakyRelu behind it, an input, and the output by plain sums. */
function layer(inputs: number, outputs: number, value = (n: number): number => Math.sin(1 + 3 * n)) {
  const weights = Float32Array.from({ length: inputs * outputs }, (_, n) => value(n));
  const bias = Float32Array.from({ length: outputs }, (_, n) => value(n + 7));
  const x = Float32Array.from({ length: inputs }, (_, k) => value(k + 0.5));
  const expected = Array.from({ length: outputs }, (_, n) => {
    const sum = x.reduce((total, one, k) => total + one * weights[k * outputs + n], bias[n]);
    return sum < 0 ? 0.1 * sum : sum;
  });
  const graph: Graph = {
    nodes: [
      { operator: 'Flatten', inputs: ['x'], outputs: ['flat'], numbers: new Map() },
      { operator: 'Gemm', inputs: ['flat', 'w', 'b'], outputs: ['sum'], numbers: new Map() },
      { operator: 'LeakyRelu', inputs: ['sum'], outputs: ['bent'], numbers: new Map([['alpha', 0.1]]) },
      { operator: 'Reshape', inputs: ['bent', 'shape'], outputs: ['y'], numbers: new Map() },
    ],
    constants: new Map([
      ['w', { shape: [inputs, outputs], values: weights }],
      ['b', { shape: [outputs], values: bias }],
      ['shape', { shape: [4], values: [1, outputs, 1, 1] }],
    ]),
    inputs: [{ name: 'x', isFloat32: true, shape: [1, inputs, 1, 1] }],
    outputs: [{ name: 'y', isFloat32: true, shape: [1, outputs, 1, 1] }],
  };
  return { graph, x, expected };
}
