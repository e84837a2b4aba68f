import { badFile, truncated } from './bad-sound.ts';
import { fourCc } from './chunks.ts';
import { type Box, boxes, child, inside } from './mp4-boxes.ts';
import { checkAlacPackets, checkTables } from './mp4-tables.ts';
import type { SoundBytes } from './sound-bytes.ts';
import { notRead } from './unread-formats.ts';

/** The sound track of an MP4 file (ISO/IEC 14496-12), as its tables state it. */
export interface Mp4Track {
  readonly codec: 'AAC' | 'ALAC';
  /** Length of the sound, without what an edit list leaves out; 0 when fragments state it. */
  readonly seconds: number;
  /** Length of all coded sound, which is decoded on the way. */
  readonly codedSeconds: number;
  /** Samples that a decoder finds when no packet is damaged; undefined where coders and edit lists leave that open. */
  readonly wholeFrames: number | undefined;
  /** Rate of the coder, Hz; 0 when the entry states none (above 65535 Hz). */
  readonly sampleRate: number;
  /** Whether the tables follow the sound: a decoder then needs the whole file at once. */
  readonly isTableLast: boolean;
}

const CODECS: Readonly<Record<string, string>> = {
  mp4a: 'AAC',
  alac: 'ALAC',
  samr: 'AMR in MP4',
  sawb: 'AMR in MP4',
  'ac-3': 'AC-3 in MP4',
  'ec-3': 'E-AC-3 in MP4',
  Opus: 'Opus in MP4',
  fLaC: 'FLAC in MP4',
  '.mp3': 'MP3 in MP4',
};

/** Boxes without which sound is missing. */
const SOUND_BOXES: readonly string[] = ['moov', 'mdat', 'moof'];

/** Samples in the shortest packet that counts: one of AAC. */
const PACKET_FRAMES = 1024;

/**
 * Reads the tables of the first sound track.
 *
 * @throws NeurorackError 'bad-file' when the file is cut, has no sound, or holds sound of another coding (named)
 */
export async function readMp4Track(bytes: SoundBytes): Promise<Mp4Track> {
  let movie: Box | undefined;
  let hasSound = false;
  let isTableLast = false;
  for await (const box of boxes(bytes)) {
    // Behind the sound and its tables, foreign bytes may follow.
    if (box.end > bytes.size && movie !== undefined && hasSound && !SOUND_BOXES.includes(box.type)) break;
    if (box.end > bytes.size)
      throw truncated(bytes.path, `its '${box.type}' box ends at byte ${box.end}`, `are ${bytes.size} bytes`);
    if (box.type === 'mdat') hasSound = true;
    if (box.type === 'mdat' && movie === undefined) isTableLast = true;
    if (box.type === 'moov') movie = box;
    if (box.type === 'moov' || box.type === 'moof') await checkTables(inside(bytes, box), bytes.size);
  }
  if (movie === undefined) {
    const fault = "the MP4 file has no 'moov' box: its recording was cut off";
    throw badFile(bytes.path, fault, 'record, export or copy it again');
  }
  for await (const box of boxes(inside(bytes, movie))) {
    if (box.type !== 'trak') continue;
    const content = inside(bytes, movie);
    const trackBytes = inside(content, box);
    const track = await trackOf(trackBytes, timescaleOf(await (await child(content, 'mvhd')).read(0, 24)));
    if (track?.codec === 'ALAC') await checkAlacPackets(trackBytes, bytes);
    if (track !== undefined) return { ...track, isTableLast };
  }
  throw badFile(bytes.path, 'the MP4 file has no sound track', 'name a file with sound');
}

async function trackOf(bytes: SoundBytes, movieTimescale: number): Promise<Omit<Mp4Track, 'isTableLast'> | undefined> {
  const media = await child(bytes, 'mdia');
  const handler = await (await child(media, 'hdlr')).read(0, 12);
  if (fourCc(handler, 8) !== 'soun') return undefined;
  const tables = await child(await child(media, 'minf'), 'stbl');
  const entry = await (await child(tables, 'stsd')).read(0, 44);
  const type = fourCc(entry, 12);
  const codec = CODECS[type] ?? `MP4 with '${type}'`;
  if (codec !== 'AAC' && codec !== 'ALAC') throw notRead(bytes.path, { name: codec, extension: 'm4a' });
  const sampleRate = entry.byteLength >= 42 ? entry.getUint16(40, false) : 0;
  const timescale = timescaleOf(await (await child(media, 'mdhd')).read(0, 24));
  const frames = await statedFrames(tables);
  const codedSeconds = Math.max(frames, await shortestFrames(tables)) / timescale;
  const edits = await editsOf(bytes);
  const edited = edits.reduce((sum, { units }) => sum + units, 0) / movieTimescale;
  const seconds = edited > 0 ? Math.min(edited, codedSeconds) : codedSeconds;
  const start = Math.max(codec === 'AAC' ? PACKET_FRAMES : 0, edits[0]?.start ?? 0);
  // At other rates the coder may be HE-AAC, whose delay is not exact.
  const isExact = edits.length === 1 && edited > 0 && timescale === sampleRate && sampleRate >= 32_000;
  const wholeFrames = isExact ? Math.min(edited * sampleRate, frames - start) : undefined;
  return { codec, sampleRate, codedSeconds, seconds, wholeFrames };
}

/** Units a second of a movie or media header; 1 without a header. */
function timescaleOf(header: DataView): number {
  if (header.byteLength < 24) return 1;
  return Math.max(1, header.getUint32(header.getUint8(0) === 1 ? 20 : 12, false));
}

/** A part of the media that is played: its length in units of the movie, its start in units of the media. */
interface Edit {
  readonly units: number;
  readonly start: number;
}

/** The edit list, pauses left out. */
async function editsOf(bytes: SoundBytes): Promise<readonly Edit[]> {
  const list = await (await child(await child(bytes, 'edts'), 'elst')).read(0, 4096);
  if (list.byteLength < 8) return [];
  const isLong = list.getUint8(0) === 1;
  const entryBytes = isLong ? 20 : 12;
  const edits: Edit[] = [];
  for (let at = 8; at + entryBytes <= list.byteLength; at += entryBytes) {
    const start = isLong ? Number(list.getBigInt64(at + 8, false)) : list.getInt32(at + 4, false);
    const units = isLong ? Number(list.getBigUint64(at, false)) : list.getUint32(at, false);
    if (start >= 0) edits.push({ units, start });
  }
  return edits;
}

/** The sum of the packet lengths. */
async function statedFrames(tables: SoundBytes): Promise<number> {
  const durations = await child(tables, 'stts');
  const view = await durations.read(0, Math.min(durations.size, 1 << 20));
  let frames = 0;
  for (let at = 8; at + 8 <= view.byteLength; at += 8)
    frames += view.getUint32(at, false) * view.getUint32(at + 4, false);
  return frames;
}

/** The shortest length that the number of packets allows. */
async function shortestFrames(tables: SoundBytes): Promise<number> {
  const sizes = await (await child(tables, 'stsz')).read(0, 12);
  return sizes.byteLength < 12 ? 0 : sizes.getUint32(8, false) * PACKET_FRAMES;
}
