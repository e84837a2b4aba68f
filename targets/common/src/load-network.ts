import { findOnnxLibrary } from './onnx-library.ts';
import { loadNative } from './onnx-native.ts';
import type { OnnxNetwork } from './onnx-network.ts';
import { loadPackaged } from './onnx-package.ts';
import type { OnnxRuntime } from './onnx-runtime.ts';

export interface LoadOptions {
  /** ONNX Runtime's package; loaded only where it is used. */
  readonly runtime: () => Promise<OnnxRuntime>;
  /** Whether to look for the library at all. Default true. */
  readonly isDirect?: boolean | undefined;
}

/**
 * Loads a network. The package computes on the calling thread, but after a turn of the event loop, and makes new arrays of the outputs at
 * each run: 38 kB for a network of ours, which took 50 µs of 180 and had V8 collect its whole heap every two seconds. So the library
 * in the package is called directly; without koffi, or elsewhere than on Linux and macOS, the package is.
 *
 * @throws NeurorackError as `loadRuntime`; whatever ONNX Runtime throws
 */
export async function loadNetwork(path: string, { runtime, isDirect = true }: LoadOptions): Promise<OnnxNetwork> {
  // It reports its use to its maker unless told not to. A worker inherits this from the main thread, whose own it has to be.
  process.env.ORT_DISABLE_TELEMETRY ??= '1';
  const library = isDirect ? findOnnxLibrary() : undefined;
  return library === undefined ? loadPackaged(await runtime(), path) : loadNative(library, path);
}
