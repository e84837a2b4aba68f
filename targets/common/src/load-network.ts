import type { OnnxNetwork } from './onnx/network.ts';
import { findOnnxLibrary } from './onnx-library.ts';
import { loadNative } from './onnx-native.ts';
import { loadPackaged } from './onnx-package.ts';
import type { OnnxRuntime } from './onnx-runtime.ts';

export interface LoadOptions {
  /** Loads ONNX Runtime's package, where it is used. */
  readonly runtime: () => Promise<OnnxRuntime>;
  /** Whether to use the library directly where it is found. Default true. */
  readonly isDirect?: boolean | undefined;
}

/**
 * Loads a network. The package onnxruntime-node computes on the calling thread, but after a turn of the event loop, and allocates the outputs at
 * each run: 38 kB for the networks of this project, which took 50 µs of 180 and had V8 collect its whole heap every two seconds. So the library
 * in the package is called directly; the package itself is the fallback without koffi, and on systems other than Linux and macOS.
 *
 * @throws NeurorackError as `loadRuntime`; errors of ONNX Runtime
 */
export async function loadNetwork(path: string, { runtime, isDirect = true }: LoadOptions): Promise<OnnxNetwork> {
  // Without this variable ONNX Runtime reports its use to Microsoft. A worker inherits it only if it is set in the main thread.
  process.env.ORT_DISABLE_TELEMETRY ??= '1';
  const library = isDirect ? findOnnxLibrary() : undefined;
  return library === undefined ? loadPackaged(await runtime(), path) : loadNative(library, path);
}
