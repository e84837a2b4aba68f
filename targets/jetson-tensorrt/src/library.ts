import { existsSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { NeurorackError } from '@neurorack/contracts/errors';
import { readCString } from './c-string.ts';
import { MAKE, trtError } from './trt-error.ts';

const INTERFACE = 2;
const NAME = 'libneurorack_trt.so';
/** Folders of the native part: in a checkout, and in a bundle, whose code is in dist/cli. */
const PLACES = ['../native/', '../../native/'].map((path) => fileURLToPath(new URL(path, import.meta.url)));

/** Address of a native object. */
export type Handle = number;

/** The calls of `native/neurorack_trt.h`. */
export interface Calls {
  open(plan: Uint8Array, bytes: number, session: BigUint64Array, error: Uint8Array, size: number): number;
  tensorCount(session: Handle): number;
  tensor(session: Handle, index: number, info: Uint8Array): number;
  memory(session: Handle, side: number, bytes: BigUint64Array): unknown;
  run(session: Handle, timeoutUs: number): number;
  error(session: Handle, error: Uint8Array, size: number): void;
  close(session: Handle): number;
}

/** Loaded TensorRT and its GPU. */
export interface TensorRt {
  /** Version of the headers that the native part was built with, '8.2.1'; the loaded library has the same. */
  readonly version: string;
  readonly gpu: { readonly name: string; readonly capability: string; readonly multiprocessors: number };
  readonly calls: Calls;
  /** The program that builds engines, in the library's folder. */
  readonly builder: string;
  /** Memory of the native part as an array, valid until the session is closed. */
  view(pointer: unknown, bytes: number): ArrayBuffer;
}

/**
 * Loads the native part, and TensorRT with it.
 *
 * @param file of libneurorack_trt.so; default where `make` has put it
 * @throws NeurorackError 'missing-library' when the native part, koffi or TensorRT is missing, or the native part was made with another version; 'missing-device'
 */
export function loadTensorRt(file?: string): TensorRt {
  const path = file ?? PLACES.map((place) => join(place, NAME)).find((one) => existsSync(one));
  if (path === undefined) throw missing('the native part of TensorRT has not been made on this board');
  const { calls, versions, device, view } = bind(path);
  const found = new Int32Array(5);
  versions(found);
  const [interfaceNumber, major, minor, patch, library] = found;
  if (interfaceNumber !== INTERFACE) throw missing(`${path} is of another version of neurorack`);
  if (library !== versionNumber(major, minor, patch)) {
    throw missing(
      `${path} was built with TensorRT ${major}.${minor}.${patch}, the library here is ${versionText(library)}`,
    );
  }
  const [name, error, traits] = [new Uint8Array(256), new Uint8Array(512), new Int32Array(3)];
  const code = device(name, name.length, traits, error, error.length);
  if (code !== 0) throw trtError(code, 'TensorRT', readCString(error));
  return {
    version: `${major}.${minor}.${patch}`,
    gpu: { name: readCString(name), capability: `${traits[0]}.${traits[1]}`, multiprocessors: traits[2] },
    calls,
    builder: join(dirname(path), 'neurorack-trt-build'),
    view,
  };
}

/** In the form of `getInferLibVersion`: 8201 is 8.2.1, 100300 is 10.3.0. */
function versionNumber(major: number, minor: number, patch: number): number {
  return major * (major < 10 ? 1000 : 10_000) + minor * 100 + patch;
}

function versionText(number: number): string {
  const one = number < 100_000 ? 1000 : 10_000;
  return [Math.floor(number / one), Math.floor((number % one) / 100), number % 100].join('.');
}

function bind(path: string): {
  calls: Calls;
  versions(found: Int32Array): void;
  device(name: Uint8Array, size: number, traits: Int32Array, error: Uint8Array, errorSize: number): number;
  view: TensorRt['view'];
} {
  try {
    const koffi: typeof import('koffi') = createRequire(import.meta.url)('koffi');
    const library = koffi.load(path);
    return {
      versions: library.func('void trt_versions(_Out_ int32_t *versions)'),
      device: library.func(
        'int trt_device(_Out_ uint8_t *name, int size, _Out_ int32_t *traits, _Out_ uint8_t *error, int error_size)',
      ),
      calls: {
        open: library.func(
          'int trt_open(const uint8_t *plan, uint64_t bytes, _Out_ uint64_t *session, _Out_ uint8_t *error, int size)',
        ),
        tensorCount: library.func('int trt_tensor_count(uintptr_t session)'),
        tensor: library.func('int trt_tensor(uintptr_t session, int index, _Out_ uint8_t *info)'),
        memory: library.func('void *trt_memory(uintptr_t session, int side, _Out_ uint64_t *bytes)'),
        run: library.func('int trt_run(uintptr_t session, uint32_t timeout_us)'),
        error: library.func('void trt_error(uintptr_t session, _Out_ uint8_t *error, int size)'),
        close: library.func('int trt_close(uintptr_t session)'),
      },
      view: koffi.view,
    };
  } catch (cause) {
    throw missing(`TensorRT cannot be loaded through ${path}`, cause);
  }
}

function missing(what: string, cause?: unknown): NeurorackError {
  const why = cause instanceof Error ? ` (${cause.message.split('\n')[0]})` : '';
  return new NeurorackError('missing-library', `${what}${why}`, {
    remedy: `${MAKE}; TensorRT comes with \`sudo apt install nvidia-jetpack\`, koffi with \`npm install koffi\``,
    cause,
  });
}
