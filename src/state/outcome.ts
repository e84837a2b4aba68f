import * as z from 'zod';
import { cannotWrite } from '../contracts/write-fault.ts';
import { describeSchemaError } from './document.ts';

/** Result of a change on disk. The message is for the user; the instrument continues to play. */
export type Outcome = { readonly isDone: true } | { readonly isDone: false; readonly message: string };

export const DONE: Outcome = { isDone: true };

/**
 * Describes a failed change for the user, such as 'could not save settings: … the disk is full; make room, …'.
 *
 * @param change the change that failed: 'save settings'
 */
export function failed(change: string, path: string, cause: unknown): Outcome & { readonly isDone: false } {
  if (cause instanceof z.ZodError)
    return { isDone: false, message: `could not ${change}: ${describeSchemaError(cause)}` };
  const { message, remedy } = cannotWrite(path, cause);
  return { isDone: false, message: `could not ${change}: ${message}; ${remedy}` };
}
