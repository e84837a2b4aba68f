import { mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { strFromU8, strToU8, unzipSync, zipSync } from 'fflate';
import type { Bank } from '../../../src/descriptors/bank/bank.ts';
import { packBank } from '../../../src/descriptors/bank/write-bank.ts';
import { encodeWav } from '../../../src/descriptors/wav-file.ts';
import { impactSet } from '../../descriptors/sample-sets.ts';

/** A temporary folder with a factory bank of two sets. */
export function createBankFolder() {
  const root = mkdtempSync(join(tmpdir(), 'neurorack-banks-'));
  const factory = join(root, 'factory.nrbank');
  writeFileSync(factory, packBank({ name: 'Factory', licence: 'CC0', sets: ['Boom', 'Bell'].map(hit) }));
  return { root, factory, folder: join(root, 'banks') };
}

const hit = (name: string) => impactSet({ name, frames: 30 });

export const HITS: Bank = {
  name: 'Two hits',
  author: 'Ada',
  licence: 'CC-BY 4.0',
  sets: [hit('kick'), hit('snare')],
};

export const hitsFile = (): Buffer => Buffer.from(packBank(HITS));

/** A decaying tone as the bytes of a WAV file. */
export function decayingTone({ seconds = 0.4, hertz = 220, peak = 0.7 } = {}): Uint8Array<ArrayBuffer> {
  const wave = (n: number): number => peak * Math.exp(-n / 6000) * Math.sin((2 * Math.PI * hertz * n) / 44_100);
  const samples = Float32Array.from({ length: Math.round(44_100 * seconds) }, (_, n) => wave(n));
  return Uint8Array.from(encodeWav(samples, { sampleRate: 44_100, format: 'pcm16' }));
}

/** A silent WAV of two hours at 8 bits and 8 kHz. */
export function twoHours(): Uint8Array<ArrayBuffer> {
  const bytes = 2 * 3600 * 8000;
  const file = Buffer.alloc(44 + bytes, 0x80);
  file.write('RIFF', 0);
  file.writeUInt32LE(36 + bytes, 4);
  file.write('WAVEfmt ', 8);
  file.writeUInt32LE(16, 16);
  file.writeUInt16LE(1, 20);
  file.writeUInt16LE(1, 22);
  file.writeUInt32LE(8000, 24);
  file.writeUInt32LE(8000, 28);
  file.writeUInt16LE(1, 32);
  file.writeUInt16LE(8, 34);
  file.write('data', 36);
  file.writeUInt32LE(bytes, 40);
  return Uint8Array.from(file);
}

/** Invalid banks, with the expected message for each. */
export function badBanks(): readonly (readonly [string, Buffer, RegExp])[] {
  const files = unzipSync(hitsFile());
  const index = strFromU8(files['bank.json']);
  const withIndex = (text: string) => Buffer.from(zipSync({ ...files, 'bank.json': strToU8(text) }));
  const curve = JSON.parse(index).sets[0].curves.f0;
  const nan = Buffer.alloc(files[curve.file].length);
  for (let at = 0; at < nan.length; at += 4) nan.writeFloatLE(Number.NaN, at);
  return [
    ['cut off', hitsFile().subarray(0, 900), /zip|central directory/i],
    ['text', Buffer.from('not a bank, only some words, and some more of them'), /zip/],
    ['a zip bomb', withIndex(`${index}${' '.repeat(5 * 2 ** 20)}`), /bank\.json has \d+ bytes, at most/],
    [
      'with a path outside its folder',
      Buffer.from(zipSync({ ...files, '../../outside': strToU8('x') })),
      /relative path|invalid/i,
    ],
    ['of a newer version', withIndex(index.replace('"formatVersion": 3', '"formatVersion": 9')), /version 9 is newer/],
    ['without a licence', withIndex(index.replace('"licence": "CC-BY 4.0"', '"license": 7')), /bank\.json: licence/],
    ['with NaN in a curve', Buffer.from(zipSync({ ...files, [curve.file]: nan })), /wrong checksum|NaN/],
  ];
}
