import { access } from 'node:fs/promises';
import type { Accelerator, ArtifactSpec, TensorSpec } from '@neurorack/contracts/accelerator';
import { NeurorackError } from '@neurorack/contracts/errors';
import { assertSameTensors } from '@neurorack/contracts/tensor-check';
import type { InferenceSession as OnnxSession } from 'onnxruntime-node';
import { loadNetwork, type OnnxNetwork, type TensorMetadata } from './onnx-network.ts';
import { loadRuntime, type OnnxRuntime } from './onnx-runtime.ts';
import { startSession } from './onnx-session.ts';

export interface OnnxAcceleratorOptions {
  /** Where ONNX Runtime comes from; default the package onnxruntime-node. */
  readonly load?: (() => Promise<OnnxRuntime>) | undefined;
  /** Whether `run` returns when it is done, without a turn of the event loop. Default: in a worker only. */
  readonly isDirect?: boolean | undefined;
}

/**
 * One thread and no spinning: the render worker has a core, the audio worker needs the other. Denormals are zero, as a
 * decaying state would otherwise cost ten times the time. Values of `session` are ONNX Runtime's own strings.
 */
const SESSION_OPTIONS: OnnxSession.SessionOptions = {
  executionProviders: ['cpu'],
  executionMode: 'sequential',
  graphOptimizationLevel: 'all',
  intraOpNumThreads: 1,
  interOpNumThreads: 1,
  logSeverityLevel: 4,
  extra: { session: { intra_op: { allow_spinning: '0' }, set_denormal_as_zero: '1' } },
};

/** ONNX Runtime on the CPU. The library is loaded by the first `open`. */
export function createOnnxAccelerator(options: OnnxAcceleratorOptions = {}): Accelerator {
  return {
    name: 'onnxruntime',
    open: async (artifact) => {
      const runtime = await loadRuntime(options.load);
      const network = await openNetwork(runtime, artifact, options.isDirect);
      try {
        assertSameTensors(artifact, {
          inputs: network.inputs.map((tensor) => floatTensor(tensor, artifact)),
          outputs: network.outputs.map((tensor) => floatTensor(tensor, artifact)),
        });
        return startSession({ runtime, network, artifact });
      } catch (error) {
        await network.release();
        throw error;
      }
    },
  };
}

async function openNetwork(
  runtime: OnnxRuntime,
  { path }: ArtifactSpec,
  isDirect: boolean | undefined,
): Promise<OnnxNetwork> {
  try {
    await access(path);
  } catch (cause) {
    throw new NeurorackError('bad-file', `cannot read the artifact ${path}`, {
      remedy: 'install the model again, or check the permissions of its folder',
      cause,
    });
  }
  try {
    return await loadNetwork(runtime, path, SESSION_OPTIONS, isDirect);
  } catch (cause) {
    throw new NeurorackError('bad-model', `ONNX Runtime cannot run ${path}`, {
      remedy: 'export the model again as ONNX with float32 tensors, opset 17',
      cause,
    });
  }
}

function floatTensor(tensor: TensorMetadata, { path }: ArtifactSpec): TensorSpec {
  if (tensor.isFloat32 && tensor.shape.every((size) => typeof size === 'number' && size >= 0)) {
    return { name: tensor.name, shape: tensor.shape.map(Number) };
  }
  throw new NeurorackError('bad-model', `${path}: ${tensor.name} is not a float32 tensor of static shape`, {
    remedy: 'export the model again with float32 tensors and no dynamic axes',
  });
}
