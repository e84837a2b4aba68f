import { badFile, FORMATS } from './bad-sound.ts';
import { fourCc } from './chunks.ts';
import { findFrame, isSameStream, readFrameHeader } from './mp3-frames.ts';
import type { SoundBytes } from './sound-bytes.ts';
import { withoutLeadingTags, withoutTrailingTags } from './tags.ts';
import { notRead, unreadFormat } from './unread-formats.ts';

/** Formats whose header states where uncompressed (or simply coded) samples lie; `openPcm` reads them. */
export type PcmFormat = 'WAV' | 'Wave64' | 'AIFF' | 'AU' | 'CAF';
/** Formats that a decoder gets as a stream. */
export type StreamFormat = 'FLAC' | 'MP3' | 'Ogg Vorbis' | 'Ogg Opus' | 'Ogg FLAC' | 'Ogg Speex' | 'AAC' | 'MP4';
export type SoundFormat = PcmFormat | StreamFormat;

/** A recognised format, and the bytes that it is made of. */
export interface Probed {
  readonly format: SoundFormat;
  readonly bytes: SoundBytes;
}

/** Wave64 begins with the GUID of 'riff'; these are its bytes 4 to 7. */
const WAVE64_GUID = 0x2e91_cf11;
/** Bytes in which a beginning is looked for behind foreign bytes (a MacBinary header has 128, a mail or web header a few hundred). */
const JUNK_BYTES = 4096;
/** Frames in a row that mark a stream without a header. */
const FRAMES_IN_A_ROW = 3;

/**
 * Recognises a format by its content, never by the file name. Tags around the content (ID3, APEv2, Lyrics3) do not count, and neither
 * do up to 4 KB of foreign bytes before a header of twelve known bytes or before frames of MP3.
 *
 * @throws NeurorackError 'bad-file' for any other content
 */
export async function probe(file: SoundBytes): Promise<Probed> {
  const content = await withoutLeadingTags(file);
  const tagged = content !== file;
  const head = await content.read(0, JUNK_BYTES + 64);
  const first = formatAt(head, 0) ?? mpegFormatAt(head, 0);
  if (first !== undefined) return trimmed(first, content);
  // Before the search: Matroska holds the header of a FLAC file among its own.
  const unread = unreadFormat(head, { isCertain: true });
  if (unread !== undefined) throw notRead(file.path, unread);
  const at = beginningBehindJunk(head);
  if (at !== undefined) return trimmed(at.format, content.slice(at.offset));
  // An encoder's frame may follow its tag only after padding; mpg123 looks for it.
  if ((tagged && content.size > 0) || (await hasFramesBehind(content))) return trimmed('MP3', content);
  const likely = unreadFormat(head, { isCertain: false });
  if (likely !== undefined) throw notRead(file.path, likely);
  const beginning = JSON.stringify(
    String.fromCharCode(...new Uint8Array(head.buffer, 0, Math.min(12, head.byteLength))),
  );
  throw badFile(file.path, `this is no ${FORMATS} file (it begins with ${beginning})`, `give a ${FORMATS} file`);
}

/** Whether MPEG frames, enough of them to be no chance, follow up to 4 KB of foreign bytes, as in a stream saved from its middle. */
async function hasFramesBehind(content: SoundBytes): Promise<boolean> {
  const first = await findFrame(content, 0);
  if (first === undefined || first.at > JUNK_BYTES) return false;
  let { at } = first;
  for (let count = 0; count < FRAMES_IN_A_ROW; count++) {
    const header = readFrameHeader(await content.read(at, 4), 0);
    if (header?.length === undefined || !isSameStream(header, first.header)) return false;
    at += header.length;
  }
  return true;
}

function beginningBehindJunk(head: DataView): { format: SoundFormat; offset: number } | undefined {
  for (let offset = 1; offset + 64 <= head.byteLength; offset++) {
    const found = formatAt(head, offset);
    if (found !== undefined) return { format: found, offset };
  }
  return undefined;
}

/** The format of a container's header at an offset. Each has eight known bytes or more, or four that are no words. */
function formatAt(head: DataView, at: number): SoundFormat | undefined {
  const third = fourCc(head, at + 8);
  switch (fourCc(head, at)) {
    case 'RIFF':
    case 'RIFX':
    case 'RF64':
    case 'BW64':
      return third === 'WAVE' ? 'WAV' : undefined;
    case 'riff':
      return head.byteLength >= at + 8 && head.getUint32(at + 4, false) === WAVE64_GUID ? 'Wave64' : undefined;
    case 'FORM':
      return third === 'AIFF' || third === 'AIFC' ? 'AIFF' : undefined;
    case '.snd':
      return head.byteLength >= at + 8 && head.getUint32(at + 4, false) < 65_536 ? 'AU' : undefined;
    case 'caff':
      return head.byteLength >= at + 6 && head.getUint16(at + 4, false) === 1 ? 'CAF' : undefined;
    case 'fLaC':
      return 'FLAC';
    case 'OggS':
      return oggFormat(head, at);
    default:
      return fourCc(head, at + 4) === 'ftyp' ? 'MP4' : undefined;
  }
}

/** The codec of an Ogg stream, from its first packet behind the page's header and table of segments. */
function oggFormat(head: DataView, at: number): SoundFormat {
  const packet = at + 27 + (head.byteLength > at + 26 ? head.getUint8(at + 26) : 1);
  switch (fourCc(head, packet)) {
    case 'Opus':
      return 'Ogg Opus';
    case 'Spee':
      return 'Ogg Speex';
    case '\x7fFLA':
      return 'Ogg FLAC';
    default:
      return 'Ogg Vorbis';
  }
}

/** The format of a bare frame: eleven or twelve bits of sync, then MPEG's layer III, or layer 0, which is AAC in ADTS. */
function mpegFormatAt(head: DataView, at: number): SoundFormat | undefined {
  if (head.byteLength < at + 2) return undefined;
  const sync = head.getUint16(at, false);
  if ((sync & 0xfff6) === 0xfff0) return 'AAC';
  // Layer II as well: its frames have the same form, and the reader of MP3 names the layer.
  const isLayer2 = (sync & 0xffe6) === 0xffe4 && readFrameHeader(head, at) !== undefined;
  return (sync & 0xffe6) === 0xffe2 || isLayer2 ? 'MP3' : undefined;
}

/** Removes the tags behind the content, except where the container's size counts them as its own. */
async function trimmed(format: SoundFormat, bytes: SoundBytes): Promise<Probed> {
  if (format === 'WAV' || format === 'AIFF') {
    const head = await bytes.read(0, 8);
    const stated = 8 + head.getUint32(4, format === 'WAV' && fourCc(head, 0) !== 'RIFX');
    if (stated === bytes.size || stated + (stated % 2) === bytes.size) return { format, bytes };
  }
  return { format, bytes: await withoutTrailingTags(bytes) };
}
