import type { HailortErrorCode } from './error-code.ts';
import { remedyOf } from './remedies.ts';
import { nameOfStatus } from './status.ts';

/**
 * The only error class of this package. Programs branch on `code` (a `hailo_status` by its name, or a `BindingErrorCode`);
 * `message` and `remedy` are for people.
 */
export class HailortError extends Error {
  readonly code: HailortErrorCode;
  /** The `hailo_status`, null where no call of libhailort failed. */
  readonly status: number | null;
  /** The function of libhailort that failed: 'hailo_create_vdevice'. */
  readonly call: string | null;
  /** One sentence: how a person can solve the problem. */
  readonly remedy: string;

  constructor(
    code: HailortErrorCode,
    message: string,
    options: { remedy?: string; status?: number; call?: string; cause?: unknown } = {},
  ) {
    super(message, { cause: options.cause });
    this.name = 'HailortError';
    this.code = code;
    this.status = options.status ?? null;
    this.call = options.call ?? null;
    this.remedy = options.remedy ?? remedyOf(code);
  }
}

/** Whether a thrown value is a `HailortError`, with this code if one is given. */
export function isHailortError(error: unknown, code?: HailortErrorCode): error is HailortError {
  return error instanceof HailortError && (code === undefined || error.code === code);
}

/** The error of a failed call; `subject` names the file or device. */
export function errorOfStatus(options: { call: string; status: number; subject?: string }): HailortError {
  const { call, status, subject } = options;
  const name = nameOfStatus(status) ?? 'UNKNOWN_STATUS';
  const about = subject === undefined ? '' : ` (${subject})`;
  return new HailortError(name, `${call} failed with ${name}, ${status}${about}`, { status, call });
}
