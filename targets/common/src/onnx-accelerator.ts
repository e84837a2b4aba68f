import { access } from 'node:fs/promises';
import type { Accelerator, ArtifactSpec, TensorSpec } from '@neurorack/contracts/accelerator';
import { NeurorackError } from '@neurorack/contracts/errors';
import { assertSameTensors } from '@neurorack/contracts/tensor-check';
import type { InferenceSession as OnnxSession } from 'onnxruntime-node';
import { loadRuntime, type OnnxRuntime } from './onnx-runtime.ts';
import { startSession } from './onnx-session.ts';

export interface OnnxAcceleratorOptions {
  /** Where ONNX Runtime comes from; default the package onnxruntime-node. */
  readonly load?: (() => Promise<OnnxRuntime>) | undefined;
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
      const session = await createSession(runtime, artifact);
      try {
        assertSameTensors(artifact, {
          inputs: session.inputMetadata.map((tensor) => floatTensor(tensor, artifact)),
          outputs: session.outputMetadata.map((tensor) => floatTensor(tensor, artifact)),
        });
        return startSession({ runtime, session, artifact });
      } catch (error) {
        await session.release();
        throw error;
      }
    },
  };
}

async function createSession({ InferenceSession }: OnnxRuntime, { path }: ArtifactSpec): Promise<OnnxSession> {
  try {
    await access(path);
  } catch (cause) {
    throw new NeurorackError('bad-file', `cannot read the artifact ${path}`, {
      remedy: 'install the model again, or check the permissions of its folder',
      cause,
    });
  }
  try {
    return await InferenceSession.create(path, SESSION_OPTIONS);
  } catch (cause) {
    throw new NeurorackError('bad-model', `ONNX Runtime cannot run ${path}`, {
      remedy: 'export the model again as ONNX with float32 tensors, opset 17',
      cause,
    });
  }
}

function floatTensor(tensor: OnnxSession.ValueMetadata, { path }: ArtifactSpec): TensorSpec {
  if (tensor.isTensor && tensor.type === 'float32' && tensor.shape.every((size) => typeof size === 'number')) {
    return { name: tensor.name, shape: tensor.shape.map(Number) };
  }
  throw new NeurorackError('bad-model', `${path}: ${tensor.name} is not a float32 tensor of static shape`, {
    remedy: 'export the model again with float32 tensors and no dynamic axes',
  });
}
