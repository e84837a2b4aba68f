import { buffer } from 'node:stream/consumers';
import { crc32 } from 'node:zlib';
import { type Entry, fromBufferPromise, type ZipFile } from 'yauzl';

/** A zip in memory whose entries are read one by one, each no longer than it is allowed to be. */
export interface ZipEntries {
  /** Size that the zip states for an entry, in bytes. */
  sizeOf(name: string): number;
  /**
   * Unpacks one entry, counting while it inflates.
   *
   * @throws Error saying what is wrong: missing, encrypted, longer or shorter than stated, wrong CRC-32
   */
  read(name: string, allow: { readonly atMost: number }): Promise<Buffer>;
}

const STORED = 0;
const DEFLATED = 8;
const ENCRYPTED = 1;

/**
 * Opens a zip; nothing is unpacked yet.
 *
 * @throws Error saying what is wrong: no zip, more than `entries` entries, a name twice, absolute or outside (`..`)
 */
export async function openZip(bytes: Buffer, allow: { readonly entries: number }): Promise<ZipEntries> {
  const zip = await fromBufferPromise(bytes, { strictFileNames: true });
  if (zip.entryCount > allow.entries)
    throw new Error(`${zip.entryCount} entries, at most ${allow.entries} are allowed`);
  const entries = new Map<string, Entry>();
  for await (const entry of zip.eachEntry()) {
    if (entries.has(entry.fileName)) throw new Error(`two entries are named ${entry.fileName}`);
    entries.set(entry.fileName, entry);
  }
  const find = (name: string): Entry => {
    const entry = entries.get(name);
    if (entry === undefined) throw new Error(`${name} is missing`);
    return entry;
  };
  return {
    sizeOf: (name) => find(name).uncompressedSize,
    read: async (name, { atMost }) => inflate(zip, find(name), atMost),
  };
}

async function inflate(zip: ZipFile, entry: Entry, atMost: number): Promise<Buffer> {
  const { fileName, uncompressedSize, compressionMethod, generalPurposeBitFlag } = entry;
  if (uncompressedSize > atMost)
    throw new Error(`${fileName} has ${uncompressedSize} bytes, at most ${atMost} are allowed`);
  if ((generalPurposeBitFlag & ENCRYPTED) !== 0) throw new Error(`${fileName} is encrypted`);
  if (compressionMethod !== STORED && compressionMethod !== DEFLATED) {
    throw new Error(`${fileName} is compressed by a method (${compressionMethod}) that banks do not use`);
  }
  // yauzl ends the stream with an error at the first byte past the stated size.
  const content = await zip
    .openReadStreamPromise(entry)
    .then(buffer)
    .catch((cause: unknown) => {
      throw new Error(`${fileName}: ${cause instanceof Error ? cause.message : String(cause)}`, { cause });
    });
  if (crc32(content) !== entry.crc32) throw new Error(`${fileName} is damaged (CRC-32 differs)`);
  return content;
}
