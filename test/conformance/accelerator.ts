import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { Accelerator, ArtifactSpec, InferenceSession } from '../../src/contracts/accelerator.ts';
import { leakySum } from '../../src/contracts/fakes/leaky-sum.ts';
import { expectNamedError, namedErrorOf } from '../../testing/named-error.ts';
import { PROBE_TENSORS } from '../fixtures/probe-tensors.ts';

export { PROBE_TENSORS };

/**
 * Conformance tests of `src/contracts/accelerator.ts` for one implementation.
 *
 * @param options.probe path of the probe network in the accelerator's own format
 * @param options.tolerance largest error of a value near 10; 0 for float32
 */
export function describeAccelerator(options: {
  name: string;
  create: () => Accelerator;
  probe: string;
  tolerance?: number;
}): void {
  const { name, create, probe, tolerance = 0 } = options;
  const artifact: ArtifactSpec = { path: probe, ...PROBE_TENSORS };

  describe(`${name} as an accelerator`, () => {
    let session: InferenceSession;
    beforeEach(async () => {
      session = await create().open(artifact);
    });
    afterEach(() => session.close());

    it('allocates one private, zeroed array per tensor', () => {
      for (const [specs, arrays] of [
        [artifact.inputs, session.inputs],
        [artifact.outputs, session.outputs],
      ] as const) {
        expect([...arrays.keys()]).toEqual(specs.map((spec) => spec.name));
        for (const { name, shape } of specs) {
          const values = read(arrays, name);
          expect(values).toEqual(new Float32Array(shape.reduce((a, b) => a * b)));
          expect(values.buffer).toBeInstanceOf(ArrayBuffer);
        }
      }
    });

    it('computes the network and carries each state output to its own input', async () => {
      const expected = modelOf(artifact);
      for (const x of [
        [1, 2, 3, 4],
        [-8, 0, 8, 0.5],
        [0, 0, 0, 0],
      ]) {
        await feed(session, x);
        expectClose(read(session.outputs, 'y'), expected(x), tolerance);
      }
      expectClose(read(session.inputs, 'c0'), read(session.outputs, 'n0'), 0);
      expectClose(read(session.inputs, 'c1'), read(session.outputs, 'n1'), 0);
    });

    it('keeps every array, and the contents of inputs that are no state', async () => {
      const before = [...session.inputs.values(), ...session.outputs.values()];
      await feed(session, [5, 6, 7, 8]);
      await session.run();
      expect([...read(session.inputs, 'x')]).toEqual([5, 6, 7, 8]);
      expect([...session.inputs.values(), ...session.outputs.values()].every((array, i) => array === before[i])).toBe(
        true,
      );
    });

    it('starts from zero state after resetState', async () => {
      await feed(session, [9, 9, 9, 9]);
      session.resetState();
      await feed(session, [1, 2, 3, 4]);
      expectClose(read(session.outputs, 'y'), modelOf(artifact)([1, 2, 3, 4]), tolerance);
    });

    it('repeats the outputs from a saved state, to the bit', async () => {
      await feed(session, [3, 1, 4, 1]);
      const saved = session.saveState();
      await feed(session, [1, 0, 1, 0]);
      const first = read(session.outputs, 'y').slice();
      await feed(session, [7, 7, 7, 7]);
      session.loadState(saved);
      await feed(session, [1, 0, 1, 0]);
      expect(read(session.outputs, 'y')).toEqual(first);
    });

    it('saves into the snapshot that it is given', async () => {
      const snapshot = session.saveState();
      const arrays = [...snapshot.values()];
      await feed(session, [2, 2, 2, 2]);
      expect(session.saveState(snapshot)).toBe(snapshot);
      expect([...snapshot.values()].every((array, i) => array === arrays[i])).toBe(true);
      expectClose(snapshot.get('c0'), read(session.inputs, 'c0'), 0);
    });

    it('rejects a snapshot of another network and keeps its state', async () => {
      await feed(session, [2, 2, 2, 2]);
      const before = read(session.inputs, 'c0').slice();
      expectNamedError(() => session.loadState(new Map([['c0', new Float32Array(4)]])), 'bad-input');
      expect(read(session.inputs, 'c0')).toEqual(before);
    });

    it('has zero inputs and state after warmUp', async () => {
      await feed(session, [9, 9, 9, 9]);
      await session.warmUp();
      for (const values of session.inputs.values()) expect(values.every((value) => value === 0)).toBe(true);
      await feed(session, [1, 2, 3, 4]);
      expectClose(read(session.outputs, 'y'), modelOf(artifact)([1, 2, 3, 4]), tolerance);
    });

    it('keeps two sessions of one artifact independent', async () => {
      const other = await create().open(artifact);
      await feed(other, [8, 8, 8, 8]);
      await feed(session, [1, 2, 3, 4]);
      await other.close();
      expectClose(read(session.outputs, 'y'), modelOf(artifact)([1, 2, 3, 4]), tolerance);
    });

    it('rejects a second run while one is under way', async () => {
      const first = session.run();
      if (first === undefined) return; // a synchronous run is never under way
      expect(await namedErrorOf(async () => session.run())).toMatchObject({ kind: 'busy' });
      await first;
      await session.run();
    });

    it('ends the run under way on close, can be closed twice, and rejects runs afterwards', async () => {
      const last = Promise.resolve(session.run()).catch(() => undefined);
      await session.close();
      await session.close();
      await last;
      expect(await namedErrorOf(async () => session.run())).toMatchObject({ kind: 'device-fault' });
    });

    it('names a missing artifact', async () => {
      const path = `${probe}.missing`;
      const error = await namedErrorOf(() => create().open({ ...artifact, path }));
      expect(error).toMatchObject({ kind: 'bad-file', message: expect.stringContaining(path) });
    });

    it.each([
      ['a tensor of another shape', { inputs: replace(artifact.inputs, 1, { name: 'c0', shape: [1, 5, 1, 1] }) }, 'c0'],
      [
        'a tensor that the file lacks',
        { outputs: replace(artifact.outputs, 0, { name: 'z', shape: [1, 8, 1, 1] }) },
        'z',
      ],
      ['a tensor that the manifest lacks', { outputs: artifact.outputs.slice(1) }, 'y'],
      ['a state pair that does not fit', { state: [{ input: 'c0', output: 'n1' }] }, 'c0'],
    ])('rejects %s', async (_, change, culprit) => {
      const error = await namedErrorOf(() => create().open({ ...artifact, ...change }));
      expect(error).toMatchObject({ kind: 'bad-model', message: expect.stringContaining(culprit) });
    });
  });
}

