import { badFile } from './bad-sound.ts';
import { boxes, child, inside } from './mp4-boxes.ts';
import type { SoundBytes } from './sound-bytes.ts';

const CONTAINERS = new Set(['trak', 'mdia', 'minf', 'stbl', 'udta', 'edts', 'sinf', 'wave', 'mvex', 'traf']);
/** Deepest nesting: `trak`, `mdia`, `minf`, `stbl`, and a few more. */
const MAX_DEPTH = 8;

/** Where a table has its count of entries, and the bytes of each; no bytes where an entry takes none in the table. */
const TABLES: Readonly<Record<string, { readonly countAt: number; readonly entryBytes: number }>> = {
  stts: { countAt: 4, entryBytes: 8 },
  stsc: { countAt: 4, entryBytes: 12 },
  stsz: { countAt: 8, entryBytes: 4 },
  stco: { countAt: 4, entryBytes: 4 },
  co64: { countAt: 4, entryBytes: 8 },
  elst: { countAt: 4, entryBytes: 12 },
  trun: { countAt: 4, entryBytes: 0 },
};

/**
 * Checks that the tables in a `moov` or `moof` hold as many entries as they state, because decoders take memory for what is stated.
 *
 * @param fileBytes size of the file: every packet without an entry of its own takes a byte of it
 * @throws NeurorackError 'bad-file' naming the table
 */
export async function checkTables(content: SoundBytes, fileBytes: number, depth = 0): Promise<void> {
  if (depth > MAX_DEPTH) throw damagedTable(content.path, 'tables are nested too deeply');
  for await (const box of boxes(content)) {
    const body = inside(content, box);
    if (CONTAINERS.has(box.type)) await checkTables(body, fileBytes, depth + 1);
    if (box.type === 'meta') await checkTables(body.slice(4), fileBytes, depth + 1);
    if (box.type === 'stsd') await checkTables(await extensionsOf(body), fileBytes, depth + 1);
    const table = TABLES[box.type];
    if (table === undefined) continue;
    const { countAt } = table;
    const head = await body.read(0, countAt + 4);
    const count = head.byteLength < countAt + 4 ? 0 : head.getUint32(countAt, false);
    const hasOneSize = box.type === 'stsz' && head.byteLength >= 8 && head.getUint32(4, false) > 0;
    const entryBytes = hasOneSize ? 0 : table.entryBytes;
    const most = entryBytes === 0 ? fileBytes : (body.size - countAt - 4) / entryBytes;
    if (count > most)
      throw damagedTable(content.path, `its table '${box.type}' states ${count} entries, which it cannot hold`);
  }
}

function damagedTable(path: string, fault: string) {
  return badFile(path, fault, 'copy or download the file again');
}

/** Most samples of a packet of ALAC; Apple's coder writes 4096. */
const MAX_PACKET_FRAMES = 65_536;
/** The beginning of a packet up to its own number of samples: 3 + 4 + 12 + 4 + 32 bits. */
const PACKET_HEAD_BYTES = 7;
/** Most elements of one or two channels, whose header is known: SCE, CPE, LFE. */
const SOUND_ELEMENTS = new Set([0, 1, 3]);

/**
 * Checks the lengths that the packets of an ALAC track state, because a decoder takes memory for them.
 *
 * @throws NeurorackError 'bad-file' with the packet
 */
export async function checkAlacPackets(track: SoundBytes, file: SoundBytes): Promise<void> {
  const tables = await child(await child(await child(track, 'mdia'), 'minf'), 'stbl');
  const frames = await packetFrames(tables);
  if (frames > MAX_PACKET_FRAMES) throw damagedTable(file.path, `its packets hold ${frames} samples each`);
  let packet = 0;
  for await (const at of packetOffsets(tables)) {
    const head = await file.read(at, PACKET_HEAD_BYTES);
    if (head.byteLength < PACKET_HEAD_BYTES) continue;
    const isPartial = (head.getUint8(2) & 0x10) !== 0;
    const stated = (head.getUint8(2) & 1) * 2 ** 31 + (head.getUint32(3, false) >>> 1);
    if (SOUND_ELEMENTS.has(head.getUint8(0) >> 5) && isPartial && stated > frames)
      throw damagedTable(file.path, `packet ${packet} states ${stated} samples, where ${frames} are the most`);
    packet++;
  }
}

/** Samples of a packet by ALAC's own description (`alac` in the entry of the track), which ends with 24 bytes of numbers. */
async function packetFrames(tables: SoundBytes): Promise<number> {
  const extensions = await extensionsOf(await child(tables, 'stsd'));
  const inWave = await child(await child(extensions, 'wave'), 'alac');
  const cookie = inWave.size > 0 ? inWave : await child(extensions, 'alac');
  const numbers = await cookie.read(Math.max(0, cookie.size - 24), 4);
  return numbers.byteLength < 4 ? 0 : numbers.getUint32(0, false);
}

/** The boxes behind the fixed part of the first sound entry, which takes 16 bytes more in QuickTime's version 1. */
async function extensionsOf(description: SoundBytes): Promise<SoundBytes> {
  const version = await description.read(24, 2);
  return description.slice(8 + (version.byteLength === 2 && version.getUint16(0, false) === 1 ? 52 : 36));
}

/** Offsets of the packets in the file. */
async function* packetOffsets(tables: SoundBytes): AsyncGenerator<number> {
  const numbers = async (type: string): Promise<DataView> => {
    const table = await child(tables, type);
    return table.read(0, table.size);
  };
  const [sizes, runs, short, long] = [
    await numbers('stsz'),
    await numbers('stsc'),
    await numbers('stco'),
    await numbers('co64'),
  ];
  const isLong = short.byteLength < 8;
  const chunks = isLong ? long : short;
  if (sizes.byteLength < 12 || chunks.byteLength < 8) return;
  const oneSize = sizes.getUint32(4, false);
  let packet = 0;
  let run = 0;
  for (let chunk = 0; chunk < chunks.getUint32(4, false); chunk++) {
    while (8 + 12 * (run + 2) <= runs.byteLength && runs.getUint32(8 + 12 * (run + 1), false) <= chunk + 1) run++;
    const inChunk = runs.byteLength >= 20 ? runs.getUint32(12 + 12 * run, false) : 1;
    let at = isLong ? Number(chunks.getBigUint64(8 + 8 * chunk, false)) : chunks.getUint32(8 + 4 * chunk, false);
    for (let n = 0; n < inChunk && packet < sizes.getUint32(8, false); n++, packet++) {
      yield at;
      at += oneSize > 0 ? oneSize : sizes.getUint32(12 + 4 * packet, false);
    }
  }
}
