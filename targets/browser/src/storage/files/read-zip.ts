import { openZipBytes } from '../../../../../src/descriptors/bank/zip-bytes.ts';
import type { ZipEntries } from '../../../../../src/descriptors/bank/zip-entries.ts';
import { readFile } from '../node/fs-promises.ts';

/** A zip in memory, or the path of a file. */
export type ZipSource = Uint8Array | string;

/** Reads the central directory of a zip without unpacking any entry. @throws as `openZipBytes` */
export async function openZip(source: ZipSource, limits: { readonly maxEntries: number }): Promise<ZipEntries> {
  return openZipBytes(typeof source === 'string' ? await readFile(source) : source, limits);
}
