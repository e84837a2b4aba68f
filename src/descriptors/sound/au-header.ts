import { badFile, checkChannels, truncated } from './bad-sound.ts';
import { dataSize } from './data-size.ts';
import { type PcmCoding, pcmCoder } from './pcm.ts';
import { layoutOf, type PcmContent } from './pcm-content.ts';
import type { SoundBytes } from './sound-bytes.ts';

const HEADER_BYTES = 24;
/** The format's own mark for a length that was not known. */
const UNKNOWN_SIZE = 0xffff_ffff;

const CODINGS: Readonly<Record<number, PcmCoding>> = {
  1: { kind: 'mu-law', bits: 8, littleEndian: false },
  2: { kind: 'signed', bits: 8, littleEndian: false },
  3: { kind: 'signed', bits: 16, littleEndian: false },
  4: { kind: 'signed', bits: 24, littleEndian: false },
  5: { kind: 'signed', bits: 32, littleEndian: false },
  6: { kind: 'float', bits: 32, littleEndian: false },
  7: { kind: 'float', bits: 64, littleEndian: false },
  27: { kind: 'A-law', bits: 8, littleEndian: false },
};

/** Codings that are refused by name. */
const OTHERS: Readonly<Record<number, string>> = {
  23: 'ITU G.721 ADPCM',
  24: 'ITU G.722 ADPCM',
  25: 'ITU G.723 ADPCM',
  26: 'ITU G.723 ADPCM',
};

/**
 * Reads the header of an AU file (Sun and NeXT, '.snd').
 *
 * @throws NeurorackError 'bad-file' when the header is broken or the coding is not read
 */
export async function readAuHeader(bytes: SoundBytes): Promise<PcmContent> {
  const { path } = bytes;
  const head = await bytes.read(0, HEADER_BYTES);
  if (head.byteLength < HEADER_BYTES) throw truncated(path, 'an AU header takes 24 bytes', `are ${head.byteLength}`);
  const word = (index: number): number => head.getUint32(4 * index, false);
  const [offset, stated, coding, sampleRate, channels] = [word(1), word(2), word(3), word(4), word(5)];
  checkChannels(path, channels);
  const coder = CODINGS[coding] === undefined ? undefined : pcmCoder(CODINGS[coding], channels);
  if (coder === undefined) {
    const name = OTHERS[coding] ?? 'of an unknown coding';
    throw badFile(
      path,
      `its samples are ${name} (AU encoding ${coding}), which is not read`,
      'convert it to 24-bit WAV',
    );
  }
  const present = Math.max(0, bytes.size - offset);
  const size =
    stated === UNKNOWN_SIZE
      ? { present, stated: undefined }
      : dataSize(bytes, offset, stated === 0 && present > 0 ? undefined : stated);
  return layoutOf({ sampleRate, channels, coder, offset }, size);
}
