import { badFile, truncated } from './bad-sound.ts';
import { type DecodedBlock, type Decoder, openDecoder } from './decoders.ts';
import { createMp3Damage, type Mp3Damage } from './mp3-damage.ts';
import { type FrameHeader, findFrame, isSameStream, readFrameHeader, readStreamInfo } from './mp3-frames.ts';
import { concatBytes } from './ogg-pages.ts';
import type { SoundBytes } from './sound-bytes.ts';
import { notRead } from './unread-formats.ts';

/** Small, because a few kilobytes of coded silence already decode to seconds of samples. */
const BLOCK_BYTES = 16_384;
/** Bytes of its last frame that a file may lack: they are the frame's unused end. */
const MISSING_BYTES = 4;

/**
 * Decodes the layer III frames of a stream. The decoder gets whole frames, without the Xing or Info frame, and the delay and
 * padding that this frame states are cut here, so that a count one frame off costs no sound.
 *
 * @throws NeurorackError 'bad-file' for another layer, free format, and a stream shorter than its Xing or Info frame states
 */
export async function* decodeMp3(
  bytes: SoundBytes,
  onProgress?: (share: number) => void,
): AsyncGenerator<DecodedBlock> {
  const { path } = bytes;
  const first = await findFrame(bytes, 0);
  if (first === undefined) {
    throw badFile(
      path,
      'it should hold MP3 data, but there are no MPEG audio frames',
      'copy or download the file again',
    );
  }
  const { header } = first;
  checkCoding(path, header);
  const info = readStreamInfo(await bytes.read(first.at, header.length ?? 0), header);
  const start = first.at + (info === undefined ? 0 : (header.length ?? 0));
  const cut = createCut(info?.trim?.start ?? 0, statedEnd(info, header));
  const decoder = await openDecoder('MP3');
  const damage = createMp3Damage(header);
  let frames = 0;
  let last: Uint8Array | undefined;
  try {
    for await (const run of frameRuns(bytes, start, header, damage)) {
      frames += run.length;
      last = run.at(-1);
      yield* cut.push(await decoder.decode(concatBytes(run)));
      // More frames than stated: a second stream was appended, so the stated end is none.
      if (info?.frames !== undefined && frames > info.frames) yield* cut.release();
      onProgress?.(Math.min(1, frames / Math.max(1, info?.frames ?? frames)));
    }
    if (info?.frames !== undefined && frames + 1 < info.frames) {
      throw truncated(path, `its header states ${info.frames} frames of sound`, `are ${frames}`);
    }
    yield* cut.upTo(frames * header.samples, await flush(decoder, last));
    if (damage.frames > 0)
      bytes.warn(`${damage.frames} of its ${frames} MP3 frames are damaged or lack the bytes before them`);
  } finally {
    decoder.free();
  }
}

function checkCoding(path: string, header: FrameHeader): void {
  if (header.layer === 2) throw notRead(path, { name: 'MP2 (MPEG audio layer II)', extension: 'mp2' });
  if (header.length !== undefined) return;
  throw badFile(
    path,
    'this is an MP3 file in free format (a bit rate of its own), which is not read',
    'convert it to WAV or FLAC, for example with lame --decode in.mp3 out.wav',
  );
}

function statedEnd(info: ReturnType<typeof readStreamInfo>, header: FrameHeader): number {
  if (info?.frames === undefined || info.trim === undefined) return Number.POSITIVE_INFINITY;
  return Math.max(0, info.frames * header.samples - info.trim.end);
}

/** mpg123 keeps the last frame back until another header follows: the last frame, given again, releases it. */
async function flush(decoder: Decoder, last: Uint8Array | undefined): Promise<readonly DecodedBlock[]> {
  const again = last === undefined ? [] : [await decoder.decode(last)];
  return [...again, await decoder.finish()];
}

/** Iterates over the frames of a stream in runs of about `BLOCK_BYTES`. Foreign bytes between frames are skipped. */
async function* frameRuns(
  bytes: SoundBytes,
  start: number,
  like: FrameHeader,
  damage: Mp3Damage,
): AsyncGenerator<readonly Uint8Array[]> {
  let skipped = 0;
  let at = start;
  while (at < bytes.size) {
    const view = await bytes.read(at, BLOCK_BYTES);
    const run: Uint8Array[] = [];
    let used = 0;
    for (;;) {
      const header = readFrameHeader(view, used);
      if (header?.length === undefined || !isSameStream(header, like)) break;
      const missing = used + header.length - view.byteLength;
      const isEnd = at + view.byteLength >= bytes.size;
      if (isEnd && missing > MISSING_BYTES && run.length === 0) {
        bytes.warn(
          `the file is truncated: its last MP3 frame takes ${header.length} bytes, but ${missing} are missing`,
        );
      }
      if (missing > 0 && !(isEnd && missing <= MISSING_BYTES)) break;
      const frame = new Uint8Array(header.length);
      frame.set(new Uint8Array(view.buffer, used, Math.min(header.length, view.byteLength - used)));
      run.push(frame);
      damage.push(frame);
      used += header.length;
    }
    if (run.length > 0) {
      yield run;
      at += used;
      continue;
    }
    const next = await findFrame(bytes, at + 1, like);
    if (next === undefined) break;
    skipped += next.at - at;
    damage.skip();
    at = next.at;
  }
  if (at < bytes.size && (await findFrame(bytes, at)) !== undefined) {
    bytes.warn('a second MP3 stream of another form follows in the file and was left out');
  }
  if (skipped > 0) bytes.warn(`${skipped} bytes between its MP3 frames are no frames and were skipped`);
}

/** Cuts a stream of blocks to the samples from `start` to `end`; what lies behind the end waits for `release`. */
function createCut(start: number, end: number) {
  let position = 0;
  let limit = end;
  let behind: DecodedBlock[] = [];
  const part = (block: DecodedBlock, from: number, to: number): readonly DecodedBlock[] => {
    if (to <= from) return [];
    return [{ ...block, channelData: block.channelData.map((samples) => samples.subarray(from, to)) }];
  };
  const push = (block: DecodedBlock): readonly DecodedBlock[] => {
    const length = block.channelData[0]?.length ?? 0;
    const from = Math.min(length, Math.max(0, start - position));
    const to = Math.min(length, Math.max(from, limit - position));
    position += length;
    behind.push(...part(block, to, length));
    return part(block, from, to);
  };
  return {
    push,
    /** Removes the end; returns the samples behind it. */
    release(): readonly DecodedBlock[] {
      limit = Number.POSITIVE_INFINITY;
      const blocks = behind;
      behind = [];
      return blocks;
    },
    /** Appends blocks, of which only the samples before position `total` of the stream count. */
    upTo(total: number, blocks: readonly DecodedBlock[]): readonly DecodedBlock[] {
      limit = Math.min(limit, total);
      return blocks.flatMap(push);
    },
  };
}
