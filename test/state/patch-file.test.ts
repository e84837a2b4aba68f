import { zipSync } from 'fflate';
import { describe, expect, it } from 'vitest';
import { packBank } from '../../src/descriptors/bank/write-bank.ts';
import { openZipBytes } from '../../src/descriptors/bank/zip-bytes.ts';
import { checksumOf } from '../../src/state/canonical-json.ts';
import { PATCH_LIMITS, type PatchFile, packPatch, unpackPatch } from '../../src/state/patch-file.ts';
import { expectRefused } from '../../testing/named-error.ts';
import { impactSet } from '../descriptors/sample-sets.ts';
import { DEFAULTS, MUSICAL } from './example-settings.ts';

const SETS = ['Boom', 'Bell'].map((name) => impactSet({ name }));
const PATCH: PatchFile = {
  name: 'Night',
  settings: { ...MUSICAL, setA: 'Boom', setB: 'Bell', bank: '/home/ada/secret.nrbank' },
  model: { name: 'impacts', version: '0.10.0' },
  sets: SETS,
};

const pack = (changes: Partial<PatchFile> = {}): Promise<Uint8Array> => packPatch({ ...PATCH, ...changes }, DEFAULTS);
const unpack = (bytes: Uint8Array): Promise<PatchFile> => unpackPatch(bytes, 'night.nrpatch', DEFAULTS);

/** The entries of a patch file, which a test changes and packs again. */
async function entriesOf(bytes: Uint8Array): Promise<Record<'patch.json' | 'sets.nrbank', Uint8Array>> {
  const zip = openZipBytes(bytes, { maxEntries: 8 });
  const read = (name: string) => zip.read(name, { maxBytes: 2 ** 24 });
  return { 'patch.json': await read('patch.json'), 'sets.nrbank': await read('sets.nrbank') };
}

/** A patch file whose document has other fields, with a checksum that fits. */
async function withDocument(changes: Record<string, unknown>): Promise<Uint8Array> {
  const entries = await entriesOf(await pack());
  const { sha256: _, ...document } = JSON.parse(new TextDecoder().decode(entries['patch.json']));
  const changed = { ...document, ...changes };
  const text = JSON.stringify({ ...changed, sha256: checksumOf(changed) });
  return zipSync({ ...entries, 'patch.json': new TextEncoder().encode(text) });
}

describe('a patch file', () => {
  it('holds settings, model and sets to the bit, and no path of its computer', async () => {
    const { settings, sets, ...others } = await unpack(await pack());
    expect(settings).toEqual({ ...PATCH.settings, bank: null });
    expect(sets).toEqual(SETS);
    expect(others).toEqual({ name: 'Night', model: PATCH.model });
  });

  it('has equal bytes for equal patches', async () => {
    expect(await pack()).toEqual(await pack());
  });

  it('is refused when it is cut off, at any length', async () => {
    const whole = await pack();
    for (const share of [0, 0.1, 0.5, 0.9, 0.999]) {
      const cut = whole.slice(0, Math.floor(share * whole.length));
      await expectRefused(unpack(cut), 'bad-file', /night\.nrpatch is not a usable patch/, /export/);
    }
  });

  it('is refused when a byte has changed', async () => {
    const whole = await pack();
    for (let at = 40; at < whole.length; at += 997) {
      const changed = Uint8Array.from(whole);
      changed[at] = (changed[at] ?? 0) ^ 0x55;
      const result = await unpack(changed).catch((error: unknown) => error);
      // A byte of a date or of an attribute of the zip is no content.
      if (!(result instanceof Error)) expect(result).toEqual(await unpack(whole));
      else expect(result.message).toContain('night.nrpatch');
    }
  });

  it('of a newer version is refused with both versions and the remedy', async () => {
    const newer = await withDocument({ formatVersion: 2 });
    await expectRefused(unpack(newer), 'bad-file', /its version is 2, .* reads up to 1/, /newer version of neurorack/);
  });

  it('of another kind is refused by its kind', async () => {
    const preset = await withDocument({ format: 'neurorack-preset' });
    await expectRefused(unpack(preset), 'bad-file', /it is a neurorack-preset, expected neurorack-patch/, /export/);
    const bank = packBank({ name: 'Hits', licence: 'CC0', sets: SETS });
    await expectRefused(unpack(bank), 'bad-file', /it is a bank/, /bank import/);
    const text = new TextEncoder().encode('{"name": "Night"}');
    await expectRefused(unpack(text), 'bad-file', /not a zip/, /export/);
  });

  it('names the field at fault', async () => {
    const content = { name: 'Night', settings: { ...MUSICAL, source: 'moon' }, model: PATCH.model };
    const wrong = await withDocument({ content: { ...content, setsSha256: '0'.repeat(64) } });
    await expectRefused(unpack(wrong), 'bad-file', /settings\.source/, /export/);
  });

  it('is refused when its sets are those of another file', async () => {
    const entries = await entriesOf(await pack());
    const others = packBank({ name: 'Night', licence: 'CC0', sets: [impactSet({ name: 'Boom', colour: { f0: 99 } })] });
    await expectRefused(
      unpack(zipSync({ ...entries, 'sets.nrbank': others })),
      'bad-file',
      /checksum of its sets/,
      /export/,
    );
  });

  it('is refused without a set that it needs', async () => {
    await expectRefused(
      unpack(await pack({ sets: SETS.slice(0, 1) })),
      'bad-file',
      /the set 'Bell' is not in it/,
      /export/,
    );
  });

  it('is refused with paths that lead out of it, and with too many sets', async () => {
    const entries = await entriesOf(await pack());
    for (const path of ['../../settings.json', '/etc/passwd', 'C:/x', 'a\\..\\b']) {
      const bytes = zipSync({ ...entries, [path]: new Uint8Array(1) });
      await expectRefused(unpack(bytes), 'bad-file', /invalid (path|characters)/, /export/);
    }
    const many = Array.from({ length: PATCH_LIMITS.sets + 1 }, (_, n) => impactSet({ name: `Set ${n}` }));
    const settings = { ...PATCH.settings, setA: 'Set 0', setB: 'Set 1' };
    await expectRefused(unpack(await pack({ settings, sets: many })), 'bad-file', /at most 16 are allowed/, /export/);
  });

  it('is refused when it is too large, packed or unpacked', async () => {
    const large = new Uint8Array(PATCH_LIMITS.fileBytes + 1);
    await expectRefused(unpack(large), 'bad-file', /32\.0 MiB, at most 32 MiB are allowed/, /export/);
    const entries = await entriesOf(await pack());
    const bomb = zipSync({ ...entries, 'patch.json': new Uint8Array(PATCH_LIMITS.patchBytes + 1) });
    await expectRefused(unpack(bomb), 'bad-file', /at most 1048576 are allowed/, /export/);
  });
});
