import { mkdtemp, readdir, readFile, truncate, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { strFromU8, strToU8, unzipSync, zipSync } from 'fflate';
import { beforeEach, describe, expect, it } from 'vitest';
import type { Bank } from '../../../src/descriptors/bank/bank.ts';
import { readBank, unpackBank } from '../../../src/descriptors/bank/read-bank.ts';
import { packBank, writeBank } from '../../../src/descriptors/bank/write-bank.ts';
import { COLOUR_SIZE } from '../../../src/descriptors/timbre/timbre.ts';
import { expectNamedError, namedErrorOf } from '../../../testing/named-error.ts';
import { impactSet } from '../sample-sets.ts';
import { withMoving } from '../with-moving.ts';

const kick = {
  ...impactSet({ name: 'kick', frames: 30 }),
  provenance: { source: 'kick.wav', author: 'Ada', licence: 'CC0' },
};
const bank: Bank = {
  name: 'two hits',
  author: 'Ada',
  licence: 'CC0',
  sets: [kick, impactSet({ name: 'snare — ü', frames: 4 })],
};

let folder = '';
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'neurorack-bank-'));
});

const unpacked = (): Record<string, Uint8Array> => unzipSync(packBank(bank));
const repacked = (files: Record<string, Uint8Array>): Buffer => Buffer.from(zipSync(files));

/** The bank with its bank.json changed as text. */
function edited(pattern: string | RegExp, replacement: string): Buffer {
  const files = unpacked();
  const before = strFromU8(files['bank.json'] ?? new Uint8Array());
  const after = before.replace(pattern, replacement);
  expect(after).not.toBe(before);
  return repacked({ ...files, 'bank.json': strToU8(after) });
}

const faultOf = async (bytes: Uint8Array): Promise<string> => {
  const error = await namedErrorOf(() => unpackBank(Buffer.from(bytes), 'x.nrbank'));
  expect(error.kind).toBe('bad-file');
  expect(error.message).toMatch(/^x\.nrbank /);
  return error.message;
};

