import { existsSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';

/** Address of a native object. */
export type Handle = bigint;
/** An `OrtStatus*`: null for success. */
type Status = unknown;
type Out = BigUint64Array;

/** The calls of ONNX Runtime's C interface that are used, under their own names. */
export interface OnnxCalls {
  getErrorMessage(status: Status): string;
  createEnv(level: number, id: string, env: Out): Status;
  disableTelemetryEvents(env: Handle): Status;
  createSession(env: Handle, path: string, options: Handle, session: Out): Status;
  run(
    session: Handle,
    options: null,
    inputNames: BigUint64Array,
    inputs: BigUint64Array,
    inputCount: number,
    outputNames: BigUint64Array,
    outputCount: number,
    outputs: BigUint64Array,
  ): Status;
  createSessionOptions(options: Out): Status;
  setSessionLogSeverityLevel(options: Handle, level: number): Status;
  setIntraOpNumThreads(options: Handle, threads: number): Status;
  sessionGetInputCount(session: Handle, count: Out): Status;
  sessionGetOutputCount(session: Handle, count: Out): Status;
  sessionGetInputTypeInfo(session: Handle, index: number, info: Out): Status;
  sessionGetOutputTypeInfo(session: Handle, index: number, info: Out): Status;
  sessionGetInputName(session: Handle, index: number, allocator: Handle, name: Out): Status;
  sessionGetOutputName(session: Handle, index: number, allocator: Handle, name: Out): Status;
  createTensorWithDataAsOrtValue(
    memory: Handle,
    data: Float32Array,
    bytes: number,
    shape: BigInt64Array,
    rank: number,
    type: number,
    value: Out,
  ): Status;
  castTypeInfoToTensorInfo(info: Handle, tensor: Out): Status;
  getTensorElementType(tensor: Handle, type: Int32Array): Status;
  getDimensionsCount(tensor: Handle, count: Out): Status;
  getDimensions(tensor: Handle, sizes: BigInt64Array, count: number): Status;
  createCpuMemoryInfo(allocator: number, type: number, memory: Out): Status;
  allocatorFree(allocator: Handle, memory: Handle): Status;
  getAllocatorWithDefaultOptions(allocator: Out): Status;
  releaseStatus(status: Status): void;
  releaseMemoryInfo(memory: Handle): void;
  releaseSession(session: Handle): void;
  releaseValue(value: Handle): void;
  releaseTypeInfo(info: Handle): void;
  releaseSessionOptions(options: Handle): void;
  addSessionConfigEntry(options: Handle, key: string, value: string): Status;
}

/** The loaded library of ONNX Runtime. */
export interface OnnxLibrary {
  /** Keeps the library loaded: it is unloaded when this is collected as garbage, even while calls are under way. */
  readonly file: unknown;
  readonly calls: OnnxCalls;
  /** Address of an array's memory. The array must be kept for as long as the address is used. */
  addressOf(array: Uint8Array): Handle;
  /** The C string at an address. */
  textAt(address: Handle): string;
}

/**
 * Version of the table below. Each release contains all earlier tables: entries are only added at the end of `OrtApi` in
 * onnxruntime_c_api.h, as onnxruntime_c_api.cc asserts.
 */
const API_VERSION = 5;
const TABLE_SIZE = 131;

/** The library's file in the package. Windows is left out: its paths have another type there, and it is untested. */
const FILES: Partial<Record<NodeJS.Platform, string>> = {
  linux: 'libonnxruntime.so.1',
  darwin: 'libonnxruntime.1.dylib',
};

let loaded: OnnxLibrary | null | undefined;

/** The library inside the package onnxruntime-node, by koffi; undefined without one of the packages or on a system without such a file. */
export function findOnnxLibrary(): OnnxLibrary | undefined {
  loaded ??= load() ?? null;
  return loaded ?? undefined;
}

function load(): OnnxLibrary | undefined {
  const file = FILES[process.platform];
  if (file === undefined) return undefined;
  const find = createRequire(import.meta.url);
  try {
    const folder = dirname(find.resolve('onnxruntime-node/package.json'));
    const path = join(folder, 'bin', 'napi-v6', process.platform, process.arch, file);
    return existsSync(path) ? bind(find('koffi'), path) : undefined;
  } catch {
    return undefined;
  }
}

function bind(koffi: typeof import('koffi'), path: string): OnnxLibrary | undefined {
  const file = koffi.load(path);
  const base: unknown = file.func('void *OrtGetApiBase()')();
  const [getApi] = koffi.decode(base, koffi.array('void *', 1));
  const api: unknown = koffi.decode(getApi, koffi.proto('void *', ['uint32_t']))(API_VERSION);
  if (api === null) return undefined;
  const table = koffi.decode(api, koffi.array('void *', TABLE_SIZE));
  const call = (place: number, result: string, values: string[]) =>
    koffi.decode(table[place], koffi.proto(result, values));
  const status = (place: number, ...values: string[]) => call(place, 'void *', values);
  return {
    file,
    calls: {
      getErrorMessage: call(2, 'const char *', ['void *']),
      createEnv: status(3, 'int', 'const char *', '_Out_ uint64_t *'),
      disableTelemetryEvents: status(6, 'uintptr_t'),
      createSession: status(7, 'uintptr_t', 'const char *', 'uintptr_t', '_Out_ uint64_t *'),
      run: status(
        9,
        'uintptr_t',
        'void *',
        'const uint64_t *',
        'const uint64_t *',
        'size_t',
        'const uint64_t *',
        'size_t',
        'const uint64_t *',
      ),
      createSessionOptions: status(10, '_Out_ uint64_t *'),
      setSessionLogSeverityLevel: status(22, 'uintptr_t', 'int'),
      setIntraOpNumThreads: status(24, 'uintptr_t', 'int'),
      sessionGetInputCount: status(30, 'uintptr_t', '_Out_ uint64_t *'),
      sessionGetOutputCount: status(31, 'uintptr_t', '_Out_ uint64_t *'),
      sessionGetInputTypeInfo: status(33, 'uintptr_t', 'size_t', '_Out_ uint64_t *'),
      sessionGetOutputTypeInfo: status(34, 'uintptr_t', 'size_t', '_Out_ uint64_t *'),
      sessionGetInputName: status(36, 'uintptr_t', 'size_t', 'uintptr_t', '_Out_ uint64_t *'),
      sessionGetOutputName: status(37, 'uintptr_t', 'size_t', 'uintptr_t', '_Out_ uint64_t *'),
      createTensorWithDataAsOrtValue: status(
        49,
        'uintptr_t',
        'const float *',
        'size_t',
        'const int64_t *',
        'size_t',
        'int',
        '_Out_ uint64_t *',
      ),
      castTypeInfoToTensorInfo: status(55, 'uintptr_t', '_Out_ uint64_t *'),
      getTensorElementType: status(60, 'uintptr_t', '_Out_ int *'),
      getDimensionsCount: status(61, 'uintptr_t', '_Out_ uint64_t *'),
      getDimensions: status(62, 'uintptr_t', '_Out_ int64_t *', 'size_t'),
      createCpuMemoryInfo: status(69, 'int', 'int', '_Out_ uint64_t *'),
      allocatorFree: status(76, 'uintptr_t', 'uintptr_t'),
      getAllocatorWithDefaultOptions: status(78, '_Out_ uint64_t *'),
      releaseStatus: call(93, 'void', ['void *']),
      releaseMemoryInfo: call(94, 'void', ['uintptr_t']),
      releaseSession: call(95, 'void', ['uintptr_t']),
      releaseValue: call(96, 'void', ['uintptr_t']),
      releaseTypeInfo: call(98, 'void', ['uintptr_t']),
      releaseSessionOptions: call(100, 'void', ['uintptr_t']),
      addSessionConfigEntry: status(130, 'uintptr_t', 'const char *', 'const char *'),
    },
    addressOf: koffi.address,
    textAt: (address) => koffi.decode.string(address),
  };
}
