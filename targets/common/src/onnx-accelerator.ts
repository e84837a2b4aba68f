import type { Accelerator, ArtifactSpec, TensorSpec } from '@neurorack/contracts/accelerator';
import { NeurorackError } from '@neurorack/contracts/errors';
import { assertSameTensors } from '@neurorack/contracts/tensor-check';
import { loadNetwork } from './load-network.ts';
import type { OnnxNetwork, TensorMetadata } from './onnx-network.ts';
import { loadRuntime, type OnnxRuntime } from './onnx-runtime.ts';
import { readSafeOnnx } from './onnx-scan.ts';
import { startSession } from './onnx-session.ts';

export interface OnnxAcceleratorOptions {
  /** Loads ONNX Runtime; default the package onnxruntime-node. */
  readonly load?: (() => Promise<OnnxRuntime>) | undefined;
  /** Whether a run may be synchronous, without a turn of the event loop. Default true. */
  readonly isDirect?: boolean | undefined;
}

/** ONNX Runtime on the CPU. The library is loaded by the first `open`. */
export function createOnnxAccelerator(options: OnnxAcceleratorOptions = {}): Accelerator {
  return {
    name: 'onnxruntime',
    open: async (artifact) => {
      const network = await openNetwork(artifact, options);
      try {
        assertSameTensors(artifact, {
          inputs: network.inputs.map((tensor) => floatTensor(tensor, artifact)),
          outputs: network.outputs.map((tensor) => floatTensor(tensor, artifact)),
        });
        return startSession({ network, artifact });
      } catch (error) {
        await network.release();
        throw error;
      }
    },
  };
}

async function openNetwork({ path }: ArtifactSpec, { load, isDirect }: OnnxAcceleratorOptions): Promise<OnnxNetwork> {
  await readSafeOnnx(path);
  try {
    return await loadNetwork(path, { runtime: () => loadRuntime(load), isDirect });
  } catch (cause) {
    if (cause instanceof NeurorackError) throw cause;
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
