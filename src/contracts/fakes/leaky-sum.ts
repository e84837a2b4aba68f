import type { ArtifactSpec } from '../accelerator.ts';

/** A network as a function: reads the inputs and fills every output. The caller carries the state. */
export type NetworkFunction = (tensors: {
  artifact: ArtifactSpec;
  inputs: ReadonlyMap<string, Float32Array>;
  outputs: ReadonlyMap<string, Float32Array>;
}) => void;

/**
 * A network simple enough to check by hand, for any artifact. With `x` the first input that is no state, and arrays repeated
 * to the length of the output: state k becomes `x + state_k / 2^(k+1)`, every other output is `x + sum of state_k / 2^(k+1)`.
 * Small whole numbers give exact results in float32. `test/fixtures/probe.onnx` is the same network.
 */
export const leakySum: NetworkFunction = ({ artifact, inputs, outputs }) => {
  const states = artifact.state.map(({ input, output }, k) => ({
    output,
    values: inputs.get(input) ?? EMPTY,
    factor: 2 ** -(k + 1),
  }));
  const stateNames = new Set(artifact.state.map(({ input }) => input));
  const x = inputs.get(artifact.inputs.find(({ name }) => !stateNames.has(name))?.name ?? '') ?? EMPTY;

  for (const [name, output] of outputs) {
    const own = states.filter((state) => state.output === name);
    const terms = own.length > 0 ? own : states;
    for (let i = 0; i < output.length; i++) {
      let sum = x[i % x.length];
      for (const { values, factor } of terms) sum += factor * values[i % values.length];
      output[i] = sum;
    }
  }
};

const EMPTY = new Float32Array(1);
