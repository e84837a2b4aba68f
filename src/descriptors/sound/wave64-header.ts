import { badFile } from './bad-sound.ts';
import { fourCc, MAX_CHUNKS } from './chunks.ts';
import { dataSize } from './data-size.ts';
import { layoutOf, type PcmContent } from './pcm-content.ts';
import type { SoundBytes } from './sound-bytes.ts';
import { readWavFormat, type WavFormatChunk } from './wav-format.ts';

const GUID_BYTES = 16;
/** GUID and 64-bit size of a chunk; the size includes them. */
const CHUNK_HEADER_BYTES = GUID_BYTES + 8;
/** GUID and size of 'riff', and the GUID of 'wave'. */
const FILE_HEADER_BYTES = 40;
/** The second half of the GUID of 'riff'. */
const RIFF_END = 0xa5d6_28db_04c1_0000n;
/** The bytes of each other GUID behind its FourCC. */
const GUID_END = [0xacf3, 0x11d3, 0xd18c, 0xc000, 0x8e4f, 0x8adb];
const MAX_FORMAT_BYTES = 22 + 4 * 255;

/**
 * Reads the header of a Wave64 file (Sonic Foundry, Sony): WAV with GUIDs and 64-bit sizes. The first four bytes of a GUID are the
 * FourCC of WAV.
 *
 * @throws NeurorackError 'bad-file' when the header is broken or the coding is not read
 */
export async function readWave64Header(bytes: SoundBytes): Promise<PcmContent> {
  let format: WavFormatChunk | undefined;
  let frames: number | undefined;
  let at = FILE_HEADER_BYTES;
  await checkFileHeader(bytes);
  for (let count = 0; at + CHUNK_HEADER_BYTES <= bytes.size && count < MAX_CHUNKS; count++) {
    const head = await bytes.read(at, CHUNK_HEADER_BYTES);
    const id = fourCc(head, 0);
    const size = Number(head.getBigUint64(16, true));
    const offset = at + CHUNK_HEADER_BYTES;
    if (id === 'fmt ' || id === 'data') checkGuid(bytes, head);
    if (id === 'fmt ') format = readWavFormat(await bytes.read(offset, Math.min(size, MAX_FORMAT_BYTES)), bytes.path);
    if (id === 'fact') frames = await frameCount(bytes, offset);
    if (id === 'data' && format !== undefined) {
      const length = dataSize(bytes, offset, isUnset(size) ? undefined : size - CHUNK_HEADER_BYTES);
      const { coder, sampleRate, channels, fault } = format;
      await checkEnd(bytes, offset + length.present);
      if (fault !== undefined) bytes.warn(fault);
      if (coder === 'MP3') return { stream: 'MP3', bytes: bytes.slice(offset, offset + length.present) };
      return layoutOf({ sampleRate, channels, coder, offset }, length, frames);
    }
    // Chunks are aligned to 8 bytes; a size below that of the header would not advance.
    at += Math.max(CHUNK_HEADER_BYTES, Math.ceil(size / 8) * 8);
  }
  const missing = format === undefined ? 'fmt' : 'data';
  throw badFile(
    bytes.path,
    `the Wave64 file has no '${missing}' chunk`,
    'export the sound again, or copy the file again',
  );
}

async function checkFileHeader(bytes: SoundBytes): Promise<void> {
  const head = await bytes.read(0, FILE_HEADER_BYTES);
  if (head.byteLength < FILE_HEADER_BYTES) return;
  const stated = Number(head.getBigUint64(16, true));
  // Writers that could not return to the header leave 0.
  if (stated >= FILE_HEADER_BYTES && stated < bytes.size)
    bytes.warn(`its header states ${stated} bytes, but it has ${bytes.size}`);
  warnUnlessWhole(bytes, head.getBigUint64(8, false) === RIFF_END);
  checkGuid(bytes, new DataView(head.buffer, head.byteOffset + FILE_HEADER_BYTES - GUID_BYTES, GUID_BYTES));
}

/** Warns about a GUID whose FourCC alone is whole. */
function checkGuid(bytes: SoundBytes, guid: DataView): void {
  const isLong = guid.byteLength >= GUID_BYTES;
  warnUnlessWhole(bytes, isLong && GUID_END.every((word, n) => guid.getUint16(4 + 2 * n, true) === word));
}

function warnUnlessWhole(bytes: SoundBytes, isWhole: boolean): void {
  if (isWhole) return;
  bytes.warn('its header is damaged: the GUID of a chunk is wrong, and the chunk was read by its first four letters');
}

/** Warns where neither a chunk nor the end follows the sound, whose size is then too small. */
async function checkEnd(bytes: SoundBytes, end: number): Promise<void> {
  const at = Math.ceil(end / 8) * 8;
  const head = await bytes.read(at, CHUNK_HEADER_BYTES);
  if (head.byteLength === 0) return;
  const size = head.byteLength < CHUNK_HEADER_BYTES ? 0 : Number(head.getBigUint64(GUID_BYTES, true));
  if (size < CHUNK_HEADER_BYTES || at + size > bytes.size)
    bytes.warn(`the ${bytes.size - at} bytes behind its sound are no chunk: its header may state too little sound`);
}

async function frameCount(bytes: SoundBytes, offset: number): Promise<number | undefined> {
  const view = await bytes.read(offset, 8);
  return view.byteLength === 8 ? Number(view.getBigUint64(0, true)) : undefined;
}

const isUnset = (size: number): boolean => size < CHUNK_HEADER_BYTES || size >= 2 ** 63 - 1024;
