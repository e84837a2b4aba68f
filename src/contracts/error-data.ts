import { type ErrorKind, NeurorackError } from './errors.ts';

/** A `NeurorackError` as plain data, for `postMessage`: the structured clone between threads loses an error's class. */
export interface ErrorData {
  readonly kind: ErrorKind;
  readonly message: string;
  readonly remedy: string;
}

/**
 * The error as data, without its stack and cause.
 *
 * @param unexpected kind and remedy of an error that is no `NeurorackError`
 */
export function toErrorData(error: unknown, unexpected: Pick<ErrorData, 'kind' | 'remedy'>): ErrorData {
  if (error instanceof NeurorackError) return { kind: error.kind, message: error.message, remedy: error.remedy };
  return { ...unexpected, message: error instanceof Error ? error.message : String(error) };
}

/** The error again, with its class, on the thread that received the data. */
export function fromErrorData({ kind, message, remedy }: ErrorData): NeurorackError {
  return new NeurorackError(kind, message, { remedy });
}
