import { spawnSync } from 'node:child_process';
import {
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  realpathSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { fillBundle } from './small-bundle.ts';

const TEMPORARY = realpathSync(mkdtempSync(join(tmpdir(), "neurorack of a module's rack ")));
const PROGRAM = "console.log('version 1');\n";

function bundle(version: string, program = PROGRAM): string {
  const folder = mkdtempSync(join(TEMPORARY, 'the bundle '));
  return fillBundle(folder, { version, program, optionalDependencies: { 'spi-device': '3.1.2' } });
}

/** A board: a folder to install into, and an npm that notes its words and makes one package. */
function board({ canCompile = true } = {}) {
  const folder = mkdtempSync(join(TEMPORARY, 'a board '));
  const calls = join(folder, 'npm.calls');
  const npm = [
    '#!/bin/sh',
    'printf "%s\\n" "$*" >> "$NPM_CALLS"',
    'case $1 in',
    '  ci) mkdir -p node_modules/spi-device node_modules/other ;;',
    `  rebuild) ${canCompile ? ':' : 'exit 1'} ;;`,
    'esac',
  ];
  mkdirSync(join(folder, 'programs'));
  writeFileSync(join(folder, 'programs/npm'), `${npm.join('\n')}\n`, { mode: 0o755 });
  const prefix = join(folder, 'the root');
  const env = { ...process.env, NPM_CALLS: calls, PATH: `${join(folder, 'programs')}:${process.env.PATH}` };
  return {
    home: join(prefix, 'opt/neurorack'),
    npmCalls: () => (existsSync(calls) ? readFileSync(calls, 'utf8').trimEnd().split('\n') : []),
    install: (from: string, ...words: string[]) => {
      const all = [join(from, 'install.sh'), '--prefix', prefix, ...words];
      const { status, stdout, stderr } = spawnSync('sh', all, { env, encoding: 'utf8' });
      return { status, stdout, stderr };
    },
  };
}

const program = (home: string, which = 'current'): string =>
  readFileSync(join(home, which, 'bin/neurorack.js'), 'utf8');

/** Flips the lowest bit of the first byte. */
function flip(path: string): void {
  const bytes = readFileSync(path);
  bytes[0] ^= 1;
  writeFileSync(path, bytes);
}

describe('install.sh', () => {
  it('installs the packages of the lockfile without their scripts, then compiles those of drivers by name', () => {
    const { home, install, npmCalls } = board();
    const { status, stderr } = install(bundle('1.0.0'));
    expect([status, stderr]).toEqual([0, '']);
    expect(npmCalls()).toEqual([
      'ci --omit=dev --ignore-scripts --no-audit --no-fund --loglevel=error',
      'rebuild spi-device --loglevel=error',
    ]);
    expect(readdirSync(join(home, 'current/node_modules')).sort()).toEqual(['other', 'spi-device']);
  });

  it('removes a package that cannot be compiled, with a warning', () => {
    const { home, install } = board({ canCompile: false });
    const { status, stdout } = install(bundle('1.0.0'));
    expect([status, stdout]).toEqual([0, expect.stringContaining('warning: spi-device could not be compiled')]);
    expect(readdirSync(join(home, 'current/node_modules'))).toEqual(['other']);
  });

  it('uses the packages of the installed version again, where the lockfile has the same', () => {
    const { install, npmCalls } = board();
    install(bundle('1.0.0'));
    const before = npmCalls();
    expect(install(bundle('1.1.0')).stdout).toContain('packages: those of the version that is there');
    expect(npmCalls()).toEqual(before);
  });

  it.each(['bin/neurorack.js', 'install.sh', 'package-lock.json'])(
    'refuses a flipped byte in %s and leaves the installed version',
    (name) => {
      const { home, install } = board();
      install(bundle('1.0.0'));
      const damaged = bundle('1.1.0', "console.log('version 2');\n");
      if (name === 'install.sh') writeFileSync(join(damaged, name), `${readFileSync(join(damaged, name), 'utf8')}\n`);
      else flip(join(damaged, name));
      const { status, stderr } = install(damaged);
      expect([status, stderr]).toEqual([
        3,
        `error: "${name}" in ${damaged} differs from its checksum, or is missing\n` +
          'remedy: copy or unpack the archive again; the version that is installed was not changed\n',
      ]);
      expect([program(home), existsSync(join(home, 'previous'))]).toEqual([PROGRAM, false]);
    },
  );

  it('refuses a bundle that lacks a file, and one without checksums', () => {
    const { home, install } = board();
    const lacking = bundle('1.0.0');
    rmSync(join(lacking, 'limits.conf'));
    expect(install(lacking).stderr).toContain('error: "limits.conf" in ');
    const bare = bundle('1.0.0');
    writeFileSync(join(bare, 'build.json'), '{"board":"virtual","version":"1.0.0"}');
    expect(install(bare)).toMatchObject({ status: 3, stderr: expect.stringContaining('error: "build.json" in ') });
    expect(existsSync(dirname(home))).toBe(false);
  });

  it('restores the previous version, and refuses to where a byte of it has flipped', () => {
    const { home, install } = board();
    const second = "console.log('version 2');\n";
    install(bundle('1.0.0'));
    install(bundle('1.1.0', second));
    flip(join(home, 'previous/bin/neurorack.js'));
    const refused = install(bundle('1.1.0'), '--rollback');
    expect(refused).toMatchObject({ status: 3, stderr: expect.stringContaining('error: "bin/neurorack.js" in ') });
    expect(program(home)).toBe(second);
    flip(join(home, 'previous/bin/neurorack.js'));
    expect(install(bundle('1.1.0'), '--rollback').status).toBe(0);
    expect([program(home), program(home, 'rejected')]).toEqual([PROGRAM, second]);
  });
});

describe('health.sh', () => {
  /** Its answer for a version that writes samples of this byte. */
  function health(sample: number) {
    const answers = `const [verb] = process.argv.slice(2);
if (verb === 'doctor') console.log('{"board":"virtual","findings":[]}');
else require('node:fs').writeFileSync(process.argv[4].slice('wav:'.length), Buffer.alloc(30000, ${sample}));
`;
    return spawnSync('sh', [join(bundle('1.0.0', answers), 'health.sh'), '--no-service'], { encoding: 'utf8' }).stdout;
  }

  it('checks a version in a folder with spaces', () => {
    expect(health(1)).toBe('healthy\n');
  });

  it('reports a version whose trigger is silent', () => {
    expect(health(0)).toBe('unhealthy: a trigger is silent\n');
  });
});
