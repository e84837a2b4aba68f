import { NeurorackError } from '../../../../src/contracts/errors.ts';
import type { ModelFiles } from '../../../../src/model/family.ts';

/**
 * Fetches a file of the built folder.
 *
 * @throws NeurorackError 'bad-file' with `remedy` when it cannot be fetched or is above the limit
 */
export async function fetchFile(
  address: string,
  { maxBytes, remedy }: { readonly maxBytes: number; readonly remedy: string },
): Promise<Uint8Array<ArrayBuffer>> {
  const refuse = (reason: string, cause?: unknown): NeurorackError =>
    new NeurorackError('bad-file', `cannot read ${address}: ${reason}`, { remedy, cause });
  const response = await fetch(address).catch((cause: unknown) => {
    throw refuse('there is no connection', cause);
  });
  if (!response.ok) throw refuse(`the server answers ${response.status}`);
  const content = new Uint8Array(await response.arrayBuffer());
  if (content.length > maxBytes) throw refuse(`it has ${content.length} bytes, where ${maxBytes} are read at most`);
  return content;
}

/** A model folder of the built folder; `folder` is its address without a slash at its end. */
export function fetchedModel(folder: string): ModelFiles {
  return { folder, read: (file, limits) => fetchFile(`${folder}/${file}`, limits) };
}
