import type { NeurorackError } from '../../contracts/errors.ts';
import { badFile } from './bad-sound.ts';

/** A format that has no decoder here: its name, and the usual extension of its files. */
export interface UnreadFormat {
  readonly name: string;
  readonly extension: string;
  /** The way to a sound; default: a conversion by ffmpeg. */
  readonly remedy?: string;
}

/** A 'bad-file' error with the name of the format and the way out. */
export function notRead(path: string, { name, extension, remedy }: UnreadFormat): NeurorackError {
  const conversion = `convert it to WAV or FLAC, for example with ffmpeg -i in.${extension} out.wav`;
  return badFile(path, `this is ${name}, which is not read`, remedy ?? conversion);
}

const EXPORT = 'export its samples as WAV';
const UNPACK = 'unpack it, and give a sound file in it';

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
  { magic: '16SV', at: 8, name: '16SV (Amiga)', extension: '16sv' },
  { magic: 'MAUD', at: 8, name: 'MAUD (Amiga)', extension: 'maud' },
  { magic: '\x64\xa3', name: 'Berkeley/IRCAM', extension: 'sf' },
  { magic: '\x00\x00\xa3\x64', name: 'Berkeley/IRCAM', extension: 'sf' },
  { magic: '\xf0\x7e', name: 'MIDI Sample Dump', extension: 'sds' },
  { magic: 'OFR ', name: 'OptimFROG', extension: 'ofr' },
  { magic: 'tBaK', name: 'TAK', extension: 'tak' },
  { magic: 'ajkg', name: 'Shorten', extension: 'shn' },
  { magic: '2BIT', name: 'AVR (Audio Visual Research)', extension: 'avr' },
  { magic: 'PVF1', name: 'PVF (Portable Voice Format)', extension: 'pvf' },
  { magic: ' paf', name: 'PAF (Ensoniq PARIS)', extension: 'paf' },
  { magic: 'nut/multimedia', name: 'NUT', extension: 'nut' },
  { magic: 'sfbk', at: 8, name: 'a SoundFont', extension: 'sf2', remedy: EXPORT },
  { magic: 'DLS ', at: 8, name: 'a bank of samples (DLS or GigaStudio)', extension: 'dls', remedy: EXPORT },
  { magic: 'APRG', at: 8, name: 'an Akai program', extension: 'akp', remedy: EXPORT },
  { magic: 'REX2', at: 8, name: 'a loop of ReCycle (REX2)', extension: 'rx2', remedy: EXPORT },
  { magic: '\x01\x04', name: 'a sample of the MPC 2000', extension: 'snd', remedy: EXPORT },
  { magic: 'Extended Instrument', name: 'an instrument of FastTracker', extension: 'xi', remedy: EXPORT },
  { magic: 'Extended Module', name: 'a module of a tracker', extension: 'xm', remedy: EXPORT },
  { magic: 'IMPM', name: 'a module of a tracker', extension: 'it', remedy: EXPORT },
  { magic: 'MThd', name: 'a MIDI file', extension: 'mid', remedy: 'render it to WAV in a sequencer' },
  { magic: 'PK\x03\x04', name: 'a ZIP archive', extension: 'zip', remedy: UNPACK },
  { magic: '7z\xbc\xaf\x27\x1c', name: 'a 7-Zip archive', extension: '7z', remedy: UNPACK },
  { magic: 'Rar!\x1a\x07', name: 'a RAR archive', extension: 'rar', remedy: UNPACK },
  { magic: '\x1f\x8b\x08', name: 'a gzip archive', extension: 'gz', remedy: UNPACK },
  { magic: '<!DOCTYPE html', name: 'a web page', extension: 'html', remedy: 'download the sound itself' },
  { magic: '<html', name: 'a web page', extension: 'html', remedy: 'download the sound itself' },
  {
    magic: 'version https://git-lfs',
    name: 'a pointer of Git LFS',
    extension: 'txt',
    remedy: 'fetch the sound itself: git lfs pull',
  },
];

/** Fewer bytes than these may be foreign ones before a sound. */
const CERTAIN_BYTES = 3;

/**
 * Names a known format that is not read, by its first bytes (400 or more).
 *
 * @param isCertain whether two bytes, which may be foreign ones before a sound, do not count
 */
export function unreadFormat(head: DataView, { isCertain }: { readonly isCertain: boolean }): UnreadFormat | undefined {
  const text = String.fromCharCode(...new Uint8Array(head.buffer, head.byteOffset, Math.min(64, head.byteLength)));
  const known = BEGINNINGS.find(
    ({ magic, at = 0 }) => text.startsWith(magic, at) && (!isCertain || magic.length >= CERTAIN_BYTES),
  );
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
