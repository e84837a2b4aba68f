import { Inflate } from 'fflate';
import { crc32 } from '../../numeric/crc32.ts';
import type { ZipEntries } from './zip-entries.ts';

const END_SIGNATURE = 0x06054b50;
const END_BYTES = 22;
const MAX_COMMENT_BYTES = 0xffff;
const ENTRY_SIGNATURE = 0x02014b50;
const ENTRY_BYTES = 46;
const LOCAL_SIGNATURE = 0x04034b50;
const LOCAL_BYTES = 30;
const STORED = 0;
const DEFLATED = 8;
const ENCRYPTED = 1;
/** Packed bytes that are inflated at a time; the size is checked after each, and deflate makes at most 1032 bytes of one. */
const PART_BYTES = 4096;

interface Entry {
  readonly name: string;
  readonly flags: number;
  readonly method: number;
  readonly crc: number;
  readonly packedBytes: number;
  readonly bytes: number;
  readonly offset: number;
  /** Offset that the data must not pass: the next entry's, or the central directory's. */
  endOffset: number;
}

/**
 * Reads the central directory of a zip in memory, without Node; entries are unpacked later. Zips of more than 4 GB (zip64) or of several
 * files are refused.
 *
 * @throws Error naming the fault: not a zip, too many entries, a duplicate name, overlapping entries, an absolute path or one
 * outside (`..`)
 */
export function openZipBytes(bytes: Uint8Array, { maxEntries }: { readonly maxEntries: number }): ZipEntries {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const entries = readDirectory(bytes, view, maxEntries);
  const find = (name: string): Entry => {
    const entry = entries.get(name);
    if (entry === undefined) throw new Error(`${name} is missing`);
    return entry;
  };
  return {
    sizeOf: (name) => find(name).bytes,
    packedSizeOf: (name) => find(name).packedBytes,
    read: async (name, { maxBytes }) => unpack(bytes, view, find(name), maxBytes),
  };
}

function readDirectory(bytes: Uint8Array, view: DataView, maxEntries: number): Map<string, Entry> {
  const end = findEnd(view);
  const count = view.getUint16(end + 10, true);
  const directory = view.getUint32(end + 16, true);
  if (view.getUint16(end + 4, true) !== 0 || view.getUint16(end + 8, true) !== count)
    throw new Error('it is a zip of several files');
  if (count > maxEntries) throw new Error(`${count} entries, at most ${maxEntries} are allowed`);
  const entries: Entry[] = [];
  let at = directory;
  for (let n = 0; n < count; n++) {
    if (at + ENTRY_BYTES > end || view.getUint32(at, true) !== ENTRY_SIGNATURE)
      throw new Error('its central directory is damaged');
    const nameBytes = view.getUint16(at + 28, true);
    const length = ENTRY_BYTES + nameBytes + view.getUint16(at + 30, true) + view.getUint16(at + 32, true);
    if (at + length > end) throw new Error('its central directory is damaged');
    entries.push({
      name: checkedName(new TextDecoder().decode(bytes.subarray(at + ENTRY_BYTES, at + ENTRY_BYTES + nameBytes))),
      flags: view.getUint16(at + 8, true),
      method: view.getUint16(at + 10, true),
      crc: view.getUint32(at + 16, true),
      packedBytes: view.getUint32(at + 20, true),
      bytes: view.getUint32(at + 24, true),
      offset: view.getUint32(at + 42, true),
      endOffset: directory,
    });
    at += length;
  }
  return boundEntries(entries);
}

/** The end record, which has nothing after its comment. */
function findEnd(view: DataView): number {
  const last = view.byteLength - END_BYTES;
  for (let at = last; at >= Math.max(0, last - MAX_COMMENT_BYTES); at--) {
    if (view.getUint32(at, true) === END_SIGNATURE && view.getUint16(at + 20, true) === last - at) return at;
  }
  throw new Error('it is not a zip, or is cut off');
}

function checkedName(name: string): string {
  if (name.includes('\\')) throw new Error(`invalid characters in the name of an entry: ${name}`);
  if (/^([a-zA-Z]:|\/)/.test(name) || name.split('/').includes('..')) throw new Error(`invalid path: ${name}`);
  return name;
}

/** @throws Error for two entries of the same name, or of the same data */
function boundEntries(entries: readonly Entry[]): Map<string, Entry> {
  const bounded = new Map<string, Entry>();
  const byOffset = [...entries].sort((a, b) => a.offset - b.offset);
  for (const [n, entry] of byOffset.entries()) {
    if (bounded.has(entry.name)) throw new Error(`two entries are named ${entry.name}`);
    entry.endOffset = byOffset[n + 1]?.offset ?? entry.endOffset;
    if (entry.offset + LOCAL_BYTES + entry.packedBytes > entry.endOffset)
      throw new Error(`${entry.name} overlaps another entry`);
    bounded.set(entry.name, entry);
  }
  return bounded;
}

function unpack(bytes: Uint8Array, view: DataView, entry: Entry, maxBytes: number): Uint8Array<ArrayBuffer> {
  const { name, offset, packedBytes } = entry;
  if (entry.bytes > maxBytes) throw new Error(`${name} has ${entry.bytes} bytes, at most ${maxBytes} are allowed`);
  if ((entry.flags & ENCRYPTED) !== 0) throw new Error(`${name} is encrypted`);
  if (entry.method !== STORED && entry.method !== DEFLATED)
    throw new Error(`${name} is compressed by a method (${entry.method}) that banks do not use`);
  if (view.getUint32(offset, true) !== LOCAL_SIGNATURE) throw new Error(`${name} has no local header`);
  // The local header may move the data behind an extra field of its own, onto the data of another entry.
  const start = offset + LOCAL_BYTES + view.getUint16(offset + 26, true) + view.getUint16(offset + 28, true);
  if (start + packedBytes > entry.endOffset) throw new Error(`${name} overlaps another entry`);
  const packed = bytes.subarray(start, start + packedBytes);
  const content = new Uint8Array(entry.bytes);
  const length = entry.method === STORED ? copy(packed, content, name) : inflate(packed, content, name);
  if (length !== content.length) throw new Error(`${name} has ${length} bytes, not the ${content.length} stated`);
  if (crc32(content) !== entry.crc) throw new Error(`${name} is damaged (CRC-32 differs)`);
  return content;
}

function copy(packed: Uint8Array, into: Uint8Array, name: string): number {
  if (packed.length > into.length) throw new Error(`${name} has more bytes than the ${into.length} stated`);
  into.set(packed);
  return packed.length;
}

/** Inflates into an array of the stated size; returns the number of bytes. */
function inflate(packed: Uint8Array, into: Uint8Array, name: string): number {
  let length = 0;
  const inflater = new Inflate((part) => {
    if (length + part.length > into.length) throw new Error(`more bytes than the ${into.length} stated`);
    into.set(part, length);
    length += part.length;
  });
  try {
    for (let at = 0; at < packed.length; at += PART_BYTES)
      inflater.push(packed.subarray(at, at + PART_BYTES), at + PART_BYTES >= packed.length);
  } catch (cause) {
    throw new Error(`${name}: ${cause instanceof Error ? cause.message : String(cause)}`, { cause });
  }
  return length;
}
