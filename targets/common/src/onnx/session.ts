import type { ArtifactSpec, InferenceSession } from '@neurorack/contracts/accelerator';
import { NeurorackError } from '@neurorack/contracts/errors';
import { createSessionTensors } from '@neurorack/contracts/session-tensors';
import type { NamedArray, OnnxNetwork } from './network.ts';

/** ONNX Runtime sets up its memory plan in the first runs and fills its caches in the next few. */
const WARM_UP_RUNS = 20;

/** A session on a loaded network. Tensors are allocated once; ONNX Runtime writes its outputs into them in place. */
export function startSession(options: { network: OnnxNetwork; artifact: ArtifactSpec }): InferenceSession {
  const { network, artifact } = options;
  const { inputs, outputs, carryState, resetState, clear, saveState, loadState } = createSessionTensors(
    artifact,
    (name) => network.arrayOf?.(name),
  );
  const runNetwork = network.bind(named(artifact.inputs, inputs), named(artifact.outputs, outputs));
  let underWay: Promise<void> | undefined;
  let closed: Promise<void> | undefined;

  function run(): void | Promise<void> {
    if (closed !== undefined) throw refusal('device-fault', 'the session is closed', 'open a new session');
    if (underWay !== undefined) throw refusal('busy', 'a run is under way', 'wait for the last run to end');
    let pending: unknown;
    try {
      pending = runNetwork();
    } catch (cause) {
      throw fault(cause);
    }
    if (!(pending instanceof Promise)) return carryState();
    underWay = finish(pending);
    return underWay;
  }

  async function finish(pending: Promise<unknown>): Promise<void> {
    try {
      await pending;
      carryState();
    } catch (cause) {
      throw fault(cause);
    } finally {
      underWay = undefined;
    }
  }

  const fault = (cause: unknown): NeurorackError =>
    new NeurorackError('device-fault', `a run of the network ${artifact.path} failed`, {
      remedy: 'start again; if it happens again, check the model with `neurorack model check`',
      cause,
    });

  return {
    inputs,
    outputs,
    run,
    resetState,
    saveState,
    loadState,
    warmUp: async () => {
      clear();
      for (let i = 0; i < WARM_UP_RUNS; i++) await run();
      clear();
    },
    close: () => {
      closed ??= Promise.resolve(underWay)
        .catch(() => undefined) // thrown to the caller of run()
        .then(() => network.release());
      return closed;
    },
  };
}

function named(specs: ArtifactSpec['inputs'], arrays: ReadonlyMap<string, Float32Array>): NamedArray[] {
  return specs.map(({ name, shape }) => ({ name, shape, array: arrays.get(name) ?? new Float32Array(0) }));
}

function refusal(kind: 'device-fault' | 'busy', message: string, remedy: string): NeurorackError {
  return new NeurorackError(kind, message, { remedy });
}
