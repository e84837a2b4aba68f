import { strFromU8, strToU8, unzipSync, zipSync } from 'fflate';
import { packBank } from '../src/descriptors/bank/write-bank.ts';
import type { DescriptorSet } from '../src/descriptors/descriptor-set.ts';

const CENTRAL_SIGNATURE = 0x02014b50;
const CENTRAL_BYTES = 46;
const END_BYTES = 22;

interface IndexText {
  sets: { name: string; curves: Record<string, { file: string }>; timbre?: { file: string } }[];
}

/** A bank whose `count` sets all name the curves of its only set. */
export function bankOfSharedFiles(set: DescriptorSet, count: number): Buffer {
  const { files, index } = unpackedBank(set);
  const sets = Array.from({ length: count }, (_, n) => ({ ...index.sets[0], name: `set ${n}` }));
  return repack(files, { ...index, sets });
}

/** A bank of `count` sets with files of their own, whose zip entries all point at the data of the first set. */
export function bankOfOverlappingEntries(set: DescriptorSet, count: number): Buffer {
  const { files, index } = unpackedBank(set);
  const names = Object.keys(files).filter((name) => name !== 'bank.json');
  const copyOf = (file: string, n: number): string => file.replace(/^sets\/0\//, `sets/${n}/`);
  const sets = Array.from({ length: count }, (_, n) => {
    const curves = Object.entries(index.sets[0].curves).map(([key, curve]) => [
      key,
      { ...curve, file: copyOf(curve.file, n) },
    ]);
    return { ...index.sets[0], name: `set ${n}`, curves: Object.fromEntries(curves) };
  });
  const zip = repack(files, { ...index, sets });
  const added = Array.from({ length: count - 1 }, (_, n) => names.map((name) => [name, copyOf(name, n + 1)] as const));
  return withEntries(zip, added.flat());
}

function unpackedBank(set: DescriptorSet): { files: Record<string, Uint8Array>; index: IndexText } {
  const files = unzipSync(packBank({ name: 'bomb', licence: 'CC0', sets: [set] }));
  return { files, index: JSON.parse(strFromU8(files['bank.json'] ?? new Uint8Array())) };
}

function repack(files: Record<string, Uint8Array>, index: IndexText): Buffer {
  return Buffer.from(zipSync({ ...files, 'bank.json': strToU8(JSON.stringify(index)) }, { level: 9 }));
}

/** The zip with more entries in its central directory, each for the data of an entry that is there. */
function withEntries(zip: Buffer, added: readonly (readonly [name: string, as: string])[]): Buffer {
  const end = zip.subarray(zip.length - END_BYTES);
  const start = end.readUInt32LE(16);
  const central = zip.subarray(start, zip.length - END_BYTES);
  const entries = new Map<string, Buffer>();
  for (let at = 0; at < central.length && central.readUInt32LE(at) === CENTRAL_SIGNATURE; ) {
    const nameLength = central.readUInt16LE(at + 28);
    const length = CENTRAL_BYTES + nameLength + central.readUInt16LE(at + 30) + central.readUInt16LE(at + 32);
    const entry = central.subarray(at, at + length);
    entries.set(entry.toString('utf8', CENTRAL_BYTES, CENTRAL_BYTES + nameLength), entry);
    at += length;
  }
  const copies = added.map(([name, as]) => {
    const head = Buffer.from((entries.get(name) ?? Buffer.alloc(CENTRAL_BYTES)).subarray(0, CENTRAL_BYTES));
    head.writeUInt16LE(as.length, 28);
    head.writeUInt32LE(0, 30);
    return Buffer.concat([head, Buffer.from(as)]);
  });
  const directory = Buffer.concat([central, ...copies]);
  const tail = Buffer.from(end);
  tail.writeUInt16LE(entries.size + copies.length, 8);
  tail.writeUInt16LE(entries.size + copies.length, 10);
  tail.writeUInt32LE(directory.length, 12);
  return Buffer.concat([zip.subarray(0, start), directory, tail]);
}
