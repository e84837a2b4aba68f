import { badFile, checkChannels, truncated } from './bad-sound.ts';
import { type Chunk, fourCc, readChunks } from './chunks.ts';
import { dataSize, isUnknownSize } from './data-size.ts';
import { imaAppleCoder } from './ima-adpcm.ts';
import { type PcmCoding, type PcmLayout, pcmCoder, type SampleCoder } from './pcm.ts';
import { layoutOf, type PcmContent } from './pcm-content.ts';
import type { SoundBytes } from './sound-bytes.ts';

/** Offset and block size, before the samples of an SSND chunk. */
const SSND_HEADER_BYTES = 8;

/** Content of the COMM chunk. */
interface Common extends Pick<PcmLayout, 'channels' | 'sampleRate' | 'coder'> {
  /** Number of frames; packets for ima4. */
  readonly frames: number;
}

/**
 * Reads the header of an AIFF or AIFF-C file (Apple, 1989 and 1991). The sound chunk's size counts before the number of frames, which
 * recorders leave at 0.
 *
 * @throws NeurorackError 'bad-file' when the header is broken or the coding is not read
 */
export async function readAiffHeader(bytes: SoundBytes): Promise<PcmContent> {
  const { path } = bytes;
  const compressible = fourCc(await bytes.read(8, 4), 0) === 'AIFC';
  let common: Common | undefined;
  let sound: Chunk | undefined;
  for await (const chunk of readChunks(bytes, false)) {
    if (chunk.id === 'FVER' && compressible) checkVersion(bytes, await bytes.read(chunk.offset, 4));
    if (chunk.id === 'COMM') common = commonOf(await bytes.read(chunk.offset, 22), compressible, path);
    if (chunk.id === 'SSND') sound ??= chunk;
    if (common !== undefined && sound !== undefined) break;
  }
  if (common === undefined || (sound === undefined && common.frames > 0)) {
    const missing = common === undefined ? 'COMM' : 'SSND';
    throw badFile(path, `the AIFF file has no ${missing} chunk`, 'export the sound again, or copy the file again');
  }
  const { channels, sampleRate, coder, frames } = common;
  if (sound === undefined) return { channels, sampleRate, coder, offset: 0, frames: 0 };
  const head = await bytes.read(sound.offset, SSND_HEADER_BYTES);
  if (head.byteLength < SSND_HEADER_BYTES)
    throw truncated(path, 'a sound chunk has 8 bytes of header', `are ${head.byteLength}`);
  const skipped = head.getUint32(0, false);
  const offset = sound.offset + SSND_HEADER_BYTES + skipped;
  // Writers of ima4 disagree whether they count packets or samples.
  const counted = coder.isSequential ? 0 : frames * coder.blockBytes;
  const isAligned = head.getUint32(4, false) > 0;
  const size = statedSize(bytes, sound, { skipped, counted, offset });
  // Whole blocks are padded at the end, which the count leaves out.
  const stated = isAligned && counted > 0 ? Math.min(counted, size ?? counted) : size;
  const layout = layoutOf({ channels, sampleRate, coder, offset }, dataSize(bytes, offset, stated));
  if (coder.isSequential)
    checkPackets(bytes, frames, (layout.statedFrames ?? layout.frames) / coder.blockFrames, coder.blockFrames);
  return layout;
}

/** The one version of AIFF-C, as its date in seconds since 1904. */
const AIFC_VERSION = 0xa280_5140;

function checkVersion(bytes: SoundBytes, view: DataView): void {
  if (view.byteLength < 4 || view.getUint32(0, false) === AIFC_VERSION) return;
  bytes.warn('its header states a version of AIFF-C that does not exist; it was read as the known one');
}

/** Warns where the count of packets or samples contradicts the sound chunk, which happens when the number of channels is wrong. */
function checkPackets(bytes: SoundBytes, counted: number, packets: number, packetFrames: number): void {
  const isLast = (count: number): boolean => count > packets - 1 && count <= packets;
  if (counted === 0 || isLast(counted) || isLast(counted / packetFrames)) return;
  bytes.warn(`its header counts ${counted} packets or samples, but its sound chunk has ${packets} packets`);
}

/** Bytes of samples that the header states: by the chunk's size, or else by the number of frames. */
function statedSize(
  bytes: SoundBytes,
  sound: Chunk,
  { skipped, counted, offset }: { readonly skipped: number; readonly counted: number; readonly offset: number },
): number | undefined {
  const size = sound.size - SSND_HEADER_BYTES - skipped;
  const isUnset = size < 0 || (isUnknownSize(sound.size) && size > bytes.size - offset) || (size === 0 && counted > 0);
  if (!isUnset) {
    if (counted > size) bytes.warn(`its header counts ${counted} bytes of frames, but its sound chunk has ${size}`);
    return size;
  }
  return counted > 0 ? counted : undefined;
}

function commonOf(view: DataView, compressible: boolean, path: string): Common {
  if (view.byteLength < 18) throw truncated(path, 'an AIFF header needs 18 bytes of format', `are ${view.byteLength}`);
  const channels = view.getUint16(0, false);
  checkChannels(path, channels);
  // Bits are rounded up to whole bytes in the file.
  const bits = Math.ceil(view.getUint16(6, false) / 8) * 8;
  const compression = compressible ? fourCc(view, 18) : 'NONE';
  const coder = coderOf(compression, bits, channels);
  if (coder === undefined) {
    const what = compression === 'NONE' ? `integers of ${bits} bits` : `coded as '${compression}'`;
    throw badFile(path, `its samples are ${what}, which is not read`, 'convert it to 24-bit WAV');
  }
  return { channels, frames: view.getUint32(2, false), sampleRate: extended(view, 8), coder };
}

function coderOf(compression: string, bits: number, channels: number): SampleCoder | undefined {
  if (compression === 'ima4') return imaAppleCoder(channels);
  const coding = aiffCoding(compression, bits);
  return coding === undefined ? undefined : pcmCoder(coding, channels);
}

/** The coding of an AIFF-C compression type (QuickTime's names); undefined when it is no kind of PCM. */
function aiffCoding(compression: string, bits: number): PcmCoding | undefined {
  switch (compression) {
    case 'NONE':
    case 'none':
    case 'twos':
      return { kind: 'signed', bits, littleEndian: false };
    case 'sowt':
    case 'SOWT':
      return { kind: 'signed', bits, littleEndian: true };
    case 'raw ':
      return { kind: 'unsigned', bits: 8, littleEndian: false };
    case 'in16':
    case 'in24':
    case 'in32':
      return { kind: 'signed', bits: Number(compression.slice(2)), littleEndian: false };
    case '42ni':
    case '23ni':
      return { kind: 'signed', bits: compression === '42ni' ? 24 : 32, littleEndian: true };
    case 'fl32':
    case 'FL32':
    case 'fl64':
    case 'FL64':
      return { kind: 'float', bits: Number(compression.slice(2)), littleEndian: false };
    case 'ulaw':
    case 'ULAW':
      return { kind: 'mu-law', bits: 8, littleEndian: false };
    case 'alaw':
    case 'ALAW':
      return { kind: 'A-law', bits: 8, littleEndian: false };
    default:
      return undefined;
  }
}

/** Reads an 80-bit extended float (IEEE 754), the type of AIFF's sample rate. */
function extended(view: DataView, at: number): number {
  const exponent = (view.getUint16(at, false) & 0x7fff) - 16_383 - 31;
  return view.getUint32(at + 2, false) * 2 ** exponent;
}
