import { readdir, stat } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { NeurorackError } from '../contracts/errors.ts';
import { MANIFEST_FILE } from './bad-manifest.ts';
import type { Model, ModelFamily } from './family.ts';
import { loadModel } from './load-model.ts';

/** A folder with a manifest: the model, or the error that makes it unusable. */
export type ListedModel =
  | { readonly folder: string; readonly model: Model; readonly error?: never }
  | { readonly folder: string; readonly model?: never; readonly error: NeurorackError };

/**
 * Lists the models in a directory, sorted by folder name; folders without a manifest are skipped.
 *
 * @throws NeurorackError 'bad-file' when the directory cannot be read
 */
export async function listModels(directory: string, families: readonly ModelFamily[]): Promise<ListedModel[]> {
  const names = await readdir(directory).catch((cause: unknown) => {
    throw new NeurorackError('bad-file', `cannot read the models directory ${directory}`, {
      remedy: 'give a directory of model folders with --models',
      cause,
    });
  });
  const folders = names.sort().map((name) => resolve(directory, name));
  const listed = await Promise.all(folders.map((folder) => listOne(folder, families)));
  return listed.filter((entry) => entry !== undefined);
}

async function listOne(folder: string, families: readonly ModelFamily[]): Promise<ListedModel | undefined> {
  if (!(await isModelFolder(folder))) return undefined;
  try {
    return { folder, model: await loadModel(folder, families) };
  } catch (error) {
    if (error instanceof NeurorackError) return { folder, error };
    throw error;
  }
}

/**
 * Finds the folder of a model by its name in the models directory, or by path.
 *
 * @throws NeurorackError 'bad-file' when neither exists
 */
export async function findModelFolder(nameOrPath: string, directory: string): Promise<string> {
  for (const folder of [resolve(directory, nameOrPath), resolve(nameOrPath)]) {
    if (await isModelFolder(folder)) return folder;
  }
  throw new NeurorackError(
    'bad-file',
    `no model '${nameOrPath}' in ${directory}, and no folder of that name with a ${MANIFEST_FILE}`,
    {
      remedy: 'list the available models with `neurorack model list`',
    },
  );
}

async function isModelFolder(folder: string): Promise<boolean> {
  return stat(join(folder, MANIFEST_FILE)).then(
    (found) => found.isFile(),
    () => false,
  );
}