/** Returns a function that computes `y` of the probe run by run and carries the state. */
function modelOf(artifact: ArtifactSpec): (x: readonly number[]) => Float32Array {
  const tensors = (specs: ArtifactSpec['inputs']) =>
    new Map(specs.map(({ name, shape }) => [name, new Float32Array(shape.reduce((a, b) => a * b))]));
  const inputs = tensors(artifact.inputs);
  const outputs = tensors(artifact.outputs);
  return (x) => {
    read(inputs, 'x').set(x);
    leakySum({ artifact, inputs, outputs });
    for (const { input, output } of artifact.state) read(inputs, input).set(read(outputs, output));
    return read(outputs, 'y').slice();
  };
}

async function feed(session: InferenceSession, x: readonly number[]): Promise<void> {
  read(session.inputs, 'x').set(x);
  await session.run();
}

function read(arrays: ReadonlyMap<string, Float32Array>, name: string): Float32Array {
  const values = arrays.get(name);
  if (values === undefined) throw new Error(`no tensor ${name}`);
  return values;
}

function replace<T>(list: readonly T[], at: number, by: T): T[] {
  return list.map((item, i) => (i === at ? by : item));
}

function expectClose(actual: Float32Array | undefined, expected: Float32Array, tolerance: number): void {
  expect(actual?.length).toBe(expected.length);
  const worst = Math.max(...expected.map((value, i) => Math.abs(value - (actual?.[i] ?? Number.NaN))));
  expect(worst).toBeLessThanOrEqual(tolerance);
}
