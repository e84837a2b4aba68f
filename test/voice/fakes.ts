import type { ArtifactSpec, InferenceSession } from '../../src/contracts/accelerator.ts';
import { createFakeAccelerator, type RecordedRun, type RunFault } from '../../src/contracts/fakes/fake-accelerator.ts';
import type { NetworkFunction } from '../../src/contracts/fakes/leaky-sum.ts';
import type { DescriptorPath } from '../../src/descriptors/descriptor-path.ts';
import { OUTPUTS } from '../families/sinc-nsf/test-model.ts';

const artifact = (inputs: number, outputs: number): ArtifactSpec => ({
  path: '/models/fake/fake.onnx',
  inputs: [
    { name: 'x', shape: [1, inputs, 1, 1] },
    { name: 'c0', shape: [1, 15, 1, 2] },
  ],
  outputs: [
    { name: 'y', shape: [1, outputs, 1, 1] },
    { name: 'n0', shape: [1, 15, 1, 2] },
  ],
  state: [{ input: 'c0', output: 'n0' }],
});

/** Bounded outputs that depend on every input of this frame and, fading, of all before. */
const rippling: NetworkFunction = ({ inputs, outputs }) => {
  const x = inputs.get('x') ?? new Float32Array(15);
  const before = inputs.get('c0') ?? new Float32Array(30);
  outputs.get('n0')?.forEach((_, i, state) => {
    state[i] = 0.5 * before[i] + x[i % 15];
  });
  outputs.get('y')?.forEach((_, i, y) => {
    y[i] = 2 * Math.sin(0.7 * i + x[i % 15] + 0.3 * before[i % 30]);
  });
};

export interface FakeNetwork {
  readonly session: InferenceSession;
  /** The inputs of every run since it was opened. */
  readonly runs: readonly RecordedRun[];
}

export async function openFakeNetwork(
  options: {
    asynchronous?: boolean;
    runFaults?: ReadonlyMap<number, RunFault>;
    compute?: NetworkFunction;
    inputs?: number;
    outputs?: number;
  } = {},
): Promise<FakeNetwork> {
  const { inputs = 15, outputs = OUTPUTS, ...chosen } = options;
  const accelerator = createFakeAccelerator({ compute: rippling, ...chosen });
  const session = await accelerator.open(artifact(inputs, outputs));
  return { session, runs: accelerator.recorded[0] };
}

/** The path of a hit: pitch falls from `f0`, level decays. Frame k's values depend on k alone. */
export function createHitPath({ frames = 12, f0 = 220 }: { frames?: number; f0?: number } = {}): DescriptorPath {
  const loudness = (at: number) => 0.3 * Math.exp(-at / 6);
  return {
    frames,
    readFrame: (k, into) => {
      const at = Math.min(k, frames - 1);
      into.set([loudness(at), 0.1, 4000, 0.05, 2000, 1500, f0 * 0.98 ** at]);
    },
    readLevel: (block, into) => {
      const at = Math.min(block, frames - 1);
      for (let j = 0; j < 8; j++) into[j] = loudness(at + j / 8);
    },
  };
}
