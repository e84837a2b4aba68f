import { fourCc } from './chunks.ts';
import type { SoundBytes } from './sound-bytes.ts';

const ID3_HEADER_BYTES = 10;
const ID3_FOOTER_FLAG = 0x10;
const ID3V1_BYTES = 128;
const APE_HEADER_BYTES = 32;
const APE_HAS_HEADER = 2 ** 31;

/** The bytes behind all ID3v2 tags (id3.org, 2.4.0, section 3.1) at the beginning, and the zeros that pad the last one. */
export async function withoutLeadingTags(bytes: SoundBytes): Promise<SoundBytes> {
  let rest = bytes;
  for (;;) {
    const head = await rest.read(0, ID3_HEADER_BYTES);
    if (!fourCc(head, 0).startsWith('ID3') || head.byteLength < ID3_HEADER_BYTES) break;
    const footer = (head.getUint8(5) & ID3_FOOTER_FLAG) === 0 ? 0 : ID3_HEADER_BYTES;
    const size = [6, 7, 8, 9].reduce((sum, at) => sum * 128 + (head.getUint8(at) & 127), 0);
    rest = rest.slice(ID3_HEADER_BYTES + size + footer);
  }
  if (rest === bytes) return bytes;
  const padding = await rest.read(0, 65_536);
  let zeros = 0;
  while (zeros < padding.byteLength && padding.getUint8(zeros) === 0) zeros++;
  return rest.slice(zeros);
}

/** The bytes before the ID3v1 and APEv2 tags at the end, if any. */
export async function withoutTrailingTags(bytes: SoundBytes): Promise<SoundBytes> {
  let rest = bytes;
  const last = await rest.read(Math.max(0, rest.size - ID3V1_BYTES), ID3V1_BYTES);
  if (last.byteLength === ID3V1_BYTES && fourCc(last, 0).startsWith('TAG'))
    rest = rest.slice(0, rest.size - ID3V1_BYTES);
  const footer = await rest.read(Math.max(0, rest.size - APE_HEADER_BYTES), APE_HEADER_BYTES);
  if (fourCc(footer, 0) === 'APET' && fourCc(footer, 4) === 'AGEX') {
    const header = footer.getUint32(20, true) >= APE_HAS_HEADER ? APE_HEADER_BYTES : 0;
    rest = rest.slice(0, Math.max(0, rest.size - footer.getUint32(12, true) - header));
  }
  return rest;
}
