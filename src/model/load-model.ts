import { resolve } from 'node:path';
import type { Model, ModelFamily } from './family.ts';
import { modelFilesIn } from './model-file.ts';
import { readModel } from './read-model.ts';

/**
 * Reads a model from a folder on a disk.
 *
 * @throws NeurorackError as `readModel`
 */
export function loadModel(folder: string, families: readonly ModelFamily[]): Promise<Model> {
  return readModel(modelFilesIn(resolve(folder)), families);
}
