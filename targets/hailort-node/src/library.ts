import { createRequire } from 'node:module';
import type { LibraryHandle } from 'koffi';
import { bindCalls } from './bind-calls.ts';
import { HailortError, isHailortError } from './error.ts';
import { infoLayoutOf, VERSION } from './layout.ts';
import { LIBRARY_DIRECTORIES, libraryCandidates } from './locate.ts';
import { type Native, receiveStruct } from './native.ts';
import { viewStruct } from './struct-view.ts';
import { assertSupported, type Version } from './version.ts';

type Koffi = typeof import('koffi');

export interface LibraryOptions {
  /** The file of libhailort; default the first supported one of `libhailort.so` and `libhailort.so.4.*`. */
  readonly library?: string | undefined;
  /** Folders to search for `libhailort.so.4.*`; default those of the packages. */
  readonly directories?: readonly string[] | undefined;
}

/**
 * Loads libhailort and finds its functions.
 *
 * @throws HailortError 'MISSING_KOFFI', 'MISSING_LIBRARY', 'UNSUPPORTED_VERSION' with the version found
 */
export function loadLibrary({ library, directories = LIBRARY_DIRECTORIES }: LibraryOptions = {}): Native {
  const koffi = loadKoffi();
  const refusals: HailortError[] = [];
  for (const file of library === undefined ? libraryCandidates(directories) : [library]) {
    try {
      return open(koffi, file);
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
  throw new HailortError('MISSING_LIBRARY', `no libhailort.so, nor libhailort.so.4.* in ${where}`, { cause: first });
}

function loadKoffi(): Koffi {
  try {
    return createRequire(import.meta.url)('koffi');
  } catch (cause) {
    throw new HailortError('MISSING_KOFFI', 'the package koffi is not usable', { cause });
  }
}

function open(koffi: Koffi, file: string): Native {
  const library = attempt(file, () => koffi.load(file));
  const version = attempt(file, () => readVersion(library));
  assertSupported(version, file);
  return {
    file,
    version,
    calls: attempt(file, () => bindCalls(library, 'hailo_')),
    layout: infoLayoutOf(version),
    addressOf: koffi.address,
  };
}

function readVersion(library: LibraryHandle): Version {
  const getLibraryVersion: (version: Uint8Array) => number = library.func('hailo_get_library_version', 'int', [
    'void *',
  ]);
  const view = viewStruct(receiveStruct('hailo_get_library_version', VERSION.size, getLibraryVersion));
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
