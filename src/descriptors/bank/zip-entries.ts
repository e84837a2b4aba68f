import { buffer } from 'node:stream/consumers';
import { crc32 } from 'node:zlib';
import { type Entry, fromBufferPromise, type ZipFile } from 'yauzl';

/** A zip file in memory; entries are unpacked one by one, each up to a size limit. */
export interface ZipEntries {
  /** The stated size of an entry, bytes. */
  sizeOf(name: string): number;
  /**
   * Unpacks one entry, counting bytes while it inflates.
   *
   * @throws Error naming the fault: missing, encrypted, longer or shorter than stated, wrong CRC-32
   */
  read(name: string, limits: { readonly maxBytes: number }): Promise<Buffer>;
}

const STORED = 0;
const DEFLATED = 8;
const ENCRYPTED = 1;

/**
 * Opens a zip file without unpacking any entry.
 *
 * @throws Error naming the fault: not a zip, too many entries, a duplicate name, an absolute path or one outside (`..`)
 */
export async function openZip(bytes: Buffer, limits: { readonly maxEntries: number }): Promise<ZipEntries> {
  const zip = await fromBufferPromise(bytes, { strictFileNames: true });
  if (zip.entryCount > limits.maxEntries)
    throw new Error(`${zip.entryCount} entries, at most ${limits.maxEntries} are allowed`);
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
    read: async (name, { maxBytes }) => inflate(zip, find(name), maxBytes),
  };
}

async function inflate(zip: ZipFile, entry: Entry, maxBytes: number): Promise<Buffer> {
  const { fileName, uncompressedSize, compressionMethod, generalPurposeBitFlag } = entry;
  if (uncompressedSize > maxBytes)
    throw new Error(`${fileName} has ${uncompressedSize} bytes, at most ${maxBytes} are allowed`);
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
