import type { Accelerator, ArtifactSpec, TensorSpec } from '@neurorack/contracts/accelerator';
import { NeurorackError } from '@neurorack/contracts/errors';
import { assertSameTensors } from '@neurorack/contracts/tensor-check';
import type { OnnxNetwork, TensorMetadata } from './network.ts';
import { startSession } from './session.ts';

export interface OnnxLoading {
  /** Reads an artifact and refuses what `scanOnnx` refuses. */
  readonly read: (path: string) => Promise<Uint8Array>;
  /** Loads a network. Errors other than NeurorackError are faults of the network. */
  readonly load: (path: string, content: Uint8Array) => Promise<OnnxNetwork>;
  /** Whether dense networks get weights of 16 bits, which makes it the accelerator 'dense'. Default: float32, as every other one. */
  readonly hasShorts?: boolean | undefined;
}

/**
 * The accelerator 'onnxruntime' in any of its forms: native, from its package, in WebAssembly; and the kernel of dense networks, which reads the same files.
 */
export function createOnnxAcceleratorOf(loading: OnnxLoading): Accelerator {
  const identity = loading.hasShorts
    ? { name: 'dense', compilesFrom: { accelerator: 'onnxruntime', precision: 'int16' } as const }
    : { name: 'onnxruntime' };
  return {
    ...identity,
    open: async (artifact) => {
      const network = await openNetwork(artifact, loading);
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

async function openNetwork({ path }: ArtifactSpec, { read, load }: OnnxLoading): Promise<OnnxNetwork> {
  const content = await read(path);
  try {
    return await load(path, content);
  } catch (cause) {
    if (cause instanceof NeurorackError) throw cause;
    throw new NeurorackError('bad-model', `the network ${path} cannot be run`, {
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
