import type { HailoStatusName } from './status.ts';

/** Why something failed where no call of libhailort was to blame. */
export type BindingErrorCode =
  /** koffi, which makes native calls, is not installed or has no build for this platform. */
  | 'MISSING_KOFFI'
  /** No libhailort was found. */
  | 'MISSING_LIBRARY'
  /** A libhailort was found, but none of 4.17 to 4.23. */
  | 'UNSUPPORTED_VERSION'
  /** A value given to this package is not one it takes; nothing was called. */
  | 'BAD_ARGUMENT'
  /** The object, or what it belongs to, has been closed. */
  | 'CLOSED'
  /** A run is under way on the same streams. */
  | 'BUSY'
  /** A run failed midway: its answer may still come and would be taken for the next one's. */
  | 'OUT_OF_STEP'
  /** libhailort gave a status that 4.17 to 4.23 do not have. */
  | 'UNKNOWN_STATUS';

export type HailortErrorCode = HailoStatusName | BindingErrorCode;
