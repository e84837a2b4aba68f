import type { ArtifactSpec, InferenceSession } from '@neurorack/contracts/accelerator';
import { NeurorackError } from '@neurorack/contracts/errors';
import { createSessionTensors } from '@neurorack/contracts/session-tensors';
import type { VDevice, VStreams } from 'hailort-node';
import { toNeurorackError } from './hailo-error.ts';
import { fromNhwc, hasSameLayout, type TensorStream, toNhwc } from './hailo-tensors.ts';

/** Runs until the chip's clocks, the scheduler and the caches have settled. */
const WARM_UP_RUNS = 20;

/** A tensor, the frame of its stream, and the conversion between them. */
interface Move {
  readonly values: Float32Array;
  readonly frame: Float32Array;
  readonly shape: readonly number[];
  /** Whether the frame shares the tensor's memory. */
  readonly isSame: boolean;
}

/** A session on open streams. Frames are allocated once; `run` blocks the thread and allocates nothing. */
export function startHailoSession(options: {
  artifact: ArtifactSpec;
  carried: Readonly<Record<'inputs' | 'outputs', readonly TensorStream[]>>;
  vdevice: VDevice;
  streams: VStreams;
}): InferenceSession {
  const { artifact, carried, vdevice, streams } = options;
  const { inputs, outputs, carryState, resetState, clear, saveState, loadState } = createSessionTensors(artifact);
  const into = movesOf(streams.inputs, carried.inputs, inputs);
  const outOf = movesOf(streams.outputs, carried.outputs, outputs);
  const frames = { inputs: into.map(({ frame }) => frame), outputs: outOf.map(({ frame }) => frame) };
  let closed: Promise<void> | undefined;

  function run(): void {
    if (closed !== undefined) {
      throw new NeurorackError('device-fault', 'the session is closed', { remedy: 'open a new session' });
    }
    for (const { values, frame, shape, isSame } of into) if (!isSame) toNhwc(values, shape, frame);
    try {
      streams.run(frames);
    } catch (error) {
      throw toNeurorackError(error, artifact.path);
    }
    for (const { values, frame, shape, isSame } of outOf) if (!isSame) fromNhwc(frame, shape, values);
    carryState();
  }

  return {
    inputs,
    outputs,
    run,
    resetState,
    saveState,
    loadState,
    warmUp: async () => {
      clear();
      for (let i = 0; i < WARM_UP_RUNS; i++) run();
      clear();
    },
    close: () => {
      closed ??= vdevice.close();
      return closed;
    },
  };
}

function movesOf(
  streams: readonly { readonly name: string }[],
  carried: readonly TensorStream[],
  tensors: ReadonlyMap<string, Float32Array>,
): readonly Move[] {
  return streams.map(({ name }) => {
    const found = carried.find(({ stream }) => stream === name);
    const values = tensors.get(found?.tensor.name ?? '');
    if (found === undefined || values === undefined) {
      throw new NeurorackError('bad-model', `the stream ${name} of the HEF carries no tensor`, {
        remedy: 'compile the network again',
      });
    }
    const { shape } = found.tensor;
    const isSame = hasSameLayout(shape);
    return { values, shape, isSame, frame: isSame ? values : new Float32Array(values.length) };
  });
}
