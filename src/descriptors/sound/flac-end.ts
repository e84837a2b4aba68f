import type { FlacInfo } from './compressed-header.ts';
import { openDecoder } from './decoders.ts';
import { FLAC_HEADER_BYTES, flacFrameLengths, readFlacFrame } from './flac-frames.ts';
import { concatBytes } from './ogg-pages.ts';
import type { SoundBytes } from './sound-bytes.ts';

const BLOCK_BYTES = 65_536;
/** The decoder looks for the end of a frame within these. */
const MAX_FRAME_BYTES = 2 ** 19;
/** 'fLaC' and the block STREAMINFO. */
const HEAD_BYTES = 42;

/**
 * The bytes up to the end of the frame that completes the stated number of samples; what follows is left out with a warning. The
 * decoder would take it for a part of that frame. All bytes where that frame is damaged, absent, or ends the file.
 */
export async function withoutBytesBehind(bytes: SoundBytes, info: FlacInfo): Promise<SoundBytes> {
  for (let at = HEAD_BYTES; at < bytes.size; at += BLOCK_BYTES) {
    const block = bytesOf(await bytes.read(at, BLOCK_BYTES + FLAC_HEADER_BYTES));
    for (let n = block.indexOf(0xff); n >= 0 && n < BLOCK_BYTES; n = block.indexOf(0xff, n + 1)) {
      const frame = readFlacFrame(block.subarray(n, n + FLAC_HEADER_BYTES), info.blockFrames);
      if (frame === undefined || frame.first + frame.samples !== info.frames) continue;
      const length = await lengthOfFrame(bytes, at + n, frame.samples);
      if (length === undefined) continue;
      const excess = bytes.size - (at + n + length);
      if (excess > 0) bytes.warn(`the ${excess} bytes behind its sound are no sound and were left out`);
      return bytes.slice(0, at + n + length);
    }
  }
  return bytes;
}

/** The length of a frame that decodes to a number of samples. */
async function lengthOfFrame(bytes: SoundBytes, at: number, samples: number): Promise<number | undefined> {
  const rest = bytesOf(await bytes.read(at, MAX_FRAME_BYTES));
  const lengths = flacFrameLengths(rest);
  if (at + rest.length === bytes.size && lengths.includes(rest.length)) return rest.length;
  const head = bytesOf(await bytes.read(0, HEAD_BYTES));
  head[4] |= 0x80; // no other block of metadata follows
  for (const length of lengths) {
    if ((await samplesIn(concatBytes([head, rest.subarray(0, length)]))) === samples) return length;
  }
  return undefined;
}

async function samplesIn(flac: Uint8Array): Promise<number> {
  const decoder = await openDecoder('FLAC');
  try {
    const blocks = [await decoder.decode(flac), await decoder.finish()];
    return blocks.reduce((sum, { channelData }) => sum + (channelData[0]?.length ?? 0), 0);
  } catch {
    return 0;
  } finally {
    decoder.free();
  }
}

const bytesOf = (view: DataView): Uint8Array => new Uint8Array(view.buffer, view.byteOffset, view.byteLength);
