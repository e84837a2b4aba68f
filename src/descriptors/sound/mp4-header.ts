import { badFile, truncated } from './bad-sound.ts';
import { fourCc } from './chunks.ts';
import type { SoundBytes } from './sound-bytes.ts';
import { notRead } from './unread-formats.ts';

/** The sound track of an MP4 file (ISO/IEC 14496-12), as its tables state it. */
export interface Mp4Track {
  readonly codec: 'AAC' | 'ALAC';
  /** Length of the sound, without what an edit list leaves out; 0 when fragments state it. */
  readonly seconds: number;
  /** Length of all coded sound, which is decoded on the way. */
  readonly codedSeconds: number;
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
  }
  if (movie === undefined) {
    const fault = "the MP4 file has no 'moov' box: its recording was cut off";
    throw badFile(bytes.path, fault, 'record, export or copy it again');
  }
  for await (const box of boxes(inside(bytes, movie))) {
    if (box.type !== 'trak') continue;
    const content = inside(bytes, movie);
    const track = await trackOf(inside(content, box), timescaleOf(await (await child(content, 'mvhd')).read(0, 24)));
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
  const codedSeconds = (await framesOf(tables)) / timescale;
  const edited = (await editedUnits(bytes)) / movieTimescale;
  return { codec, sampleRate, codedSeconds, seconds: edited > 0 ? Math.min(edited, codedSeconds) : codedSeconds };
}

/** Units a second of a movie or media header; 1 without a header. */
function timescaleOf(header: DataView): number {
  if (header.byteLength < 24) return 1;
  return Math.max(1, header.getUint32(header.getUint8(0) === 1 ? 20 : 12, false));
}

/** The length of the edit list in units of the movie, pauses left out; 0 without a list. */
async function editedUnits(bytes: SoundBytes): Promise<number> {
  const list = await (await child(await child(bytes, 'edts'), 'elst')).read(0, 4096);
  if (list.byteLength < 8) return 0;
  const isLong = list.getUint8(0) === 1;
  const entryBytes = isLong ? 20 : 12;
  let units = 0;
  for (let at = 8; at + entryBytes <= list.byteLength; at += entryBytes) {
    const isPause = list.getInt32(at + (isLong ? 8 : 4), false) < 0;
    if (!isPause) units += isLong ? Number(list.getBigUint64(at, false)) : list.getUint32(at, false);
  }
  return units;
}

/** The sum of the packet lengths, or the shortest length that the number of packets allows. */
async function framesOf(tables: SoundBytes): Promise<number> {
  const durations = await child(tables, 'stts');
  const view = await durations.read(0, Math.min(durations.size, 1 << 20));
  let frames = 0;
  for (let at = 8; at + 8 <= view.byteLength; at += 8)
    frames += view.getUint32(at, false) * view.getUint32(at + 4, false);
  const sizes = await (await child(tables, 'stsz')).read(0, 12);
  const packets = sizes.byteLength < 12 ? 0 : sizes.getUint32(8, false);
  return Math.max(frames, packets * PACKET_FRAMES);
}

interface Box {
  readonly type: string;
  readonly body: number;
  readonly end: number;
}

async function* boxes(bytes: SoundBytes): AsyncGenerator<Box> {
  for (let at = 0; at + 8 <= bytes.size; ) {
    const head = await bytes.read(at, 16);
    const size = head.getUint32(0, false);
    const isLong = size === 1 && head.byteLength === 16;
    const length = isLong ? Number(head.getBigUint64(8, false)) : size === 0 ? bytes.size - at : size;
    // A size below its own header ends the boxes: foreign bytes follow.
    if (length < 8) return;
    yield { type: fourCc(head, 4), body: at + (isLong ? 16 : 8), end: at + length };
    at += length;
  }
}

const inside = (bytes: SoundBytes, box: Box): SoundBytes => bytes.slice(box.body, box.end);

/** The content of the first box of a type; empty when there is none. */
async function child(bytes: SoundBytes, type: string): Promise<SoundBytes> {
  for await (const box of boxes(bytes)) if (box.type === type) return inside(bytes, box);
  return bytes.slice(bytes.size);
}