describe('bank file', () => {
  it('reads back exactly the stored bank', async () => {
    const path = join(folder, 'two.nrbank');
    await writeBank(path, bank);
    expect(await readBank(path)).toEqual(bank);
    expect(await readdir(folder)).toEqual(['two.nrbank']);
  });

  it('stores the timbre, and reads banks of format version 1 without one', async () => {
    const timbre = {
      hz: Float32Array.of(440, 1187.5),
      share: Float32Array.of(0.5, 0.25),
      colour: new Float32Array(COLOUR_SIZE).fill(-12),
    };
    const coloured = { ...bank, sets: [{ ...kick, timbre }, bank.sets[1]] };
    expect(await unpackBank(Buffer.from(packBank(coloured)), 'x')).toEqual(coloured);
    expect(await unpackBank(edited('"formatVersion": 3', '"formatVersion": 1'), 'x')).toEqual(bank);
    const loud = { ...timbre, colour: timbre.colour.map(() => 3) };
    expectNamedError(() => packBank({ ...bank, sets: [{ ...kick, timbre: loud }] }), 'bad-input', 'timbre.colour');
    const torn = { ...timbre, share: Float32Array.of(0.5) };
    expectNamedError(() => packBank({ ...bank, sets: [{ ...kick, timbre: torn }] }), 'bad-input', 'timbre.share');
  });

  it('stores what moves of a timbre in one file a set, and reads it back as it was', async () => {
    const moving: Bank = { ...bank, sets: [withMoving(kick), bank.sets[1]] };
    const files = unzipSync(packBank(moving));
    expect(await unpackBank(Buffer.from(packBank(moving)), 'x')).toEqual(moving);
    expect(Object.keys(files)).toHaveLength(1 + 2 * 9 + 2);
    expect(files['sets/0/moving.bin'].length).toBeLessThanOrEqual(6 + 116 * 15);
    const { moving: stored } = withMoving(kick).timbre;
    const late = { ...stored.tracks[0], first: 1 };
    const loud = { ...stored.tracks[0], ratio: stored.tracks[0].ratio.map(() => 8) };
    const turned = { ...stored.tracks[0], phase: 1.5 };
    const faults = {
      'timbre.moving: track 0 has 15 points from point 1': { ...stored, tracks: [late] },
      'timbre.moving.tracks.0.ratio: value 0 is 8': { ...stored, tracks: [loud] },
      'timbre.moving: the phase of track 0 is 1.5': { ...stored, tracks: [turned] },
      'timbre.moving: 14 grid points instead of 15': { ...stored, points: 14 },
      'timbre.moving.harmonicity: 14 values instead of 15': { ...stored, harmonicity: new Float32Array(14) },
      'timbre.moving.own.rms: value 0 is 3': { ...stored, own: stored.own.map(() => 3) },
    };
    for (const [fault, wrong] of Object.entries(faults)) {
      const set = { ...kick, timbre: { ...withMoving(kick).timbre, moving: wrong } };
      expectNamedError(() => packBank({ ...bank, sets: [set] }), 'bad-input', fault);
    }
    const coarse = { ...withMoving(kick), analysis: { ...kick.analysis, hop: 512 } };
    expectNamedError(() => packBank({ ...bank, sets: [coarse] }), 'bad-input', 'a hop of 256 at 44100 Hz, not 512');
  });

  it('reads a bank of format version 2 as it is', async () => {
    const timbre = { hz: Float32Array.of(440), share: Float32Array.of(0.5), colour: new Float32Array(COLOUR_SIZE) };
    const files = unzipSync(packBank({ ...bank, sets: [{ ...kick, timbre }] }));
    const index = strFromU8(files['bank.json']).replace('"formatVersion": 3', '"formatVersion": 2');
    const read = await unpackBank(repacked({ ...files, 'bank.json': strToU8(index) }), 'x');
    expect(read.sets).toEqual([{ ...kick, timbre }]);
  });

  it('encodes the same bank to the same bytes', () => {
    expect(Buffer.from(packBank(bank)).equals(Buffer.from(packBank({ ...bank })))).toBe(true);
  });

  it('keeps its bytes when read and written again', async () => {
    const bytes = packBank(bank);
    expect(packBank(await unpackBank(Buffer.from(bytes), 'x')).length).toBe(bytes.length);
    expect(Buffer.from(packBank(await unpackBank(Buffer.from(bytes), 'x'))).equals(Buffer.from(bytes))).toBe(true);
  });

  it('holds little-endian float32 curves, one file each, with units', () => {
    const files = unpacked();
    const index = JSON.parse(strFromU8(files['bank.json'] ?? new Uint8Array()));
    expect(index).toMatchObject({
      format: 'neurorack-bank',
      formatVersion: 3,
      units: { centroid: 'Hz', rms: 'linear' },
    });
    const curve = files[index.sets[0].curves.centroid.file] ?? new Uint8Array();
    expect(curve.length).toBe(4 * 30);
    expect(new DataView(curve.buffer, curve.byteOffset).getFloat32(0, true)).toBe(1200);
    expect(Object.keys(files)).toHaveLength(1 + 2 * 9);
  });

  it('allows entries that the index does not list, such as previews', async () => {
    const bytes = repacked({ ...unpacked(), 'previews/kick.ogg': new Uint8Array(10) });
    expect(await unpackBank(bytes, 'x')).toEqual(bank);
  });

  it('reads names without the invisible characters that they have', async () => {
    const { 'bank.json': index, ...curves } = unpacked();
    const text = new TextDecoder().decode(index).replaceAll('"kick"', '"\u202eki\u200bck"');
    const bytes = repacked({ ...curves, 'bank.json': new TextEncoder().encode(text) });
    expect((await unpackBank(bytes, 'x')).sets[0].name).toBe('kick');
  });

  it('refuses to write a bank that could not be read', () => {
    const tick = impactSet({ name: 'tick', frames: 3 });
    expectNamedError(() => packBank({ ...bank, sets: [tick] }), 'bad-input', "'tick' is too short: 3 frames");
    expectNamedError(() => packBank({ ...bank, sets: [kick, kick] }), 'bad-input', "two sets are named 'kick'");
    expectNamedError(() => packBank({ ...bank, sets: [] }), 'bad-input', 'sets');
    expectNamedError(() => packBank({ ...bank, name: 'a\nb' }), 'bad-input', 'control characters');
    expectNamedError(() => packBank({ ...bank, name: 'a\u202eb' }), 'bad-input', 'invisible or control characters');
    const broken = impactSet({ name: 'broken' });
    broken.curves.f0[7] = Number.NaN;
    expectNamedError(() => packBank({ ...bank, sets: [broken] }), 'bad-input', "'broken', curve f0: value 7 is NaN");
    const short = { ...kick, level: kick.level.subarray(1) };
    expectNamedError(() => packBank({ ...bank, sets: [short] }), 'bad-input', 'curve level: 239 values instead of 240');
  });

  it('keeps the previous file when the new bank cannot be stored', async () => {
    const path = join(folder, 'two.nrbank');
    await writeBank(path, bank);
    const before = await readFile(path);
    await namedErrorOf(() => writeBank(path, { ...bank, sets: [] }));
    expect(await readFile(path)).toEqual(before);
    expect(await readdir(folder)).toEqual(['two.nrbank']);
  });
});

