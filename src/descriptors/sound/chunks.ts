import { isUnknownSize } from './data-size.ts';
import type { SoundBytes } from './sound-bytes.ts';

/** One chunk of a RIFF or IFF file: its FourCC, the byte offset of its body, and the size stated in its header. */
export interface Chunk {
  readonly id: string;
  readonly offset: number;
  readonly size: number;
}

/** Most chunks that are read. Bytes that are no chunks may look like any number of empty ones. */
export const MAX_CHUNKS = 4096;

/** Chunks that decide between a padded and an unpadded position, and between samples and what follows them. */
const KNOWN = new Set([
  ...[
    'fmt ',
    'data',
    'fact',
    'LIST',
    'bext',
    'cue ',
    'smpl',
    'inst',
    'JUNK',
    'junk',
    'PEAK',
    'id3 ',
    'ID3 ',
    'iXML',
    '_PMX',
  ],
  ...[
    'acid',
    'PAD ',
    'ds64',
    'cart',
    'SAUR',
    'axml',
    'chna',
    'plst',
    'note',
    'labl',
    'DISP',
    'levl',
    'minf',
    'elm1',
    'regn',
  ],
  ...[
    'umid',
    'afsp',
    'strc',
    'LGWV',
    'COMM',
    'SSND',
    'FVER',
    'MARK',
    'INST',
    'NAME',
    'AUTH',
    'ANNO',
    'APPL',
    'CHAN',
    '(c) ',
  ],
]);

/** Bytes in which a chunk is searched whose place the sizes before or behind it do not give. */
const SEARCH_BYTES = 65_536;

/** Iterates over the chunks from an offset, reading only chunk headers. Sizes are as stated, unchecked. */
export async function* readChunks(bytes: SoundBytes, littleEndian: boolean, from = 12): AsyncGenerator<Chunk> {
  let at = from;
  for (let count = 0; at + 8 <= bytes.size && count < MAX_CHUNKS; count++) {
    const header = await bytes.read(at, 8);
    const size = header.getUint32(4, littleEndian);
    yield { id: fourCc(header, 0), offset: at + 8, size };
    at += 8 + size;
    if (size % 2 === 1 && !(await isUnpadded(bytes, at))) at++;
  }
}

/** Whether a chunk follows an odd one at once, without the byte of padding that RIFF and IFF prescribe. */
async function isUnpadded(bytes: SoundBytes, at: number): Promise<boolean> {
  const view = await bytes.read(at, 5);
  return KNOWN.has(fourCc(view, 0)) && !KNOWN.has(fourCc(view, 1));
}

/** Finds a chunk by its name alone, where the sizes of the chunks before it are wrong. Its own size has to fit, or be unknown. */
export async function findChunk(bytes: SoundBytes, id: string, littleEndian: boolean): Promise<Chunk | undefined> {
  const view = await bytes.read(0, SEARCH_BYTES);
  for (let at = 12; at + 8 <= view.byteLength; at++) {
    if (fourCc(view, at) !== id) continue;
    const size = view.getUint32(at + 4, littleEndian);
    if (at + 8 + size <= bytes.size || isUnknownSize(size)) return { id, offset: at + 8, size };
  }
  return undefined;
}

/** The offset, from `from` on, where known chunks begin that fill the rest to its end; the end without any. */
export async function endBeforeChunks(bytes: SoundBytes, from: number, littleEndian: boolean): Promise<number> {
  const start = Math.max(from, bytes.size - SEARCH_BYTES);
  const view = await bytes.read(start, SEARCH_BYTES);
  for (let at = 0; at + 8 <= view.byteLength; at++) {
    const isChunk = KNOWN.has(fourCc(view, at)) && (await areOnlyChunks(bytes, start + at, littleEndian));
    if (isChunk) return start + at;
  }
  return bytes.size;
}

/** Whether nothing but known chunks fills the bytes from an offset to the end. */
async function areOnlyChunks(bytes: SoundBytes, from: number, littleEndian: boolean): Promise<boolean> {
  let end = from;
  for await (const { id, offset, size } of readChunks(bytes, littleEndian, from)) {
    if (!KNOWN.has(id)) return false;
    end = offset + size;
  }
  return end === bytes.size || end + 1 === bytes.size;
}

/** The FourCC at a byte offset; empty past the end. */
export function fourCc(view: DataView, at: number): string {
  if (at + 4 > view.byteLength) return '';
  return String.fromCharCode(view.getUint8(at), view.getUint8(at + 1), view.getUint8(at + 2), view.getUint8(at + 3));
}
