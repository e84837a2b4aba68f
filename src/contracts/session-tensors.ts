import type { ArtifactSpec, StateSnapshot, TensorSpec } from './accelerator.ts';
import { NeurorackError } from './errors.ts';

/** Tensors of a session and the operations on its state, the same for every accelerator. */
export interface SessionTensors {
  readonly inputs: ReadonlyMap<string, Float32Array>;
  readonly outputs: ReadonlyMap<string, Float32Array>;
  /** Copies each state output to its input. */
  carryState(): void;
  /** Zeroes every state input. */
  resetState(): void;
  /** Zeroes every input, state included. */
  clear(): void;
  saveState(into?: StateSnapshot): StateSnapshot;
  loadState(snapshot: StateSnapshot): void;
}

/** Returns the number of values in a tensor. */
export function sizeOf(tensor: TensorSpec): number {
  return tensor.shape.reduce((product, dimension) => product * dimension, 1);
}

/**
 * Allocates the tensors of an artifact, zeroed.
 *
 * @param arrayOf arrays that exist already, by tensor
 * @throws NeurorackError 'bad-model' when a state pair names tensors that do not exist or differ in size
 */
export function createSessionTensors(
  artifact: ArtifactSpec,
  arrayOf: (name: string) => Float32Array | undefined = () => undefined,
): SessionTensors {
  const inputs = allocate(artifact.inputs, arrayOf);
  const outputs = allocate(artifact.outputs, arrayOf);
  const pairs = artifact.state.map((pair) => {
    const input = inputs.get(pair.input);
    const output = outputs.get(pair.output);
    if (input === undefined || output === undefined || input.length !== output.length) {
      throw new NeurorackError(
        'bad-model',
        `state pair ${pair.output} -> ${pair.input} does not fit: ${artifact.path}`,
        {
          remedy: 'export the model again: each state output needs an input of the same shape',
        },
      );
    }
    return { name: pair.input, input, output };
  });

  function saveState(into?: StateSnapshot): StateSnapshot {
    const snapshot = into ?? new Map(pairs.map(({ name, input }) => [name, new Float32Array(input.length)]));
    for (const { name, input } of pairs) entryOf(snapshot, name, input.length).set(input);
    return snapshot;
  }

  return {
    inputs,
    outputs,
    carryState: () => {
      for (const { input, output } of pairs) input.set(output);
    },
    resetState: () => {
      for (const { input } of pairs) input.fill(0);
    },
    clear: () => {
      for (const input of inputs.values()) input.fill(0);
    },
    saveState,
    loadState: (snapshot) => {
      for (const { name, input } of pairs) entryOf(snapshot, name, input.length); // check all before changing any
      for (const { name, input } of pairs) input.set(entryOf(snapshot, name, input.length));
    },
  };
}

function allocate(
  tensors: readonly TensorSpec[],
  arrayOf: (name: string) => Float32Array | undefined,
): ReadonlyMap<string, Float32Array> {
  return new Map(tensors.map((tensor) => [tensor.name, arrayOf(tensor.name) ?? new Float32Array(sizeOf(tensor))]));
}

function entryOf(snapshot: StateSnapshot, name: string, length: number): Float32Array {
  const values = snapshot.get(name);
  if (values?.length === length) return values;
  throw new NeurorackError('bad-input', `the state snapshot does not fit this network at ${name}`, {
    remedy: 'load only snapshots saved from a session of the same artifact',
  });
}
