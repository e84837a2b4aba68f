import type { NeurorackError } from '../../contracts/errors.ts';
import { badFile } from './bad-sound.ts';

/** A format that has no decoder here: its name, and the usual extension of its files. */
export interface UnreadFormat {
  readonly name: string;
  readonly extension: string;
}

/** A 'bad-file' error with the name of the format and the way out. */
export function notRead(path: string, { name, extension }: UnreadFormat): NeurorackError {
  const remedy = `convert it to WAV or FLAC, for example with ffmpeg -i in.${extension} out.wav`;
  return badFile(path, `this is ${name}, which is not read`, remedy);
}

/** Formats by their first bytes, as text with one letter a byte. */
const BEGINNINGS: readonly (UnreadFormat & { readonly magic: string; readonly at?: number })[] = [
  { magic: '#!AMR', name: 'AMR', extension: 'amr' },
  { magic: '\x30\x26\xb2\x75\x8e\x66\xcf\x11', name: 'WMA (Windows Media)', extension: 'wma' },
  { magic: '\x7f\xfe\x80\x01', name: 'DTS', extension: 'dts' },
  { magic: '\xfe\x7f\x01\x80', name: 'DTS', extension: 'dts' },
  { magic: 'wvpk', name: 'WavPack', extension: 'wv' },
  { magic: 'MAC ', name: "Monkey's Audio", extension: 'ape' },
  { magic: 'MPCK', name: 'Musepack', extension: 'mpc' },
  { magic: 'MP+', name: 'Musepack', extension: 'mpc' },
  { magic: 'TTA1', name: 'True Audio', extension: 'tta' },
  { magic: 'qoaf', name: 'QOA', extension: 'qoa' },
  { magic: 'DSD ', name: 'DSD', extension: 'dsf' },
  { magic: 'FRM8', name: 'DSD', extension: 'dff' },
  { magic: 'ADIF', name: 'AAC (ADIF)', extension: 'aac' },
  { magic: '.ra\xfd', name: 'RealAudio', extension: 'ra' },
  { magic: '.RMF', name: 'RealMedia', extension: 'rm' },
  { magic: 'FLV\x01', name: 'Flash video', extension: 'flv' },
  { magic: 'Creative Voice File', name: 'Creative Voice', extension: 'voc' },
  { magic: 'NIST_1A', name: 'NIST SPHERE', extension: 'sph' },
  { magic: '8SVX', at: 8, name: '8SVX (Amiga)', extension: '8svx' },
  { magic: '\x00\x00\x01\xba', name: 'MPEG video', extension: 'mpg' },
  { magic: 'AVI ', at: 8, name: 'AVI video', extension: 'avi' },
];

/** Names a known format that is not read, by its first bytes (400 or more). */
export function unreadFormat(head: DataView): UnreadFormat | undefined {
  const text = String.fromCharCode(...new Uint8Array(head.buffer, head.byteOffset, Math.min(64, head.byteLength)));
  const known = BEGINNINGS.find(({ magic, at = 0 }) => text.startsWith(magic, at));
  if (known !== undefined) return known;
  if (text.startsWith('\x1a\x45\xdf\xa3')) {
    return text.includes('webm') ? { name: 'WebM', extension: 'webm' } : { name: 'Matroska', extension: 'mka' };
  }
  // Packets of 188 bytes, each with its sync byte.
  if ([0, 188, 376].every((at) => at < head.byteLength && head.getUint8(at) === 0x47)) {
    return { name: 'MPEG transport stream', extension: 'ts' };
  }
  if (head.byteLength > 5 && head.getUint16(0, false) === 0x0b77) {
    // The version of the bit stream: up to 10 in AC-3, more in E-AC-3 (ETSI TS 102 366).
    return head.getUint8(5) >> 3 <= 10 ? { name: 'AC-3', extension: 'ac3' } : { name: 'E-AC-3', extension: 'eac3' };
  }
  return undefined;
}
