import { arrayBuffer } from 'node:stream/consumers';
import { crc32, inflateRawSync } from 'node:zlib';
import { type Entry, fromBufferPromise, openPromise, type ZipFile } from 'yauzl';
import type { ZipEntries } from './zip-entries.ts';

/** A zip in memory, or the path of a file, which is open only during a read. */
export type ZipSource = Buffer | string;

const STORED = 0;
const DEFLATED = 8;
const ENCRYPTED = 1;
/** Length of a local file header without its name, bytes; its signature. */
const LOCAL_HEADER_BYTES = 30;
const LOCAL_SIGNATURE = 0x04034b50;
/** The smallest piece of output that Node accepts, bytes. */
const MIN_CHUNK_BYTES = 64;
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
      return unpack(source, found, maxBytes);
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

async function unpack(source: ZipSource, found: BoundedEntry, maxBytes: number): Promise<Uint8Array<ArrayBuffer>> {
  const { fileName, uncompressedSize, compressionMethod, generalPurposeBitFlag, crc32: expected } = found.entry;
  if (uncompressedSize > maxBytes)
    throw new Error(`${fileName} has ${uncompressedSize} bytes, at most ${maxBytes} are allowed`);
  if ((generalPurposeBitFlag & ENCRYPTED) !== 0) throw new Error(`${fileName} is encrypted`);
  if (compressionMethod !== STORED && compressionMethod !== DEFLATED) {
    throw new Error(`${fileName} is compressed by a method (${compressionMethod}) that banks do not use`);
  }
  let content: Uint8Array<ArrayBuffer>;
  try {
    if (typeof source === 'string') content = await withZip(source, (zip) => inflateFile(zip, found));
    else content = inflateBytes(source, found);
  } catch (cause) {
    throw new Error(`${fileName}: ${cause instanceof Error ? cause.message : String(cause)}`, { cause });
  }
  if (crc32(content) !== expected) throw new Error(`${fileName} is damaged (CRC-32 differs)`);
  return content;
}

async function inflateFile(zip: ZipFile, { entry, endOffset }: BoundedEntry): Promise<Uint8Array<ArrayBuffer>> {
  // The local header may move the data behind an extra field of its own, onto the data of another entry.
  const { fileDataStart } = await zip.readLocalFileHeaderPromise(entry, { minimal: true });
  if (fileDataStart + entry.compressedSize > endOffset) throw new Error(OVERLAPS);
  // yauzl ends the stream with an error at the first byte past the stated size.
  return new Uint8Array(await arrayBuffer(await zip.openReadStreamPromise(entry)));
}

/** The same of a zip in memory, at once: a start reads 275 entries of the factory bank, and a stream for each takes much longer. */
function inflateBytes(bytes: Buffer, { entry, endOffset }: BoundedEntry): Uint8Array<ArrayBuffer> {
  const { relativeOffsetOfLocalHeader: at, compressedSize, compressionMethod, uncompressedSize } = entry;
  if (at + LOCAL_HEADER_BYTES > endOffset) throw new Error(OVERLAPS);
  if (bytes.readUInt32LE(at) !== LOCAL_SIGNATURE) throw new Error('it has no local file header');
  const start = at + LOCAL_HEADER_BYTES + bytes.readUInt16LE(at + 26) + bytes.readUInt16LE(at + 28);
  if (start + compressedSize > endOffset) throw new Error(OVERLAPS);
  const packed = bytes.subarray(start, start + compressedSize);
  const content = compressionMethod === STORED ? new Uint8Array(packed) : inflateTo(packed, uncompressedSize);
  if (content.length === uncompressedSize) return content;
  const fault = content.length > uncompressedSize ? 'too many' : 'not enough';
  throw new Error(`${fault} bytes in the stream. expected ${uncompressedSize}. got ${content.length}`);
}

/** @throws Error also for the first byte past `size` */
function inflateTo(packed: Buffer, size: number): Uint8Array<ArrayBuffer> {
  try {
    return new Uint8Array(
      inflateRawSync(packed, { chunkSize: Math.max(MIN_CHUNK_BYTES, size), maxOutputLength: Math.max(1, size) }),
    );
  } catch (cause) {
    if (!(cause instanceof RangeError)) throw cause;
    throw new Error(`too many bytes in the stream. expected ${size}`, { cause });
  }
}
