import { mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type ARCHITECTURE, type FakeGroup, type FakeStream, fakeHef } from '../../../testing/hailort/fake-hef.ts';
import { PROBE_TENSORS } from '../../conformance/accelerator.ts';

const FEATURES = { x: 4, c0: 4, c1: 8 };

const stream = (direction: string, n: number, original: string, features: number): FakeStream => ({
  name: `probe/${direction}_layer${n}`,
  original,
  shape: [1, 1, features],
  type: 'uint16',
  range: [-64, 64],
});

/** The leaky sum of `src/contracts/fakes/leaky-sum.ts` as a matrix, with names as from the compiler. */
const PROBE: FakeGroup = {
  name: 'probe',
  inputs: PROBE_TENSORS.inputs.map(({ name, shape }, i) => stream('input', i + 1, name, shape[1])),
  outputs: PROBE_TENSORS.outputs.map(({ name, shape }, i) => stream('output', i + 1, name, shape[1])),
  matrix: [
    ...rows(8, { x: 1, c0: 1 / 2, c1: 1 / 4 }),
    ...rows(4, { x: 1, c0: 1 / 2, c1: 0 }),
    ...rows(8, { x: 1, c0: 0, c1: 1 / 4 }),
  ],
};

/** One row per output value: the factor of each input at the value's index, modulo the input's length. */
function rows(count: number, factors: Readonly<Record<keyof typeof FEATURES, number>>): number[][] {
  return Array.from({ length: count }, (_, i) => [
    ...(['x', 'c0', 'c1'] as const).flatMap((name) =>
      Array.from({ length: FEATURES[name] }, (_, k) => (i % FEATURES[name] === k ? factors[name] : 0)),
    ),
    0,
  ]);
}

/** Writes a HEF with these groups into a folder of its own. Returns the file. */
export function writeHef(groups: readonly FakeGroup[], chip: keyof typeof ARCHITECTURE = 'hailo8'): string {
  const file = join(mkdtempSync(join(tmpdir(), 'pi-hailo-')), 'network.hef');
  writeFileSync(file, fakeHef(groups, { chip }));
  return file;
}

export const writeProbe = (): string => writeHef([PROBE]);
export { PROBE };
