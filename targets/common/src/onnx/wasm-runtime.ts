import { NeurorackError } from '@neurorack/contracts/errors';

/** Address in the module's memory; 0 is none. */
export type Address = number;

/** The functions of onnxruntime-web's WebAssembly module that are used, under their own names (lib/wasm/wasm-types.ts of ONNX Runtime 1.30). */
export interface WasmCalls {
  readonly HEAPU8: Uint8Array;
  readonly HEAP32: Int32Array;
  _OrtInit(threads: number, logLevel: number): number;
  _OrtGetLastError(code: Address, message: Address): number;
  _OrtCreateSessionOptions(
    optimization: number,
    hasArena: boolean,
    hasMemoryPattern: boolean,
    executionMode: number,
    isProfiled: boolean,
    profilePrefix: Address,
    logId: Address,
    logLevel: number,
    logVerbosity: number,
    optimizedPath: Address,
  ): number;
  _OrtReleaseSessionOptions(options: number): number;
  _OrtCreateSession(content: Address, bytes: number, options: number): number | Promise<number>;
  _OrtReleaseSession(session: number): number;
  _OrtGetInputOutputCount(session: number, inputs: Address, outputs: Address): number;
  _OrtGetInputOutputMetadata(session: number, index: number, name: Address, metadata: Address): number;
  _OrtFree(memory: Address): number;
  _OrtCreateTensor(type: number, data: Address, bytes: number, shape: Address, rank: number, location: number): number;
  _OrtReleaseTensor(tensor: number): number;
  _OrtRun(
    session: number,
    inputNames: Address,
    inputs: Address,
    inputCount: number,
    outputNames: Address,
    outputCount: number,
    outputs: Address,
    options: number,
  ): number;
  _malloc(bytes: number): Address;
  _free(memory: Address): void;
  UTF8ToString(text: Address): string;
}

/** ONNX Runtime in WebAssembly, ready for networks: one instance serves all networks of a thread. */
export interface WasmRuntime {
  readonly calls: WasmCalls;
}

/** The two files of onnxruntime-web that are needed. */
export interface WasmFiles {
  /** Imports ort-wasm-simd-threaded.mjs, the glue that Emscripten wrote, and returns its default export. */
  readonly importGlue: () => Promise<(options: object) => Promise<WasmCalls>>;
  /** Reads ort-wasm-simd-threaded.wasm. */
  readonly readBinary: () => Promise<Uint8Array>;
}

const LOG_FATAL = 4;
const ONE_THREAD = 1;

/**
 * Starts ONNX Runtime in WebAssembly on this thread. The module is the one with threads, the only one that the package has; with one thread it
 * starts no worker.
 *
 * @throws NeurorackError 'missing-library' when a file is missing or does not start
 */
export async function openWasmRuntime({ importGlue, readBinary }: WasmFiles): Promise<WasmRuntime> {
  try {
    const [start, wasmBinary] = await Promise.all([importGlue(), readBinary()]);
    const calls = await start({ numThreads: ONE_THREAD, wasmBinary, locateFile: (name: string) => name });
    if (calls._OrtInit(ONE_THREAD, LOG_FATAL) !== 0) throw new Error(lastError(calls));
    return { calls };
  } catch (cause) {
    throw new NeurorackError('missing-library', 'ONNX Runtime in WebAssembly (onnxruntime-web) could not be loaded', {
      remedy: 'run `npm ci` again; a runtime with WebAssembly, SIMD and shared memory is needed',
      cause,
    });
  }
}

/** ONNX Runtime's message of the last fault. */
export function lastError(calls: WasmCalls): string {
  const at = calls._malloc(8);
  calls._OrtGetLastError(at, at + 4);
  const message = calls.HEAP32[at / 4 + 1] >>> 0;
  calls._free(at);
  return message === 0 ? 'no message' : calls.UTF8ToString(message);
}
