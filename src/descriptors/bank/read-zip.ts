import { arrayBuffer } from 'node:stream/consumers';
import { crc32 } from 'node:zlib';
import { type Entry, fromBufferPromise, openPromise, type ZipFile } from 'yauzl';
import type { ZipEntries } from './zip-entries.ts';

/** A zip in memory, or the path of a file, which is open only during a read. */
export type ZipSource = Buffer | string;

const STORED = 0;
const DEFLATED = 8;
const ENCRYPTED = 1;
/** Length of a local file header without its name, bytes. */
const LOCAL_HEADER_BYTES = 30;
const OVERLAPS = 'overlaps another entry';

/** An entry, and the offset that its data must not pass. */
interface BoundedEntry {
  readonly entry: Entry;
  readonly endOffset: number;
}

/**
 * Reads the central directory of a zip without unpacking any entry.
 *
 * @throws Error naming the fault: not a zip, too many entries, a duplicate name, overlapping entries, an absolute path or one
 * outside (`..`)
 */
export async function openZip(source: ZipSource, limits: { readonly maxEntries: number }): Promise<ZipEntries> {
  const entries = await withZip(source, async (zip) => {
    if (zip.entryCount > limits.maxEntries)
      throw new Error(`${zip.entryCount} entries, at most ${limits.maxEntries} are allowed`);
    const found: Entry[] = [];
    for await (const entry of zip.eachEntry()) found.push(entry);
    return boundEntries(found, zip.fileSize);
  });
  const find = (name: string): BoundedEntry => {
    const entry = entries.get(name);
    if (entry === undefined) throw new Error(`${name} is missing`);
    return entry;
  };
  return {
    sizeOf: (name) => find(name).entry.uncompressedSize,
    packedSizeOf: (name) => find(name).entry.compressedSize,
    read: async (name, { maxBytes }) => {
      const found = find(name);
      return withZip(source, (zip) => inflate(zip, found, maxBytes));
    },
  };
}

async function withZip<T>(source: ZipSource, work: (zip: ZipFile) => Promise<T>): Promise<T> {
  const options = { strictFileNames: true, lazyEntries: true, autoClose: false };
  const zip = await (typeof source === 'string' ? openPromise(source, options) : fromBufferPromise(source, options));
  try {
    return await work(zip);
  } finally {
    zip.close();
  }
}

/**
 * The entries by name, each with the offset at which the next one begins.
 *
 * @throws Error for two entries of the same name, or of the same data
 */
function boundEntries(entries: readonly Entry[], fileSize: number): Map<string, BoundedEntry> {
  const bounded = new Map<string, BoundedEntry>();
  const byOffset = [...entries].sort((a, b) => a.relativeOffsetOfLocalHeader - b.relativeOffsetOfLocalHeader);
  for (const [n, entry] of byOffset.entries()) {
    const { fileName, relativeOffsetOfLocalHeader, compressedSize } = entry;
    if (bounded.has(fileName)) throw new Error(`two entries are named ${fileName}`);
    const next = byOffset[n + 1];
    const endOffset = next?.relativeOffsetOfLocalHeader ?? fileSize;
    if (next !== undefined && relativeOffsetOfLocalHeader + LOCAL_HEADER_BYTES + compressedSize > endOffset)
      throw new Error(`${fileName} ${OVERLAPS}`);
    bounded.set(fileName, { entry, endOffset });
  }
  return bounded;
}

async function inflate(
  zip: ZipFile,
  { entry, endOffset }: BoundedEntry,
  maxBytes: number,
): Promise<Uint8Array<ArrayBuffer>> {
  const { fileName, uncompressedSize, compressedSize, compressionMethod, generalPurposeBitFlag } = entry;
  if (uncompressedSize > maxBytes)
    throw new Error(`${fileName} has ${uncompressedSize} bytes, at most ${maxBytes} are allowed`);
  if ((generalPurposeBitFlag & ENCRYPTED) !== 0) throw new Error(`${fileName} is encrypted`);
  if (compressionMethod !== STORED && compressionMethod !== DEFLATED) {
    throw new Error(`${fileName} is compressed by a method (${compressionMethod}) that banks do not use`);
  }
  const content = await (async () => {
    // The local header may move the data behind an extra field of its own, onto the data of another entry.
    const { fileDataStart } = await zip.readLocalFileHeaderPromise(entry, { minimal: true });
    if (fileDataStart + compressedSize > endOffset) throw new Error(OVERLAPS);
    // yauzl ends the stream with an error at the first byte past the stated size.
    return new Uint8Array(await arrayBuffer(await zip.openReadStreamPromise(entry)));
  })().catch((cause: unknown) => {
    throw new Error(`${fileName}: ${cause instanceof Error ? cause.message : String(cause)}`, { cause });
  });
  if (crc32(content) !== entry.crc32) throw new Error(`${fileName} is damaged (CRC-32 differs)`);
  return content;
}
