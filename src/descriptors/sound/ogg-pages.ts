import { badFile, truncated } from './bad-sound.ts';
import { fourCc } from './chunks.ts';
import type { SoundBytes } from './sound-bytes.ts';

/** One page of an Ogg file (RFC 3533, section 6). */
export interface OggPage {
  readonly serial: number;
  readonly sequence: number;
  readonly isFirst: boolean;
  readonly isLast: boolean;
  /** Position of the sound after this page, in samples of its codec; -1 when no packet ends on the page. */
  readonly granule: bigint;
  /** Length of each lacing segment; a packet ends with the first segment shorter than 255 bytes. */
  readonly lacing: Uint8Array;
  readonly body: Uint8Array;
  /** Offset of the first byte behind the page. */
  readonly end: number;
}

const HEADER_BYTES = 27;
const FIRST_FLAG = 2;
const LAST_FLAG = 4;
const SEARCH_BYTES = 65_536;

/**
 * Iterates over the pages of an Ogg file. Foreign bytes between pages are skipped. A file that ends within a page, as a recorder
 * without power leaves it, has the pages before it, with a warning.
 *
 * @throws NeurorackError 'bad-file' for a page with a wrong checksum, and for a file that ends within its first page
 */
export async function* readOggPages(source: SoundBytes): AsyncGenerator<OggPage> {
  const { path, size } = source;
  for (let at = 0; at < size; ) {
    const head = await source.read(at, HEADER_BYTES + 255);
    if (fourCc(head, 0) !== 'OggS') {
      const next = await findPage(source, at + 1);
      if (next === undefined) return;
      at = next;
      continue;
    }
    if (head.byteLength < HEADER_BYTES) return endWithin(source, at, HEADER_BYTES);
    const segments = head.getUint8(26);
    const bodyAt = HEADER_BYTES + segments;
    const lacing = new Uint8Array(head.buffer, HEADER_BYTES, Math.min(segments, head.byteLength - HEADER_BYTES));
    const length = bodyAt + lacing.reduce((sum, x) => sum + x, 0);
    if (head.byteLength < bodyAt || at + length > size) return endWithin(source, at, Math.max(length, bodyAt));
    const page = await source.read(at, length);
    const bytes = new Uint8Array(page.buffer, 0, length);
    if (oggChecksum(bytes) !== page.getUint32(22, true)) {
      throw badFile(path, `the Ogg page at byte ${at} is damaged (wrong checksum)`, 'copy or download the file again');
    }
    const flags = page.getUint8(5);
    yield {
      serial: page.getUint32(14, true),
      sequence: page.getUint32(18, true),
      isFirst: (flags & FIRST_FLAG) !== 0,
      isLast: (flags & LAST_FLAG) !== 0,
      granule: page.getBigInt64(6, true),
      lacing,
      body: bytes.subarray(bodyAt),
      end: at + length,
    };
    at += length;
  }
}

function endWithin({ path, size, warn }: SoundBytes, at: number, length: number): void {
  const [stated, found] = [`its last Ogg page takes ${length} bytes`, `are ${size - at}`];
  if (at === 0) throw truncated(path, stated, found);
  warn(`the file is truncated: ${stated}, but there ${found}`);
}

async function findPage(source: SoundBytes, from: number): Promise<number | undefined> {
  for (let at = from; ; at += SEARCH_BYTES - 3) {
    const view = await source.read(at, SEARCH_BYTES);
    for (let i = 0; i + 4 <= view.byteLength; i++) {
      if (view.getUint8(i) === 0x4f && fourCc(view, i) === 'OggS') return at + i;
    }
    if (view.byteLength < SEARCH_BYTES) return undefined;
  }
}

/** The bytes of pages that hold complete packets. Long packets continue on further pages. */
export function writeOggPages(
  packets: readonly Uint8Array[],
  header: { serial: number; sequence: number; granule?: bigint; isFirst?: boolean; isLast?: boolean },
): { readonly bytes: Uint8Array; readonly pages: number } {
  const lacing = packets.flatMap((packet) => [
    ...new Array<number>(Math.floor(packet.length / 255)).fill(255),
    packet.length % 255,
  ]);
  const body = concatBytes(packets);
  const parts: Uint8Array[] = [];
  let bodyAt = 0;
  for (let from = 0; from < lacing.length; from += 255) {
    const segments = lacing.slice(from, from + 255);
    const length = segments.reduce((sum, x) => sum + x, 0);
    const page = new Uint8Array(HEADER_BYTES + segments.length + length);
    const view = new DataView(page.buffer);
    page.set([0x4f, 0x67, 0x67, 0x53]);
    const isContinued = from > 0 && lacing[from - 1] === 255;
    const isLast = header.isLast === true && from + 255 >= lacing.length;
    page[5] = (isContinued ? 1 : 0) | (header.isFirst === true ? FIRST_FLAG : 0) | (isLast ? LAST_FLAG : 0);
    view.setBigInt64(6, header.granule ?? 0n, true);
    view.setUint32(14, header.serial, true);
    view.setUint32(18, header.sequence + parts.length, true);
    page[26] = segments.length;
    page.set(segments, HEADER_BYTES);
    page.set(body.subarray(bodyAt, bodyAt + length), HEADER_BYTES + segments.length);
    view.setUint32(22, oggChecksum(page), true);
    parts.push(page);
    bodyAt += length;
  }
  return { bytes: concatBytes(parts), pages: parts.length };
}

/** Joins byte arrays. */
export function concatBytes(parts: readonly Uint8Array[]): Uint8Array {
  const whole = new Uint8Array(parts.reduce((sum, part) => sum + part.length, 0));
  let at = 0;
  for (const part of parts) {
    whole.set(part, at);
    at += part.length;
  }
  return whole;
}

const CRC_TABLE = Uint32Array.from({ length: 256 }, (_, byte) => {
  let crc = byte << 24;
  for (let bit = 0; bit < 8; bit++) crc = crc & 0x80000000 ? (crc << 1) ^ 0x04c11db7 : crc << 1;
  return crc >>> 0;
});

/** The CRC-32 of a page (polynomial 0x04c11db7, not reflected), its own field counted as 0. */
function oggChecksum(page: Uint8Array): number {
  let crc = 0;
  for (let i = 0; i < page.length; i++) {
    const byte = i >= 22 && i < 26 ? 0 : page[i];
    crc = (crc << 8) ^ CRC_TABLE[((crc >>> 24) ^ byte) & 255];
  }
  return crc >>> 0;
}
