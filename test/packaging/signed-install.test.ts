import { spawnSync } from 'node:child_process';
import { createHash, generateKeyPairSync, type KeyObject, sign, verify } from 'node:crypto';
import {
  appendFileSync,
  cpSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { beforeEach, describe, expect, it } from 'vitest';
import { fillBundle } from './small-bundle.ts';

const PACKAGING = join(import.meta.dirname, '../../packaging');
const maker = generateKeyPairSync('ed25519');
const other = generateKeyPairSync('ed25519');
const pem = (key: KeyObject): string => key.export({ type: 'spki', format: 'pem' }).toString();

/** A small bundle, and a signature of its list. */
function bundle(version: string, key: KeyObject | 'unsigned' = maker.privateKey): string {
  const folder = mkdtempSync(join(tmpdir(), 'neurorack signed '));
  fillBundle(folder, { version, program: `console.log('${version}');\n` });
  if (key !== 'unsigned') signFolder(folder, key);
  return folder;
}

function signFolder(folder: string, key: KeyObject): void {
  const signature = sign(null, readFileSync(join(folder, 'build.json')), key);
  writeFileSync(join(folder, 'build.json.sig'), signature.toString('base64'));
}

describe('a board with a public key', () => {
  let prefix: string;
  let keyFile: string;
  beforeEach(() => {
    prefix = mkdtempSync(join(tmpdir(), 'neurorack root '));
    mkdirSync(join(prefix, 'etc/neurorack'), { recursive: true });
    keyFile = join(prefix, 'etc/neurorack/release-key.pem');
    writeFileSync(keyFile, pem(maker.publicKey));
  });
  const packages = mkdtempSync(join(tmpdir(), 'neurorack packages '));
  const sh = (...words: string[]) => {
    const { status, stdout, stderr } = spawnSync('sh', words, { encoding: 'utf8' });
    return { status, stdout, stderr };
  };
  const install = (folder: string, ...words: string[]) =>
    sh(join(PACKAGING, 'install.sh'), '--from', folder, '--prefix', prefix, '--node-modules', packages, ...words);
  const home = (): string => join(prefix, 'opt/neurorack');
  const current = (): string => readFileSync(join(home(), 'current/bin/neurorack.js'), 'utf8');

  it('installs what its maker signed, and goes back to the signed version before', () => {
    expect(install(bundle('1')).status).toBe(0);
    expect(install(bundle('2')).status).toBe(0);
    expect(current()).toContain("'2'");
    expect(sh(join(home(), 'current/install.sh'), '--rollback', '--prefix', prefix).status).toBe(0);
    expect(current()).toContain("'1'");
  });

  const refused =
    'build.json in .* has no signature of the key in .*release-key.pem\nremedy: take the archive of the maker';
  it.each<[string, (folder: string) => void, string]>([
    [
      'an altered file',
      (folder) => appendFileSync(join(folder, 'bin/neurorack.js'), '//'),
      'differs from its checksum',
    ],
    [
      'an altered file with a list to match',
      (folder) => {
        appendFileSync(join(folder, 'bin/neurorack.js'), '//');
        const list = readFileSync(join(folder, 'build.json'), 'utf8');
        const sum = createHash('sha256')
          .update(readFileSync(join(folder, 'bin/neurorack.js')))
          .digest('hex');
        writeFileSync(join(folder, 'build.json'), list.replace(/("bin\/neurorack.js":")[0-9a-f]+/, `$1${sum}`));
      },
      refused,
    ],
    ['an altered list', (folder) => appendFileSync(join(folder, 'build.json'), ' '), refused],
    ['no signature', (folder) => rmSync(join(folder, 'build.json.sig')), refused],
    ['an empty signature', (folder) => writeFileSync(join(folder, 'build.json.sig'), ''), refused],
    ['a signature that is no signature', (folder) => writeFileSync(join(folder, 'build.json.sig'), 'AAAA'), refused],
    [
      'the signature of another version',
      (folder) => cpSync(join(bundle('9'), 'build.json.sig'), join(folder, 'build.json.sig')),
      refused,
    ],
    ["another maker's signature", (folder) => signFolder(folder, other.privateKey), refused],
    ['a file more', (folder) => writeFileSync(join(folder, 'bin/more.js'), ''), 'more.js" is not in the signed list'],
    [
      'packages',
      (folder) => symlinkSync('/etc', join(folder, 'node_modules')),
      'node_modules" is not in the signed list',
    ],
    [
      'a native part',
      (folder) => {
        mkdirSync(join(folder, 'native'));
        writeFileSync(join(folder, 'native/Makefile'), 'all:\n\ttouch /tmp/never\n');
      },
      'Makefile" is not in the signed list',
    ],
  ])('refuses %s, and changes nothing', (_, alter, reason) => {
    expect(install(bundle('1')).status).toBe(0);
    const folder = bundle('2');
    alter(folder);
    const { status, stderr } = install(folder);
    expect([status, stderr]).toEqual([3, expect.stringMatching(reason)]);
    expect([current(), existsSync(join(home(), 'next')), existsSync(join(home(), 'previous'))]).toEqual([
      "console.log('1');\n",
      false,
      false,
    ]);
  });

  it.each([
    ['is empty', ''],
    ['is no key', 'x'],
    ['is for RSA', pem(generateKeyPairSync('rsa', { modulusLength: 2048 }).publicKey)],
  ])('refuses everything where the key %s', (_, content) => {
    writeFileSync(keyFile, content);
    expect(install(bundle('1'))).toMatchObject({ status: 3, stderr: expect.stringMatching(/has no signature/) });
  });

  it('refuses everything where the key is a link to nothing', () => {
    rmSync(keyFile);
    symlinkSync('/dev/null/nothing', keyFile);
    expect(install(bundle('1')).status).toBe(3);
  });

  it('does not go back to a version that is not signed', () => {
    rmSync(keyFile);
    for (const version of ['1', '2']) expect(install(bundle(version, 'unsigned')).status).toBe(0);
    writeFileSync(keyFile, pem(maker.publicKey));
    const { status, stderr } = sh(join(home(), 'current/install.sh'), '--rollback', '--prefix', prefix);
    expect([status, stderr]).toEqual([3, expect.stringMatching(/no signature[\s\S]*install a signed version/)]);
    expect(current()).toContain("'2'");
  });
});

describe('npm run build -- --sign', () => {
  const build = join(import.meta.dirname, '../../build/build-board.js');
  const out = mkdtempSync(join(tmpdir(), 'neurorack-built-'));
  const keyOf = (key: KeyObject): string => {
    const path = join(mkdtempSync(join(tmpdir(), 'neurorack-key-')), 'key.pem');
    writeFileSync(path, key.export({ type: 'pkcs8', format: 'pem' }));
    return path;
  };
  const run = (key: string) =>
    spawnSync(process.execPath, [build, '--board', 'virtual', '--out', out, '--sign', key], { encoding: 'utf8' });

  it('signs a bundle, and the archive contains the signature', () => {
    expect(run(keyOf(maker.privateKey)).status).toBe(0);
    const folder = join(out, 'virtual');
    const signature = Buffer.from(readFileSync(join(folder, 'build.json.sig'), 'utf8'), 'base64');
    expect(verify(null, readFileSync(join(folder, 'build.json')), maker.publicKey, signature)).toBe(true);
    const archive = readdirSync(out).find((name) => name.endsWith('.tgz')) ?? '';
    const { stdout } = spawnSync('tar', ['-tzf', join(out, archive)], { encoding: 'utf8' });
    expect(stdout).toContain('virtual/build.json.sig\n');
    const prefix = mkdtempSync(join(tmpdir(), 'neurorack root '));
    mkdirSync(join(prefix, 'etc/neurorack'), { recursive: true });
    writeFileSync(join(prefix, 'etc/neurorack/release-key.pem'), pem(maker.publicKey));
    const words = ['--prefix', prefix, '--node-modules', out, '--dry-run'];
    expect(spawnSync('sh', [join(folder, 'install.sh'), ...words]).status).toBe(0);
  });

  it.each([
    ['a missing file', () => '/nowhere.pem'],
    ['a key for RSA', () => keyOf(generateKeyPairSync('rsa', { modulusLength: 2048 }).privateKey)],
  ])('refuses %s before it builds', (_, key) => {
    const { status, stderr } = run(key());
    expect([status, stderr]).toEqual([2, expect.stringMatching(/is no private key for Ed25519\nremedy: /)]);
  });
});
