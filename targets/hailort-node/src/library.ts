import { createRequire } from 'node:module';
import type { LibraryHandle } from 'koffi';
import { bindCalls } from './bind-calls.ts';
import type { HailoCalls } from './calls.ts';
import { HailortError, isHailortError } from './error.ts';
import { infoLayoutOf, VERSION } from './layout.ts';
import { LIBRARY_DIRECTORIES, libraryCandidates } from './locate.ts';
import { type Native, receiveStruct } from './native.ts';
import { findNativePart, NATIVE_PART, sourcesOfNativePart } from './native-part.ts';
import { viewStruct } from './struct-view.ts';
import { assertSupported, NATIVE_PART_MAJOR, type Version, versionText } from './version.ts';

type Koffi = typeof import('koffi');

export interface LibraryOptions {
  /** The file of libhailort; default the first supported one of `libhailort.so`, `libhailort.so.4.*` and `libhailort.so.5.*`. */
  readonly library?: string | undefined;
  /** Folders to search for `libhailort.so.4.*` and `.5.*`; default those of the packages. */
  readonly directories?: readonly string[] | undefined;
  /** The file of libhailort_infer.so, for HailoRT 5; default where `make` in this package's `native` puts it. */
  readonly nativePart?: string | undefined;
}

/**
 * Loads libhailort and finds its functions.
 *
 * @throws HailortError 'MISSING_KOFFI', 'MISSING_LIBRARY', 'MISSING_NATIVE_PART', 'UNSUPPORTED_VERSION' with the version found
 */
export function loadLibrary(options: LibraryOptions = {}): Native {
  const { library, directories = LIBRARY_DIRECTORIES, nativePart } = options;
  const koffi = loadKoffi();
  const refusals: HailortError[] = [];
  for (const file of library === undefined ? libraryCandidates(directories) : [library]) {
    try {
      return open(koffi, file, nativePart);
    } catch (error) {
      if (!isHailortError(error)) throw error;
      refusals.push(error);
    }
  }
  // The error for a wrong version is more helpful than the one for a missing library.
  const [first] = refusals;
  const telling = refusals.find(({ code }) => code !== 'MISSING_LIBRARY') ?? first;
  if (library !== undefined || telling !== first) throw telling;
  const where = directories.join(', ');
  throw new HailortError('MISSING_LIBRARY', `no libhailort.so, nor libhailort.so.4.* or .5.* in ${where}`, {
    cause: first,
  });
}

function loadKoffi(): Koffi {
  try {
    return createRequire(import.meta.url)('koffi');
  } catch (cause) {
    throw new HailortError('MISSING_KOFFI', 'the package koffi is not usable', { cause });
  }
}

function open(koffi: Koffi, file: string, nativePart: string | undefined): Native {
  const library = attempt(file, () => koffi.load(file));
  const version = attempt(file, () => readVersion(library, 'hailo_'));
  assertSupported(version, file);
  const calls =
    version.major === NATIVE_PART_MAJOR
      ? bindNativePart(koffi, { file: nativePart ?? findNativePart(), library: file, version })
      : attempt(file, () => bindCalls(library, 'hailo_'));
  return { file, version, calls, layout: infoLayoutOf(version), addressOf: koffi.address };
}

/** The calls of the native part, which has to be built with the libhailort that is loaded. */
function bindNativePart(
  koffi: Koffi,
  options: { file: string | undefined; library: string; version: Version },
): HailoCalls {
  const { file, library, version } = options;
  const remedy = `run \`make -C ${sourcesOfNativePart()} clean all\` there; it needs g++ and the headers of HailoRT`;
  const missing = (what: string, cause?: unknown): HailortError =>
    new HailortError('MISSING_NATIVE_PART', `${library} is HailoRT ${versionText(version)}: ${what}`, {
      remedy,
      cause,
    });
  if (file === undefined) throw missing(`${NATIVE_PART.name} has not been built on this computer`);
  try {
    const part = koffi.load(file);
    const interfaceNumber: () => number = part.func('infer_interface', 'int', []);
    if (interfaceNumber() !== NATIVE_PART.interfaceNumber)
      throw missing(`${file} is of another version of hailort-node`);
    const own = readVersion(part, NATIVE_PART.prefix);
    if (versionText(own) !== versionText(version)) throw missing(`${file} is built with HailoRT ${versionText(own)}`);
    return bindCalls(part, NATIVE_PART.prefix);
  } catch (cause) {
    if (isHailortError(cause)) throw cause;
    const why = cause instanceof Error ? cause.message : String(cause);
    throw missing(`${file} cannot be loaded: ${why}`, cause);
  }
}

function readVersion(library: LibraryHandle, prefix: string): Version {
  const call = `${prefix}get_library_version`;
  const getLibraryVersion: (version: Uint8Array) => number = library.func(call, 'int', ['void *']);
  const view = viewStruct(receiveStruct(call, VERSION.size, getLibraryVersion));
  return { major: view.u32(VERSION.major), minor: view.u32(VERSION.minor), revision: view.u32(VERSION.revision) };
}

/** Replaces koffi's plain errors of a missing file, a file that is not a library, a missing function. */
function attempt<Result>(file: string, act: () => Result): Result {
  try {
    return act();
  } catch (cause) {
    if (isHailortError(cause)) throw cause;
    const why = cause instanceof Error ? cause.message : String(cause);
    throw new HailortError('MISSING_LIBRARY', `${file} cannot be used as libhailort: ${why}`, { cause });
  }
}
