import type { Accelerator } from '@neurorack/contracts/accelerator';
import { NeurorackError } from '@neurorack/contracts/errors';
import { loadNetwork } from './load-network.ts';
import { createOnnxAcceleratorOf, type OnnxLoading } from './onnx/accelerator.ts';
import { denseFirst } from './onnx/dense/dense-first.ts';
import { type DensePrecision, loadIfDense } from './onnx/dense/dense-network.ts';
import { loadRuntime, type OnnxRuntime } from './onnx-runtime.ts';
import { readSafeOnnx } from './read-safe-onnx.ts';

export interface OnnxAcceleratorOptions {
  /** Loads ONNX Runtime; default the package onnxruntime-node. */
  readonly load?: (() => Promise<OnnxRuntime>) | undefined;
  /** Whether a run may be synchronous, without a turn of the event loop. Default true. */
  readonly isDirect?: boolean | undefined;
}

/** ONNX Runtime on the CPU. The library is loaded by the first `open`. */
export function createOnnxAccelerator(options: OnnxAcceleratorOptions = {}): Accelerator {
  return createOnnxAcceleratorOf(onnxLoading(options));
}

/** The CPU: the kernel of dense networks, and ONNX Runtime for other ones, whose library is loaded by the first `open` of such a network. */
export function createCpuAccelerator(
  options: OnnxAcceleratorOptions & { readonly precision?: DensePrecision | undefined } = {},
): Accelerator {
  return createOnnxAcceleratorOf(denseFirst(onnxLoading(options), options.precision));
}

/** Dense networks with weights of 16 bits and no others, which `createCpuAccelerator` runs in float32. */
export function createShortsAccelerator(): Accelerator {
  return createOnnxAcceleratorOf({
    hasShorts: true,
    read: readSafeOnnx,
    load: async (path, content) => {
      const network = loadIfDense(content, 'int16');
      if (network !== undefined) return network;
      throw new NeurorackError('unsupported', `${path} has other layers than dense ones, and no weights of 16 bits`, {
        remedy: 'run it in float32: leave --accelerator out',
      });
    },
  });
}

function onnxLoading({ load, isDirect }: OnnxAcceleratorOptions): OnnxLoading {
  return {
    read: readSafeOnnx,
    load: (path) => loadNetwork(path, { runtime: () => loadRuntime(load), isDirect }),
  };
}
