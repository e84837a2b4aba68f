import { execFileSync } from 'node:child_process';
import {
  chmodSync,
  lstatSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  symlinkSync,
  truncateSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { DEFAULT_SETTINGS } from '../../src/app/default-settings.ts';
import { packBank } from '../../src/descriptors/bank/write-bank.ts';
import { calibrationKind } from '../../src/state/calibration.ts';
import { checksumOf } from '../../src/state/canonical-json.ts';
import { type DocumentKind, encodeDocument } from '../../src/state/document.ts';
import { musicalPart, presetKind, settingsKind } from '../../src/state/settings.ts';
import { bankOfOverlappingEntries, bankOfSharedFiles } from '../../testing/bank-bomb.ts';
import { impactSet } from '../descriptors/sample-sets.ts';
import { type Below, damaged, damagedText, oneOf } from '../fuzz/seeds.ts';

/** Contents of larger files are not compared, bytes. */
const MAX_COMPARED_BYTES = 2 ** 24;
const bank = (name: string): Buffer =>
  Buffer.from(
    packBank({ name, licence: 'CC0', sets: [impactSet({ name: `${name} hit` }), impactSet({ name: 'Bell' })] }),
  );
const encoded = <T>(kind: DocumentKind<T>, content: T): Buffer => Buffer.from(encodeDocument(kind, content));
const preset = (name: string): Buffer =>
  encoded(presetKind(DEFAULT_SETTINGS), { name, settings: { ...musicalPart(DEFAULT_SETTINGS), setA: 'Bell' } });
const undoStep = {
  format: 'neurorack-undo-step',
  formatVersion: 1,
  label: 'add',
  file: 'my-sounds.nrbank',
  existed: true,
};
const paired = { format: 'neurorack-paired-clients', formatVersion: 1, content: { hashes: ['ab'.repeat(32)] } };
const instance = { format: 'x', pid: 1 };
/** A device would do too, but a defect could then remove one of this computer's. */
const PIPE = join(mkdtempSync(join(tmpdir(), 'neurorack-pipe-')), 'pipe');
execFileSync('mkfifo', [PIPE]);
const BOMBS = [bankOfSharedFiles(impactSet(), 1000), bankOfOverlappingEntries(impactSet(), 1000)];

/** Every file of a home that has been used, by its path. */
function wholeFiles(home: string): ReadonlyMap<string, Buffer> {
  const settings = { ...DEFAULT_SETTINGS, bank: join(home, 'banks/own.nrbank'), setA: 'own hit', setB: 'mine hit' };
  const settingsFile = encoded(settingsKind(DEFAULT_SETTINGS), settings);
  const calibration = encoded(calibrationKind, { cv2: { slope: 0.96, offset: -0.05 } });
  const pairedFile = Buffer.from(JSON.stringify({ ...paired, sha256: checksumOf(paired) }));
  return new Map([
    ['settings.json', settingsFile],
    ['settings.json.previous', settingsFile],
    ['calibration.json', calibration],
    ['calibration.json.previous', calibration],
    ['paired-clients.json', pairedFile],
    ['presets/night-4e9f8db8242b.json', preset('Night')],
    ['presets/trash/day-4e9f8db8242b.1.json', preset('Day')],
    ['banks/own.nrbank', bank('own')],
    ['banks/my-sounds.nrbank', bank('mine')],
    ['banks/.history/000001.json', Buffer.from(JSON.stringify(undoStep))],
    ['banks/.history/000001.nrbank', bank('before')],
    ['.instance', Buffer.from(JSON.stringify(instance))],
  ]);
}

interface Damage {
  readonly name: string;
  /** Writes to a path at which there is nothing; `whole` is the file that was there. */
  readonly write: (path: string, whole: Buffer, below: Below) => void;
}

const text = (name: string, content: (whole: string, below: Below) => string): Damage => ({
  name,
  write: (path, whole, below) => writeFileSync(path, content(whole.toString('latin1'), below), 'latin1'),
});
const link = (name: string, target: (path: string) => string): Damage => ({
  name,
  write: (path) => symlinkSync(target(path), path),
});

/** Contents and kinds that a disk, a person or an attacker may leave in place of a file. */
export const DAMAGES: readonly Damage[] = [
  { name: 'changed bytes', write: (path, whole, below) => writeFileSync(path, damaged(whole, below)) },
  text('changed words', damagedText),
  text('changed words with a checksum that matches', (whole, below) => resealed(damagedText(whole, below))),
  text('fields of wrong types with a checksum that matches', (whole, below) => resealed(retyped(whole, below))),
  text('another version', (whole, below) =>
    resealed(whole.replace(/"formatVersion": *1/, `"formatVersion": ${below(4)}`)),
  ),
  text('a part', (whole, below) => whole.slice(0, below(whole.length))),
  text('nothing', () => ''),
  text('deep nesting', () => '['.repeat(200_000)),
  {
    name: 'noise',
    write: (path, _, below) => writeFileSync(path, Buffer.from(Array.from({ length: 5000 }, () => below(256)))),
  },
  {
    name: 'five gigabytes of zeros',
    write: (path) => {
      writeFileSync(path, '');
      truncateSync(path, 5 * 2 ** 30);
    },
  },
  { name: 'an empty folder', write: (path) => mkdirSync(path) },
  {
    name: 'a folder with a file',
    write: (path) => {
      mkdirSync(path);
      writeFileSync(join(path, 'inside.json'), '{}');
    },
  },
  link('a link to itself', (path) => path),
  link('a link to nothing', () => join(dirname(PIPE), 'nowhere/at/all')),
  link('a link to a pipe elsewhere', () => PIPE),
  link('a link to its folder', dirname),
  { name: 'a pipe', write: (path) => void execFileSync('mkfifo', [path]) },
  {
    name: 'a file that cannot be read',
    write: (path, whole) => {
      writeFileSync(path, whole);
      chmodSync(path, 0);
    },
  },
  { name: 'a bank that unpacks to gigabytes', write: (path, _, below) => writeFileSync(path, oneOf(below, BOMBS)) },
];

/** The document with the checksum of its fields; a text that is no document stays. */
function resealed(json: string): string {
  try {
    const { sha256: _, ...document } = JSON.parse(json);
    return JSON.stringify({ ...document, sha256: checksumOf(document) });
  } catch {
    return json;
  }
}

/** JSON with some values replaced by values of other types. */
function retyped(json: string, below: Below): string {
  const odd = ['null', 'true', '[]', '{}', '-1', '1e308', '""', '"\\u0000"', '{"__proto__":{"a":1}}', '"/dev/zero"'];
  return json.replace(/: *("[^"]*"|-?[\d.]+|null|true|false)/g, (whole) =>
    below(4) === 0 ? `:${oneOf(below, odd)}` : whole,
  );
}

/** A home of which a seed has damaged some files, beside the names of the damages. */
export function damagedHome(below: Below): { readonly home: string; readonly damages: readonly string[] } {
  const home = mkdtempSync(join(tmpdir(), 'neurorack-home-'));
  const files = wholeFiles(home);
  const names = [...files.keys()];
  const hit = new Set([oneOf(below, names), ...names.filter(() => below(2) === 0)]);
  const damages: string[] = [];
  for (const [name, whole] of files) {
    const path = join(home, name);
    mkdirSync(dirname(path), { recursive: true });
    if (!hit.has(name)) writeFileSync(path, whole);
    else {
      const damage = oneOf(below, DAMAGES);
      damage.write(path, whole, below);
      damages.push(`${name}: ${damage.name}`);
    }
  }
  return { home, damages };
}

/** The bytes of each file of a home, by its path; locks, parts of saves and huge files are left out. */
export function contentsOf(home: string): ReadonlyMap<string, string> {
  const names = readdirSync(home, { recursive: true, encoding: 'utf8' });
  const isCompared = (name: string): boolean => {
    const { size } = lstatSync(join(home, name));
    return size <= MAX_COMPARED_BYTES && !/^\.instance|\.part$|\.lock/.test(name);
  };
  const files = names.filter((name) => lstatSync(join(home, name)).isFile()).filter(isCompared);
  return new Map(files.map((name) => [name, readFileSync(join(home, name)).toString('base64')]));
}

export function removeHome(home: string): void {
  rmSync(home, { recursive: true, force: true });
}
