import type { HailoStatusName } from './status.ts';

/** Codes of errors that no call of libhailort caused. */
export type BindingErrorCode =
  /** koffi, which makes native calls, is not installed or has no build for this platform. */
  | 'MISSING_KOFFI'
  /** No libhailort was found. */
  | 'MISSING_LIBRARY'
  /** HailoRT 5 was found, but not the part that is built for it (`native/`). */
  | 'MISSING_NATIVE_PART'
  /** A libhailort was found, but not of 4.17 to 4.24 or 5. */
  | 'UNSUPPORTED_VERSION'
  /** An argument is invalid; nothing was called. */
  | 'BAD_ARGUMENT'
  /** The object, or its owner, has been closed. */
  | 'CLOSED'
  /** A run is under way on the same streams. */
  | 'BUSY'
  /** A run failed midway: its output may still arrive and would be taken for that of the next run. */
  | 'OUT_OF_STEP'
  /** libhailort returned a status that 4.17 to 4.23 and 5.0 to 5.2 do not have. */
  | 'UNKNOWN_STATUS';

export type HailortErrorCode = HailoStatusName | BindingErrorCode;
