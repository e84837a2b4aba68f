import type { Context, Hono } from 'hono';
import type { z } from 'zod';
import { type ErrorKind, NeurorackError } from '../contracts/errors.ts';
import { TooLargeError } from './upload.ts';

/** Answers errors of these routes with `{message, remedy}` and the HTTP status of their kind. */
export function answerErrors(routes: Hono): Hono {
  routes.onError((error, c) => {
    if (!(error instanceof NeurorackError)) throw error;
    return c.json({ message: error.message, remedy: error.remedy }, statusOf(error));
  });
  return routes;
}

/** The body of a request as JSON. @throws NeurorackError 'bad-input' when it does not match the schema */
export async function readBody<T>(c: Context, schema: z.ZodType<T>): Promise<T> {
  return validate(schema, await c.req.json().catch(() => undefined));
}

/** @throws NeurorackError 'bad-input' with the first mismatch */
export function validate<T>(schema: z.ZodType<T>, value: unknown): T {
  const result = schema.safeParse(value);
  if (result.success) return result.data;
  const [issue] = result.error.issues;
  throw new NeurorackError('bad-input', `${issue?.path.join('.') || 'the request'}: ${issue?.message}`, {
    remedy: 'reload the panel',
  });
}

const STATUS: Partial<Record<ErrorKind, 409 | 504 | 507>> = {
  busy: 409,
  timeout: 504,
  'cannot-write': 507,
};

function statusOf(error: NeurorackError): 409 | 413 | 422 | 504 | 507 {
  return error instanceof TooLargeError ? 413 : (STATUS[error.kind] ?? 422);
}
