import { joinPlanes, PLANES_SUFFIX } from '@neurorack/common/onnx';
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

/** Files of a model that the build writes in planes. */
const IN_PLANES = /\.onnx$/;

/** A model of the built folder. */
export interface FetchedModel extends ModelFiles {
  /** Returns the content that was read last, and forgets it: a network is verified, then opened, and travels once. */
  takeLast(): Uint8Array<ArrayBuffer> | undefined;
}

/** A model folder of the built folder; `folder` is its address without a slash at its end. */
export function fetchedModel(folder: string): FetchedModel {
  let last: Uint8Array<ArrayBuffer> | undefined;
  return {
    folder,
    read: async (file, limits) => {
      const address = `${folder}/${file}`;
      last = IN_PLANES.test(file)
        ? joinPlanes(await fetchFile(`${address}${PLANES_SUFFIX}`, limits))
        : await fetchFile(address, limits);
      return last;
    },
    takeLast: () => {
      const content = last;
      last = undefined;
      return content;
    },
  };
}
