import { execFileSync, spawn, spawnSync } from 'node:child_process';
import { createHash, generateKeyPairSync } from 'node:crypto';
import { once } from 'node:events';
import {
  cpSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  symlinkSync,
  truncateSync,
  utimesSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { z } from 'zod';
import { freePort, noSshd, type SshBoard, startSshBoard, wrong } from './sshd.ts';

const ROOT = join(import.meta.dirname, '../..');
const TEMPORARY = mkdtempSync(join(tmpdir(), 'nr-deploy-'));
const BUILT = join(TEMPORARY, 'virtual');
/** Temporary files of the computer that deploys. */
const SPACED = join(TEMPORARY, 'a b 50%');
mkdirSync(SPACED);
const MODEL = 'neurorack virtual board rev 1';
const record = z.record(z.string(), z.unknown());
const read = (path: string): Record<string, unknown> => record.parse(JSON.parse(readFileSync(path, 'utf8')));

/** Beside those of other tests. */
function build(): void {
  const words = [join(ROOT, 'build/build-board.js'), '--board', 'virtual', '--out', TEMPORARY];
  execFileSync(process.execPath, words, { stdio: 'ignore' });
}

/** The virtual board's bundle as another version, or otherwise changed. */
function bundle(version: string, { board = {}, isMute = false }: { board?: object; isMute?: boolean } = {}): string {
  const folder = mkdtempSync(join(TEMPORARY, 'bundle-'));
  const copy = join(folder, 'virtual');
  cpSync(BUILT, copy, { recursive: true });
  const change = (name: string, changes: object): void =>
    writeFileSync(join(copy, name), `${JSON.stringify({ ...read(join(copy, name)), ...changes }, null, 2)}\n`);
  change('package.json', { version });
  change('board.json', board);
  // Not found by looking at it: only by having it play.
  if (isMute)
    writeFileSync(join(copy, 'dist/cli/engine-thread.js'), 'throw new Error("planted: this version does not play");\n');
  const sha256 = (name: string): string =>
    createHash('sha256')
      .update(readFileSync(join(copy, name)))
      .digest('hex');
  const names = Object.keys(record.parse(read(join(copy, 'build.json')).files));
  change('build.json', { version, files: Object.fromEntries(names.map((name) => [name, sha256(name)])) });
  const file = join(folder, `${version}.tgz`);
  execFileSync('tar', ['-czf', file, '-C', folder, 'virtual']);
  return file;
}

/** The packages that the bundle asks for, as links to this checkout's. */
function nodeModules(): string {
  const folder = mkdtempSync(join(TEMPORARY, 'packages-'));
  const { dependencies, optionalDependencies } = read(join(BUILT, 'package.json'));
  for (const name of Object.keys({ ...record.parse(dependencies), ...record.parse(optionalDependencies) })) {
    const from = join(ROOT, 'node_modules', name);
    if (!existsSync(from)) continue;
    mkdirSync(dirname(join(folder, name)), { recursive: true });
    symlinkSync(from, join(folder, name));
  }
  return folder;
}

describe.skipIf(noSshd !== undefined)(`neurorack deploy, over a real sshd on loopback (${noSshd ?? 'openssh'})`, () => {
  let board: SshBoard;
  beforeAll(async () => {
    build();
    board = await startSshBoard("the module's board");
    plantModel(MODEL);
  });
  afterAll(() => board?.close());

  const plantModel = (model: string): void => writeFileSync(join(board.prefix, 'proc/device-tree/model'), `${model}\0`);
  const installed = (which: string): unknown => {
    const file = join(board.prefix, 'opt/neurorack', which, 'build.json');
    return existsSync(file) ? read(file).version : undefined;
  };

  async function neurorack(words: readonly string[], config = board.config()) {
    const all = ['deploy', board.host, '--ssh-config', config, '--prefix', board.prefix, ...words];
    const child = spawn(process.execPath, [join(ROOT, 'bin/neurorack.js'), ...all], {
      env: { ...process.env, TMPDIR: SPACED },
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    const said = { stdout: '', stderr: '' };
    child.stdout.on('data', (chunk) => {
      said.stdout += chunk;
    });
    child.stderr.on('data', (chunk) => {
      said.stderr += chunk;
    });
    const [code] = await once(child, 'close');
    return { code, ...said };
  }

  const errorOf = ({ code, stderr }: { code: unknown; stderr: string }): unknown[] => [
    code,
    /^error: (.*)$/m.exec(stderr)?.[1],
    /^remedy: (.+)$/m.test(stderr),
  ];

  it('prints what a dry run would install and changes nothing', async () => {
    const { code, stdout } = await neurorack(['--bundle', bundle('1.0.0'), '--dry-run']);
    expect([code, stdout]).toEqual([0, `${board.host}: 1.0.0 for virtual would be installed; nothing was changed\n`]);
    expect(readdirSync(board.prefix)).toEqual(['proc']);
  });

  it('installs a version that plays, then the next one, and keeps the first', async () => {
    const first = await neurorack(['--bundle', bundle('1.0.0'), '--node-modules', nodeModules()]);
    expect([first.code, first.stdout], first.stderr).toEqual([0, `${board.host}: 1.0.0 for virtual plays\n`]);
    expect(existsSync(join(board.prefix, 'etc/systemd/system/neurorack.service'))).toBe(true);
    const second = await neurorack(['--bundle', bundle('1.1.0'), '--json']);
    expect(second.code, second.stderr).toBe(0);
    expect(JSON.parse(second.stdout)).toEqual({
      host: board.host,
      board: 'virtual',
      version: '1.1.0',
      before: '1.0.0',
      kept: '1.0.0',
      state: 'healthy',
    });
    expect([installed('current'), installed('previous')]).toEqual(['1.1.0', '1.0.0']);
    expect(readdirSync(join(dirname(board.prefix), 'home'))).toEqual([]); // nothing is left behind
    expect(readdirSync(SPACED)).toEqual([]);
  });

  it('repairs a version that is there already and damaged, names what is kept, and removes what a broken deployment left', async () => {
    const left = join(dirname(board.prefix), 'home/.neurorack-deploy.broken');
    mkdirSync(left);
    utimesSync(left, 0, 0);
    const chunk = join(board.prefix, 'opt/neurorack/current/dist/cli/engine-thread.js');
    const whole = readFileSync(chunk);
    truncateSync(chunk, 4096);
    const { code, stdout, stderr } = await neurorack(['--bundle', bundle('1.1.0')]);
    expect([code, stdout], stderr).toEqual([0, `${board.host}: 1.1.0 for virtual plays; 1.0.0 is kept\n`]);
    expect(readFileSync(chunk)).toEqual(whole);
    expect([installed('previous'), existsSync(left)]).toEqual(['1.0.0', false]);
  });

  it('gives the board the command neurorack', () => {
    const command = join(board.prefix, 'usr/local/bin/neurorack');
    expect(execFileSync(command, ['--version'], { encoding: 'utf8' })).toBe('1.1.0\n');
  });

  it('changes nothing where the version that is there already does not play', async () => {
    board.program('timeout', 'echo planted; exit 1');
    expect(errorOf(await neurorack(['--bundle', bundle('1.1.0')]))).toEqual([3, '1.1.0 does not play: planted', true]);
    board.program('timeout', 'exec /usr/bin/timeout "$@"');
    expect([installed('current'), installed('previous')]).toEqual(['1.1.0', '1.0.0']);
  });

  it('restores the previous version when the new one does not play, and reports the reason', async () => {
    const { code, stdout } = await neurorack(['--bundle', bundle('1.2.0', { isMute: true })]);
    expect(code).toBe(1);
    expect(stdout).toMatch(
      /: 1\.2\.0 does not play \(unhealthy: it does not play.*planted.*\); 1\.1\.0 is restored and plays\n$/,
    );
    expect([installed('current'), installed('previous'), installed('rejected')]).toEqual(['1.1.0', undefined, '1.2.0']);
  });

  it('rolls back with --rollback, once for each kept version', async () => {
    expect((await neurorack(['--bundle', bundle('1.3.0')])).code).toBe(0);
    const { code, stdout } = await neurorack(['--rollback']);
    expect([code, stdout]).toEqual([0, `${board.host}: 1.1.0 is restored and plays\n`]);
    expect(installed('current')).toBe('1.1.0');
    expect(errorOf(await neurorack(['--rollback']))).toEqual([3, `${board.host} has no previous version`, true]);
  });

  it('refuses a bundle for another processor, and one for another board', async () => {
    const architecture = process.arch === 'arm64' ? 'x64' : 'arm64';
    const other = await neurorack(['--bundle', bundle('2.0.0', { board: { architecture } })]);
    expect(errorOf(other)).toEqual([
      3,
      expect.stringMatching(`^the bundle is for ${architecture}, the board is `),
      true,
    ]);
    plantModel('Raspberry Pi 5 Model B Rev 1.0');
    expect(errorOf(await neurorack(['--bundle', bundle('2.0.0')]))).toEqual([
      3,
      expect.stringMatching(/^the bundle is for a Virtual board.*, the board is a Raspberry Pi 5 Model B Rev 1\.0$/),
      true,
    ]);
    plantModel(MODEL);
    expect(installed('current')).toBe('1.1.0');
  });

  it('refuses a board without free space, and one with an old Node', async () => {
    board.program('df', 'echo head; echo /dev/mmcblk0p2 1000 900 20480 98% /');
    expect(errorOf(await neurorack(['--bundle', bundle('2.0.0')]))).toEqual([
      3,
      expect.stringMatching(/^the board has 20 MB of free space and needs \d+ MB$/),
      true,
    ]);
    board.program('df', 'exec /bin/df "$@"');
    board.program('node', 'echo v18.20.4');
    expect(errorOf(await neurorack(['--bundle', bundle('2.0.0')]))).toEqual([3, 'the board has Node 18.20.4', true]);
    board.program('node', `exec ${process.execPath} "$@"`);
  });

  it('keeps the current version when the packages are not available', async () => {
    const words = ['--bundle', bundle('2.0.0'), '--node-modules', '/nowhere'];
    expect(errorOf(await neurorack(words))).toEqual([
      3,
      'it could not be installed: there is no folder /nowhere',
      true,
    ]);
    expect(installed('current')).toBe('1.1.0');
  });

  it('installs nothing without a signature on a board that has a key', async () => {
    const folder = join(board.prefix, 'etc/neurorack');
    mkdirSync(folder, { recursive: true });
    const { publicKey } = generateKeyPairSync('ed25519');
    writeFileSync(join(folder, 'release-key.pem'), publicKey.export({ type: 'spki', format: 'pem' }));
    expect(errorOf(await neurorack(['--bundle', bundle('2.0.0')]))).toEqual([
      3,
      expect.stringMatching(/^it could not be installed: build\.json in .* has no signature of the key in /),
      true,
    ]);
    expect(installed('current')).toBe('1.1.0');
    rmSync(folder, { recursive: true });
  });

  it('reports why it cannot connect: no SSH server, an unknown host key, a rejected key', async () => {
    const words = ['--bundle', bundle('2.0.0')];
    const { known, identity } = wrong(board);
    const closed = await neurorack(words, board.config({ port: String(await freePort()) }));
    expect(errorOf(closed)).toEqual([3, expect.stringContaining('it has no SSH server'), true]);
    const stranger = await neurorack(words, board.config({ known }));
    expect(errorOf(stranger)).toEqual([3, expect.stringContaining('its host key is unknown'), true]);
    const refused = await neurorack(words, board.config({ identity }));
    expect(errorOf(refused)).toEqual([3, expect.stringContaining('it rejects the key or the password'), true]);
  });
});

describe('health.sh', () => {
  /** Its answer on a board whose systemd says this of the service, before and after a while. */
  function healthOf(before: string, after: string, state: string, log = ''): string {
    const folder = mkdtempSync(join(TEMPORARY, 'health-'));
    cpSync(join(ROOT, 'packaging/health.sh'), join(folder, 'health.sh'));
    mkdirSync(join(folder, 'bin'));
    writeFileSync(join(folder, 'bin/neurorack.js'), `console.log('{"board":"virtual","findings":[]}')`);
    const programs = {
      systemctl: `case $* in *ActiveState*) echo ${state} ;; *) cat ${folder}/restarts ;; esac`,
      sleep: `echo ${after} > ${folder}/restarts`,
      journalctl: `cat ${folder}/log`,
    };
    writeFileSync(join(folder, 'restarts'), `${before}\n`);
    writeFileSync(join(folder, 'log'), `sound: alsa\n${log}`);
    for (const [name, script] of Object.entries(programs))
      writeFileSync(join(folder, name), `#!/bin/sh\n${script}\n`, { mode: 0o755 });
    const env = { ...process.env, PATH: `${folder}:${process.env.PATH}` };
    const answer = spawnSync('sh', [join(folder, 'health.sh')], { env, encoding: 'utf8' });
    const { status } = answer;
    const stdout = answer.stdout.replace(/^note: .*\n/m, ''); // no panel: test/packaging/health.test.ts has one
    return `${status}: ${stdout.split(':')[0].trim()}: ${stdout.trim()}`;
  }

  it('reports a service healthy that stays active', () => {
    expect(healthOf('3', '3', 'active')).toBe('0: healthy: healthy');
  });

  it('reports a service unhealthy that has failed, and one that is restarted again and again', () => {
    expect(healthOf('0', '0', 'failed')).toContain('1: unhealthy: unhealthy: the service is failed');
    expect(healthOf('0', '4', 'active')).toContain('the service ends and is started again and again');
  });

  it.each([
    "warning: the model 'impacts' does not play (its checksum differs), 'metal' is loaded",
    'error: no model plays: its checksum differs',
  ])('reports a service unhealthy that stays on and prints %j', (line) => {
    expect(healthOf('0', '0', 'active', `${line}\n`)).toContain(`its model does not load\n${line}`);
    expect(healthOf('0', '0', 'active', 'playing: impacts\n')).toBe('0: healthy: healthy');
  });

  it('reports a service unhealthy that plays silence, until its sound card is there', () => {
    const silent = "warning: silence plays until the sink opens: there is no sound card 'USB'; connect one\n";
    expect(healthOf('0', '0', 'active', silent)).toContain(
      '1: unhealthy: unhealthy: its sound card does not open\nwarning',
    );
    expect(healthOf('0', '0', 'active', `${silent}sound: alsa\n`)).toBe('0: healthy: healthy');
  });
});

describe('neurorack deploy', () => {
  const run = async (...words: string[]) => (await import('../cli/run-cli.ts')).runCli('deploy', ...words);

  it('refuses before it connects: no bundle, two bundles, an option as host, a foreign archive, a cut file, a cut archive', async () => {
    if (!existsSync(BUILT)) build();
    const text = join(TEMPORARY, 'text.tgz');
    writeFileSync(text, 'no archive');
    const foreign = join(TEMPORARY, 'foreign.tgz');
    execFileSync('tar', ['-czf', foreign, '-C', ROOT, 'bin', 'LICENSE']);
    const cut = bundle('3.0.0');
    const folder = dirname(cut);
    truncateSync(join(folder, 'virtual/dist/cli/engine-thread.js'), 4096);
    execFileSync('tar', ['-czf', cut, '-C', folder, 'virtual']);
    const half = join(TEMPORARY, 'half.tgz');
    writeFileSync(half, readFileSync(cut).subarray(0, 1_000_000));
    const cases = [
      [3, 'dist/cli/engine-thread.js in it differs from its checksum', 'pi@module', '--bundle', cut],
      [3, 'or not all of one', 'pi@module', '--bundle', half],
      [2, 'deploy needs either --board or --bundle', 'pi@module'],
      [2, 'deploy needs either --board or --bundle', 'pi@module', '--board', 'virtual', '--bundle', text],
      [2, 'is not a valid SSH destination', '--bundle', text, '--', '-oProxyCommand=id'],
      [3, 'not a neurorack bundle', 'pi@module', '--bundle', text],
      [3, 'it does not contain exactly one folder', 'pi@module', '--bundle', foreign],
      [3, 'cannot be read', 'pi@module', '--bundle', '/nowhere.tgz'],
    ] as const;
    for (const [code, why, ...words] of cases) {
      const found = await run(...words);
      expect([found.code, found.stderr]).toEqual([code, expect.stringContaining(why)]);
    }
  });
});
