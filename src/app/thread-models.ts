import type { Accelerator } from '../contracts/accelerator.ts';
import { FAMILIES } from '../families/families.ts';
import { createModelLibrary, type ModelLibrary } from '../model/model-library.ts';

/**
 * The models of a render thread, which needs nothing else: a container would be a third of its code. The engine has chosen the accelerator, and
 * replaces it by the fallback itself when it fails.
 */
export function createThreadModels(
  { modelsDirectory }: { readonly modelsDirectory: string },
  accelerator: Accelerator,
): ModelLibrary {
  return createModelLibrary({ directory: modelsDirectory, families: FAMILIES, accelerator });
}
