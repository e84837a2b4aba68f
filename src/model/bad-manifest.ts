import type { z } from 'zod';
import { NeurorackError } from '../contracts/errors.ts';
import { type ModelFolder, pathIn } from './family.ts';

/** Name of the manifest in a model folder. */
export const MANIFEST_FILE = 'manifest.json';

/** A 'bad-model' error for a wrong field of the manifest; the message names file, field and problem. */
export function badManifest(model: Pick<ModelFolder, 'folder'>, field: string, problem: string): NeurorackError {
  const at = field === '' ? '' : ` ${field}:`;
  return new NeurorackError('bad-model', `${pathIn(model, MANIFEST_FILE)}:${at} ${problem}`, {
    remedy: 'install the model again, or correct the field if you wrote the manifest',
  });
}

/**
 * Parses a section of the manifest with its schema.
 *
 * @throws NeurorackError 'bad-model' naming the first field that does not match
 */
export function parseSection<T extends z.ZodType>(
  model: Pick<ModelFolder, 'folder'>,
  section: string,
  schema: T,
  value: unknown,
): z.output<T> {
  const result = schema.safeParse(value);
  if (result.success) return result.data;
  const [issue] = result.error.issues;
  throw badManifest(model, fieldOf([...(section === '' ? [] : [section]), ...issue.path]), issue.message);
}

/** Formats a path as `artifacts[0].sha256`. */
function fieldOf(path: readonly PropertyKey[]): string {
  return path.reduce<string>((field, part) => {
    if (typeof part === 'number') return `${field}[${part}]`;
    return field === '' ? String(part) : `${field}.${String(part)}`;
  }, '');
}
