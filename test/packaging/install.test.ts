import { execFileSync, spawnSync } from 'node:child_process';
import {
  cpSync,
  existsSync,
  lstatSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  readlinkSync,
  realpathSync,
  renameSync,
  rmSync,
  truncateSync,
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
    '  ci) mkdir -p node_modules/spi-device node_modules/other; echo "module.exports = 1;" > node_modules/other/index.js ;;',
    `  rebuild) ${canCompile ? ':' : 'exit 1'} ;;`,
    'esac',
  ];
  mkdirSync(join(folder, 'programs'));
  writeFileSync(join(folder, 'programs/npm'), `${npm.join('\n')}\n`, { mode: 0o755 });
  const prefix = join(folder, 'the root');
  const env = { ...process.env, NPM_CALLS: calls, PATH: `${join(folder, 'programs')}:${process.env.PATH}` };
  const home = join(prefix, 'opt/neurorack');
  return {
    home,
    prefix,
    programs: join(folder, 'programs'),
    /** Folders of versions, by their version. */
    versions: () =>
      readdirSync(join(home, 'versions'))
        .map((name) => name.replace(/\.[^.]*$/, ''))
        .sort(),
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

describe('install.sh, where something is damaged, left over or cut', () => {
  const second = "console.log('version 2');\n";

  it('replaces a damaged version by the same one, and keeps the one before', () => {
    const { home, install, versions } = board();
    install(bundle('1.0.0'));
    const again = bundle('1.1.0', second);
    install(again);
    truncateSync(join(home, 'current/bin/neurorack.js'), 5); // a chunk that was cut
    expect(install(again)).toMatchObject({
      status: 0,
      stdout: expect.stringContaining('this version is there, and "bin/neurorack.js" is damaged or missing'),
    });
    expect([program(home), program(home, 'previous'), versions()]).toEqual([second, PROGRAM, ['1.0.0', '1.1.0']]);
    expect(install(again).stdout).toContain('this version is there already\ndone\n');
  });

  it('replaces a version whose packages are damaged, with packages of npm', () => {
    const { home, install, npmCalls } = board();
    const folder = bundle('1.0.0');
    install(folder);
    const before = npmCalls().length;
    truncateSync(join(home, 'current/node_modules/other/index.js'), 3);
    expect(install(folder).stdout).toContain('a file of its packages is damaged or missing: it is installed again');
    expect(npmCalls().length).toBe(2 * before);
    expect(readFileSync(join(home, 'current/node_modules/other/index.js'), 'utf8')).toBe('module.exports = 1;\n');
  });

  it('never makes a damaged version the one before', () => {
    const { home, install, versions } = board();
    install(bundle('1.0.0'));
    flip(join(home, 'current/bin/neurorack.js'));
    expect(install(bundle('1.1.0', second)).stdout).toContain('is damaged: it is not kept');
    expect([program(home), existsSync(join(home, 'previous')), versions()]).toEqual([second, false, ['1.1.0']]);
  });

  it('installs a version that is there again with --force, packages included', () => {
    const { home, install, npmCalls } = board();
    const folder = bundle('1.0.0');
    install(folder);
    const [before, calls] = [realpathSync(join(home, 'current')), npmCalls().length];
    expect(install(folder, '--force').stdout).toContain('changed over');
    expect(realpathSync(join(home, 'current'))).not.toBe(before);
    expect([existsSync(before), npmCalls().length]).toEqual([false, 2 * calls]);
  });

  it('says in a dry run what would happen, and changes nothing', () => {
    const { prefix, install } = board();
    const { status, stdout } = install(bundle('1.0.0'), '--dry-run');
    expect([status, existsSync(prefix)]).toEqual([0, false]);
    expect(stdout).toContain('would change over\n');
    expect(stdout).not.toMatch(/^(changed over|done|back to)/m);
    expect(stdout.trimEnd()).toMatch(/nothing was changed$/);
  });

  it('takes over the folders of an earlier install.sh, and removes what cut runs left', () => {
    const { home, install, versions } = board();
    install(bundle('1.0.0'));
    const folder = realpathSync(join(home, 'current'));
    rmSync(join(home, 'current'));
    renameSync(folder, join(home, 'current'));
    mkdirSync(join(home, 'next/bin'), { recursive: true });
    mkdirSync(join(home, 'versions/1.1.0.cut/bin'), { recursive: true });
    expect(install(bundle('1.1.0', second)).status).toBe(0);
    expect([program(home), program(home, 'previous'), versions()]).toEqual([
      second,
      PROGRAM,
      ['1.1.0', 'former-current'],
    ]);
    expect(existsSync(join(home, 'next'))).toBe(false);
  });

  it('leaves nothing of a version that it refuses halfway', () => {
    const { home, install, versions } = board();
    install(bundle('1.0.0'));
    expect(install(bundle('1.1.0'), '--node-modules', '/nowhere').status).toBe(3);
    expect([program(home), versions()]).toEqual([PROGRAM, ['1.0.0']]);
  });

  // The power is cut at each change of the disk in turn, before and after it: a board that was cut is cut again one step later.
  it('leaves a whole version to start wherever the power is cut', () => {
    const { home, install, programs, versions } = board();
    install(bundle('1.0.0'));
    const next = bundle('1.1.0', second);
    const count = join(programs, 'count');
    const cut = join(programs, 'cut');
    for (const name of ['cp', 'mv', 'ln', 'rm', 'mkdir', 'mktemp', 'chmod', 'sync']) {
      const real = realpathSync(['/bin', '/usr/bin'].map((folder) => join(folder, name)).find(existsSync) ?? name);
      const counted = `n=$(($(cat '${quoted(count)}') + 1)); echo $n > '${quoted(count)}'; kill=$(cat '${quoted(cut)}')`;
      const lines = ['#!/bin/sh', counted, '[ $n != "$kill" ] || kill -9 $PPID', `${real} "$@" || exit`];
      writeFileSync(join(programs, name), `${[...lines, '[ $n.5 != "$kill" ] || kill -9 $PPID'].join('\n')}\n`, {
        mode: 0o755,
      });
    }
    const seen = new Set<string>();
    for (let step = 1; step < 100; step += 0.5) {
      writeFileSync(count, '0');
      writeFileSync(cut, String(step));
      const { status } = install(next);
      seen.add(program(home));
      expect([PROGRAM, second], `cut at ${step}`).toContain(program(home));
      if (status === 0) break;
    }
    expect([...seen]).toEqual([PROGRAM, second]);
    expect([program(home), program(home, 'previous'), versions()]).toEqual([second, PROGRAM, ['1.0.0', '1.1.0']]);
  }, 900_000);
});

describe('the command neurorack of a board', () => {
  it('is that of the installed version, with the folder of the service', () => {
    const { home, prefix, install } = board();
    const prints = 'console.log(JSON.stringify([process.argv.slice(2), process.env.NEURORACK_HOME]));\n';
    install(bundle('1.0.0', prints));
    const command = join(prefix, 'usr/local/bin/neurorack');
    const words = ['calibrate', '--jack', 'a b'];
    expect(JSON.parse(execFileSync(command, words, { encoding: 'utf8' }))).toEqual([
      words,
      join(prefix, 'var/lib/neurorack'),
    ]);
    install(bundle('1.1.0', "console.log('version 2');\n"));
    expect(execFileSync(command, { encoding: 'utf8' })).toBe('version 2\n');
    expect(lstatSync(command).isSymbolicLink() && readlinkSync(command)).toBe(
      '../../../opt/neurorack/current/neurorack.sh',
    );
    expect(existsSync(home)).toBe(true);
  });

  it('leaves a program of that name that is not its own', () => {
    const { prefix, install } = board();
    mkdirSync(join(prefix, 'usr/local/bin'), { recursive: true });
    writeFileSync(join(prefix, 'usr/local/bin/neurorack'), 'other');
    expect(install(bundle('1.0.0')).stdout).toContain('usr/local/bin/neurorack is another program and stays');
    expect(readFileSync(join(prefix, 'usr/local/bin/neurorack'), 'utf8')).toBe('other');
  });

  /** The commands that it runs on a board, for a user with this id and name. */
  function runs(id: number, name: string, { hasSudo = true } = {}) {
    const folder = mkdtempSync(join(TEMPORARY, 'command '));
    const programs = {
      readlink: 'echo /opt/neurorack/versions/1.0.0.x/neurorack.sh',
      id: `case $1 in -u) echo ${id} ;; *) echo ${name} ;; esac`,
      env: 'echo env "$@"',
      runuser: 'echo runuser "$@"',
      dirname: 'exec /usr/bin/dirname "$@"',
      ...(hasSudo ? { sudo: 'echo sudo "$@"' } : {}),
    };
    for (const [program, script] of Object.entries(programs))
      writeFileSync(join(folder, program), `#!/bin/sh\n${script}\n`, { mode: 0o755 });
    cpSync(join(import.meta.dirname, '../../packaging/neurorack.sh'), join(folder, 'neurorack.sh'));
    const { stdout, stderr } = spawnSync('/bin/sh', [join(folder, 'neurorack.sh'), 'calibrate'], {
      env: { PATH: folder },
      encoding: 'utf8',
    });
    return `${stdout}${stderr}`;
  }
  const env =
    'env ORT_DISABLE_TELEMETRY=1 NEURORACK_HOME=/var/lib/neurorack node /opt/neurorack/versions/1.0.0.x/bin/neurorack.js calibrate\n';

  it('runs as the user of the service, whoever calls it', () => {
    expect(runs(0, 'root')).toBe(`runuser -u neurorack -- ${env}`);
    expect(runs(1000, 'pi')).toBe(`sudo -u neurorack -- ${env}`);
    expect(runs(998, 'neurorack')).toBe(env);
    expect(runs(1000, 'pi', { hasSudo: false })).toBe(
      "error: there is no sudo to become the service's user 'neurorack'\nremedy: log in as root\n",
    );
  });
});

/** Text for a word of the shell in single quotes. */
function quoted(text: string): string {
  return text.replaceAll("'", "'\\''");
}

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
