import { join } from 'node:path';
import type { z } from 'zod';
import { NeurorackError } from '../contracts/errors.ts';
import type { ModelFolder } from './family.ts';

/** The name of the file that makes a folder a model. */
export const MANIFEST_FILE = 'manifest.json';

/** A field of the manifest that is wrong: file, field and what is wrong with it. */
export function badManifest({ folder }: Pick<ModelFolder, 'folder'>, field: string, problem: string): NeurorackError {
  const at = field === '' ? '' : ` ${field}:`;
  return new NeurorackError('bad-model', `${join(folder, MANIFEST_FILE)}:${at} ${problem}`, {
    remedy: 'install the model again, or correct the field if you wrote the manifest',
  });
}

/**
 * Parses a part of the manifest with its schema.
 *
 * @throws NeurorackError 'bad-model' that names the first field that does not fit
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

/** `artifacts[0].sha256` from its parts. */
function fieldOf(path: readonly PropertyKey[]): string {
  return path.reduce<string>((field, part) => {
    if (typeof part === 'number') return `${field}[${part}]`;
    return field === '' ? String(part) : `${field}.${String(part)}`;
  }, '');
}
