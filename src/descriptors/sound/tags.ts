import { fourCc } from './chunks.ts';
import type { SoundBytes } from './sound-bytes.ts';

const ID3_HEADER_BYTES = 10;
const ID3_FOOTER_FLAG = 0x10;
const ID3V1_BYTES = 128;
/** The extension that some programs write before an ID3v1 tag. */
const ID3V1_EXTENSION_BYTES = 227;
const APE_HEADER_BYTES = 32;
const APE_HAS_HEADER = 2 ** 31;
const APE_IS_HEADER = 2 ** 29;
/** Longest text of Lyrics3 1.00, which states no size. */
const LYRICS_BYTES = 5100;

/** The bytes behind all ID3v2 (id3.org, 2.4.0, section 3.1) and APEv2 tags at the beginning, and the zeros that pad the last one. */
export async function withoutLeadingTags(bytes: SoundBytes): Promise<SoundBytes> {
  let rest = bytes;
  for (;;) {
    const length = leadingTagBytes(await rest.read(0, APE_HEADER_BYTES));
    if (length === 0) break;
    rest = rest.slice(length);
  }
  if (rest === bytes) return bytes;
  const padding = await rest.read(0, 65_536);
  let zeros = 0;
  while (zeros < padding.byteLength && padding.getUint8(zeros) === 0) zeros++;
  // The first box of MP4 begins with its size: up to three zeros belong to it.
  const box = [3, 2, 1].map((n) => zeros - n).find((at) => at >= 0 && fourCc(padding, at + 4) === 'ftyp');
  return rest.slice(box ?? zeros);
}

/** The length of a tag that the bytes begin with; 0 without one. */
function leadingTagBytes(head: DataView): number {
  if (head.byteLength >= ID3_HEADER_BYTES && fourCc(head, 0).startsWith('ID3')) {
    const footer = (head.getUint8(5) & ID3_FOOTER_FLAG) === 0 ? 0 : ID3_HEADER_BYTES;
    return ID3_HEADER_BYTES + synchsafe(head, 6) + footer;
  }
  const isApe = isApeTag(head) && Math.floor(head.getUint32(20, true) / APE_IS_HEADER) % 2 === 1;
  return isApe ? APE_HEADER_BYTES + head.getUint32(12, true) : 0;
}

/** The bytes before the tags at the end: ID3v1 with its extension, APEv2, Lyrics3 and ID3v2 with a footer, in any order. */
export async function withoutTrailingTags(bytes: SoundBytes): Promise<SoundBytes> {
  let rest = bytes;
  for (;;) {
    const length = await trailingTagBytes(rest);
    if (length === 0 || length > rest.size) return rest;
    rest = rest.slice(0, rest.size - length);
  }
}

/** The length of a tag that the bytes end with; 0 without one. */
async function trailingTagBytes(bytes: SoundBytes): Promise<number> {
  const last = async (length: number): Promise<DataView> => bytes.read(Math.max(0, bytes.size - length), length);
  const id3v1 = await last(ID3V1_BYTES);
  if (id3v1.byteLength === ID3V1_BYTES && fourCc(id3v1, 0).startsWith('TAG') && fourCc(id3v1, 0) !== 'TAG+')
    return ID3V1_BYTES;
  const extension = await last(ID3V1_EXTENSION_BYTES);
  if (extension.byteLength === ID3V1_EXTENSION_BYTES && fourCc(extension, 0) === 'TAG+') return ID3V1_EXTENSION_BYTES;
  const ape = await last(APE_HEADER_BYTES);
  if (isApeTag(ape)) {
    const header = ape.getUint32(20, true) >= APE_HAS_HEADER ? APE_HEADER_BYTES : 0;
    return ape.getUint32(12, true) + header;
  }
  const footer = await last(ID3_HEADER_BYTES);
  if (footer.byteLength === ID3_HEADER_BYTES && fourCc(footer, 0).startsWith('3DI'))
    return ID3_HEADER_BYTES + synchsafe(footer, 6) + ID3_HEADER_BYTES;
  return lyricsBytes(textOf(await last(LYRICS_BYTES + 20)));
}

/** The length of a Lyrics3 tag (id3.org, versions 1.00 and 2.00) that a text ends with; 0 without one. */
function lyricsBytes(text: string): number {
  const sized = /(\d{6})LYRICS200$/.exec(text);
  if (sized !== null) return Number(sized[1]) + 15;
  if (!text.endsWith('LYRICSEND')) return 0;
  const start = text.lastIndexOf('LYRICSBEGIN');
  return start < 0 ? 0 : text.length - start;
}

function isApeTag(head: DataView): boolean {
  return head.byteLength === APE_HEADER_BYTES && fourCc(head, 0) === 'APET' && fourCc(head, 4) === 'AGEX';
}

/** A size of four bytes with seven bits each, which never looks like a frame's sync. */
function synchsafe(view: DataView, at: number): number {
  return [0, 1, 2, 3].reduce((sum, n) => sum * 128 + (view.getUint8(at + n) & 127), 0);
}

function textOf(view: DataView): string {
  return String.fromCharCode(...new Uint8Array(view.buffer, view.byteOffset, view.byteLength));
}
