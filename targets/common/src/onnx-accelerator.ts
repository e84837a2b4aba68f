import type { Accelerator } from '@neurorack/contracts/accelerator';
import { loadNetwork } from './load-network.ts';
import { createOnnxAcceleratorOf } from './onnx/accelerator.ts';
import { loadRuntime, type OnnxRuntime } from './onnx-runtime.ts';
import { readSafeOnnx } from './read-safe-onnx.ts';

export interface OnnxAcceleratorOptions {
  /** Loads ONNX Runtime; default the package onnxruntime-node. */
  readonly load?: (() => Promise<OnnxRuntime>) | undefined;
  /** Whether a run may be synchronous, without a turn of the event loop. Default true. */
  readonly isDirect?: boolean | undefined;
}

/** ONNX Runtime on the CPU. The library is loaded by the first `open`. */
export function createOnnxAccelerator({ load, isDirect }: OnnxAcceleratorOptions = {}): Accelerator {
  return createOnnxAcceleratorOf({
    read: readSafeOnnx,
    load: (path) => loadNetwork(path, { runtime: () => loadRuntime(load), isDirect }),
  });
}
