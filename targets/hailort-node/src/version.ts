import { HailortError } from './error.ts';

/** Version of a libhailort. */
export interface Version {
  readonly major: number;
  readonly minor: number;
  readonly revision: number;
}

/**
 * The layouts are from the headers of 4.17.0 to 4.23.0. The header of 4.24.0 has not been seen: it is admitted because no used
 * struct changed from 4.20 to 5.2, and because `assertBlank` refuses a struct that grew.
 */
const MAJOR = 4;
const MINORS = { first: 17, last: 24 } as const;

/** HailoRT 5 runs networks through its C++ classes alone: the native part compiles its own headers, and has structs of its own. */
export const NATIVE_PART_MAJOR = 5;

export function versionText({ major, minor, revision }: Version): string {
  return `${major}.${minor}.${revision}`;
}

/**
 * Refuses a libhailort with other calls and structs than this package has: a wrong layout writes beyond buffers.
 *
 * @throws HailortError 'UNSUPPORTED_VERSION' with the reason
 */
export function assertSupported(version: Version, file: string): void {
  const reason = refusal(version);
  if (reason === undefined) return;
  throw new HailortError('UNSUPPORTED_VERSION', `${file} is HailoRT ${versionText(version)}: ${reason}`);
}

function refusal({ major, minor }: Version): string | undefined {
  if (major === NATIVE_PART_MAJOR) return undefined;
  if (major > NATIVE_PART_MAJOR) return `newer than ${NATIVE_PART_MAJOR}, its classes have not been checked`;
  if (major < MAJOR || minor < MINORS.first) return `older than ${MAJOR}.${MINORS.first}, its structs differ`;
  if (minor > MINORS.last) return `newer than ${MAJOR}.${MINORS.last}, its structs have not been checked`;
  return undefined;
}
