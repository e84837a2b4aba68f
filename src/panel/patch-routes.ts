import { type Context, Hono } from 'hono';
import * as z from 'zod';
import { NeurorackError } from '../contracts/errors.ts';
import { answerErrors, validate } from './request-validation.ts';
import type { TransferBudget } from './transfer-budget.ts';
import { TooLargeError } from './upload.ts';
import { MAX_PATCH_BYTES } from './upload-limits.ts';

/** Presets as files that clients send to each other. */
export interface PanelPatches {
  /** @throws NeurorackError for an unknown preset, or a set of it that is gone */
  pack(preset: string): Promise<Uint8Array>;
  /**
   * Adds the preset of a file with its sets, and plays it where its model is installed.
   *
   * @param file name for messages
   * @throws NeurorackError for a file that is no usable patch
   */
  add(bytes: Uint8Array, file: string): Promise<{ readonly preset: string; readonly messages: readonly string[] }>;
}

const exportQuery = z.object({ preset: z.string().min(1).max(64) });
const importQuery = z.object({ name: z.string().min(1).max(1000) });

/** Patches over HTTP, below `/patches`. Errors are answered with `{message, remedy}`. */
export function patchRoutes({ pack, add }: PanelPatches, budget: TransferBudget): Hono {
  const routes = answerErrors(new Hono());
  routes.use('/import', budget.middleware);
  routes.get('/export', async (c) => {
    const { preset } = validate(exportQuery, c.req.query());
    const bytes = await pack(preset);
    return c.body(Uint8Array.from(bytes), 200, {
      'content-type': 'application/octet-stream',
      'content-disposition': `attachment; filename*=UTF-8''${encodeURIComponent(`${preset}.nrpatch`)}`,
    });
  });
  routes.post('/import', async (c) => {
    const { name } = validate(importQuery, c.req.query());
    return c.json(await add(await receive(c), name));
  });
  return routes;
}

/** The bytes of a body; nothing is read after a refusal. */
async function receive(c: Context): Promise<Uint8Array> {
  if (Number(c.req.header('content-length') ?? 0) > MAX_PATCH_BYTES) throw new TooLargeError(MAX_PATCH_BYTES);
  const { body } = c.req.raw;
  if (body === null) throw new NeurorackError('bad-input', 'no file was sent', { remedy: 'choose a file' });
  const parts: Uint8Array[] = [];
  let length = 0;
  for await (const part of body) {
    length += part.length;
    if (length > MAX_PATCH_BYTES) throw new TooLargeError(MAX_PATCH_BYTES);
    parts.push(part);
  }
  const bytes = new Uint8Array(length);
  let at = 0;
  for (const part of parts) {
    bytes.set(part, at);
    at += part.length;
  }
  return bytes;
}