describe('reading a bad bank file throws a named error:', () => {
  it('missing, a folder, empty, text', async () => {
    expect(await namedErrorOf(() => readBank(join(folder, 'no.nrbank')))).toMatchObject({
      kind: 'bad-file',
      message: expect.stringMatching(/no\.nrbank cannot be read: ENOENT/),
    });
    expect((await namedErrorOf(() => readBank(folder))).message).toContain('it is a folder, not a file');
    expect(await faultOf(Buffer.alloc(0))).toMatch(/zip|too small|central directory/i);
    expect(await faultOf(Buffer.from('not a bank at all, only some text'))).toMatch(/zip/);
  });

  it('larger than the limit, before it is read', async () => {
    const path = join(folder, 'huge.nrbank');
    await writeFile(path, '');
    await truncate(path, 65 * 2 ** 20);
    expect((await namedErrorOf(() => readBank(path))).message).toContain('68157440 bytes, at most 67108864');
  });

  it.each([0.1, 0.5, 0.9, 0.999])('truncated to %d of its length', async (share) => {
    const bytes = packBank(bank);
    expect(await faultOf(bytes.subarray(0, Math.floor(bytes.length * share)))).toMatch(/zip|central directory/i);
  });

  it('any single byte of its data changed', async () => {
    const bytes = packBank(bank);
    for (let at = 40; at < bytes.length - 1600; at += 97) {
      const damaged = Buffer.from(bytes);
      damaged[at] = (damaged[at] ?? 0) ^ 0x10;
      const read = await unpackBank(damaged, 'x').catch(() => undefined);
      // A changed byte outside the content (a date, for example) may pass; changed content never does.
      if (read !== undefined) expect(read).toEqual(bank);
    }
  });

  it('without bank.json', async () => {
    const { 'bank.json': _, ...others } = unpacked();
    expect(await faultOf(repacked(others))).toContain('bank.json is missing');
  });

  it('bank.json is not JSON, another format, a newer version, lacks a field or has a wrong one', async () => {
    expect(await faultOf(repacked({ ...unpacked(), 'bank.json': strToU8('{') }))).toMatch(/JSON/);
    expect(await faultOf(repacked({ ...unpacked(), 'bank.json': new Uint8Array([0xff, 0xfe, 0x00]) }))).toMatch(
      /encoded|valid/,
    );
    expect(await faultOf(edited('neurorack-bank', 'other-bank'))).toContain('format');
    expect(await faultOf(edited('"formatVersion": 3', '"formatVersion": 4'))).toContain('version 4 is newer');
    expect(await faultOf(edited('"licence": "CC0"', '"license": "CC0"'))).toContain('bank.json: licence');
    expect(await faultOf(edited('"hop": 256', '"hop": "wide"'))).toContain('sets.0.analysis.hop');
    expect(await faultOf(edited('"rms": "linear"', '"rms": "dB"'))).toContain('units.rms');
    expect(await faultOf(edited('snare — ü', 'kick'))).toContain("two sets are named 'kick'");
  });

  it('a path leads out of the bank', async () => {
    expect(await faultOf(edited('sets/0/rms.f32', '../../etc/passwd'))).toContain('not a plain relative path');
    expect(await faultOf(edited('sets/0/rms.f32', '/etc/passwd'))).toContain('not a plain relative path');
    expect(await faultOf(repacked({ ...unpacked(), '../escape': strToU8('x') }))).toMatch(/invalid relative path/);
    expect(await faultOf(repacked({ ...unpacked(), '/escape': strToU8('x') }))).toMatch(/absolute path/);
  });

  it('a set too short, or not as long as its curves', async () => {
    expect(await faultOf(edited('"frames": 4', '"frames": 3'))).toContain("'snare — ü' is too short: 3 frames");
    expect(await faultOf(edited('"frames": 30', '"frames": 31'))).toContain("31 frames of 'kick' need 124");
    expect(await faultOf(edited('"frames": 30', '"frames": 1e9'))).toContain('sets.0.frames');
    expect(await faultOf(edited('sets/0/rms.f32', 'sets/9/rms.f32'))).toContain('sets/9/rms.f32 is missing');
  });

  it('a curve does not match its checksum', async () => {
    const files = unpacked();
    files['sets/0/centroid.f32']?.fill(0, 0, 4);
    expect(await faultOf(repacked(files))).toContain('sets/0/centroid.f32 has the wrong checksum');
  });

  it('a value out of range, with a correct checksum', async () => {
    const { createHash } = await import('node:crypto');
    const files = unpacked();
    const curve = files['sets/0/centroid.f32'] ?? new Uint8Array();
    const old = createHash('sha256').update(curve).digest('hex');
    new DataView(curve.buffer, curve.byteOffset).setFloat32(8, -5, true);
    const index = strFromU8(files['bank.json'] ?? new Uint8Array());
    files['bank.json'] = strToU8(index.replace(old, createHash('sha256').update(curve).digest('hex')));
    expect(await faultOf(repacked(files))).toContain("'kick', curve centroid: value 2 is -5");
  });

  it('what moves of a timbre is damaged, too long, or there without a timbre', async () => {
    const { createHash } = await import('node:crypto');
    const digest = (bytes: Uint8Array): string => createHash('sha256').update(bytes).digest('hex');
    const files = unzipSync(packBank({ ...bank, sets: [withMoving(kick)] }));
    const name = 'sets/0/moving.bin';
    const index = strFromU8(files['bank.json']);
    const withBytes = (bytes: Uint8Array): Buffer =>
      repacked({ ...files, [name]: bytes, 'bank.json': strToU8(index.replace(digest(files[name]), digest(bytes))) });
    const intact = files[name];
    expect(await faultOf(withBytes(intact.with(0, 9)))).toContain(`${name}: it has 9 grid points, the set has 15`);
    expect(await faultOf(withBytes(intact.with(6, 200)))).toContain(
      `${name}: its track 0 has 15 points from point 200`,
    );
    expect(await faultOf(withBytes(intact.subarray(0, 200)))).toContain(`${name}: it ends after 200 bytes`);
    expect(await faultOf(withBytes(new Uint8Array(0)))).toContain(`${name}: it ends after 0 bytes`);
    const low = intact.slice();
    new DataView(low.buffer).setFloat32(12, 3, true);
    expect(await faultOf(withBytes(low))).toContain("'kick', curve timbre.moving.tracks.0.hz: value 0 is 3");
    expect(await faultOf(withBytes(new Uint8Array(6 + 116 * 15 + 1)))).toContain(
      `${name} has 1747 bytes, at most 1746 are allowed for 30 frames of 'kick'`,
    );
    expect(await faultOf(repacked({ ...files, [name]: intact.with(20, 255) }))).toContain(
      `${name} has the wrong checksum`,
    );
    const { timbre: _, ...alone } = JSON.parse(index).sets[0];
    const text = JSON.stringify({ ...JSON.parse(index), sets: [alone] });
    expect(await faultOf(repacked({ ...files, 'bank.json': strToU8(text) }))).toContain(
      "the set 'kick' has 'moving' without the 'timbre'",
    );
    const shared = index.replace('sets/0/timbre.f32', name);
    expect(await faultOf(repacked({ ...files, 'bank.json': strToU8(shared) }))).toContain(`names ${name} twice`);
  });

  it('a zip bomb: unpacking stops when an entry exceeds its stated size', async () => {
    const bomb = repacked({ 'bank.json': new Uint8Array(5 * 2 ** 20) });
    expect(await faultOf(bomb)).toContain('bank.json has 5242880 bytes, at most 4194304');
    // The same bomb with small sizes in both headers.
    const lying = Buffer.from(bomb);
    lying.writeUInt32LE(1000, 22);
    lying.writeUInt32LE(1000, lying.indexOf(Buffer.from('PK\x01\x02', 'latin1')) + 24);
    expect(await faultOf(lying)).toMatch(/bank\.json: too many bytes in the stream. expected 1000/);
  });
});
