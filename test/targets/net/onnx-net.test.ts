import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { beforeAll, describe, expect, it } from 'vitest';
import { FAMILIES } from '../../../src/families/families.ts';
import { createModelLibrary } from '../../../src/model/model-library.ts';
import { hasCompiler } from '../../../testing/hailort/fake-library.ts';
import { buildNet, createReferenceAccelerator, loadNet } from '../../../testing/net/net-library.ts';
import { IMPORTED, IMPORTED_NAMES } from '../../families/rave/tiny-rave.ts';

const MODELS = fileURLToPath(new URL('../../../models', import.meta.url));
const ONNX = `${MODELS}/impacts/impacts.onnx`;

/** Numbers of input and output values of the network. */
async function sizesOf(): Promise<[number, number]> {
  const models = createModelLibrary({
    directory: MODELS,
    families: FAMILIES,
    accelerator: createReferenceAccelerator(),
  });
  const { inputs, outputs } = (await models.load('impacts')).manifest.artifacts[0];
  const count = (tensors: typeof inputs): number =>
    tensors.reduce((sum, { shape }) => sum + shape.reduce((size, side) => size * side, 1), 0);
  return [count(inputs), count(outputs)];
}

describe.skipIf(!hasCompiler)('the reference interpreter', () => {
  beforeAll(() => {
    buildNet();
  }, 60_000);

  it.each(['impacts', 'metal'])('computes the reference output of each artifact of %s', async (name) => {
    const models = createModelLibrary({
      directory: MODELS,
      families: FAMILIES,
      accelerator: createReferenceAccelerator(),
    });
    const checked = await models.check(await models.load(name));
    expect(checked.map(({ artifact, passed }) => [artifact.kind, artifact.precision, passed])).toEqual([
      ['stateful', 'fp32', true],
      ['stateless', 'int8', true],
    ]);
    expect(checked[0].maxError).toBeLessThan(1e-4);
  });

  it.each(IMPORTED_NAMES)('computes the reference output of an imported RAVE decoder: %s', async (name) => {
    const models = createModelLibrary({
      directory: IMPORTED,
      families: FAMILIES,
      accelerator: createReferenceAccelerator(),
    });
    const [checked] = await models.check(await models.load(name));
    expect(checked).toMatchObject({ frames: 48, passed: true });
    expect(checked.maxError).toBeLessThan(1e-5);
  });

  it('computes in half precision with a larger error', async () => {
    const [ins, outs] = await sizesOf();
    const bytes = readFileSync(ONNX);
    const [exact, halved] = [false, true].map((usesHalves) => {
      const net = loadNet(bytes, { usesHalves });
      const outputs = new Float32Array(outs);
      net.run(
        Float32Array.from({ length: ins }, (_, n) => Math.sin(n)),
        outputs,
      );
      net.close();
      return outputs;
    });
    const errors = exact.map((value, n) => Math.abs(value - halved[n]));
    expect(Math.max(...errors)).toBeGreaterThan(1e-4);
    expect(Math.max(...errors)).toBeLessThan(0.05);
  });

  it('reports the expected number of values when given others', async () => {
    const [ins, outs] = await sizesOf();
    const net = loadNet(readFileSync(ONNX));
    const run = () => net.run(new Float32Array(1000), new Float32Array(outs));
    expect(run).toThrow(`the inputs have ${ins} numbers and the outputs ${outs}, not 1000 and ${outs}`);
    net.close();
  });

  it('names an unsupported operator', () => {
    const bytes = Buffer.from(readFileSync(ONNX));
    bytes.write('LeakyTanh', bytes.indexOf('LeakyRelu'));
    expect(() => loadNet(bytes)).toThrow('the operator LeakyTanh is not supported');
    expect(() => loadNet(new Uint8Array(0))).toThrow('no ONNX file');
    expect(() => loadNet(Buffer.from('not a network at all'))).toThrow('no ONNX file');
  });

  it('refuses a file truncated anywhere, and survives any changed byte', () => {
    const bytes = readFileSync(ONNX);
    for (let n = 1; n < 40; n++)
      expect(() => loadNet(bytes.subarray(0, Math.floor((bytes.length * n) / 40)))).toThrow();
    // The graph is at the beginning; weights may have any value.
    for (let n = 0; n < 500; n++) {
      const changed = Buffer.from(bytes.subarray(0, 6000));
      changed[(n * 97) % changed.length] ^= 1 << (n % 8);
      try {
        loadNet(Buffer.concat([changed, bytes.subarray(6000)])).close();
      } catch (error) {
        expect(String(error)).toMatch(/operator|ONNX|input|node|large|output/);
      }
    }
  });
});
