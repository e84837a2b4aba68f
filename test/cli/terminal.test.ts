import { spawn, spawnSync } from 'node:child_process';
import { copyFileSync, existsSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { beforeEach, describe, expect, it } from 'vitest';
import { encodeWav } from '../../src/descriptors/wav-file.ts';
import { TINY_MODEL } from '../model/tiny-model.ts';

const ROOT = join(import.meta.dirname, '../..');
const COMMAND = join(ROOT, 'bin/neurorack.js');
const MODEL = ['--models', dirname(TINY_MODEL), '--model', 'tiny-model'];
const isLinux = process.platform === 'linux';
const hasScript = isLinux && spawnSync('script', ['--version']).status === 0;

let folder = '';
let environment: NodeJS.ProcessEnv = {};
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'neurorack-terminal-'));
  const { NO_COLOR: _, ...others } = process.env;
  environment = { ...others, TERM: 'xterm', NEURORACK_HOME: join(folder, 'home') };
});

/** A folder with copies of a sound: a bank of them takes some seconds. */
function soundFolder(count: number): string {
  const sounds = join(folder, 'sounds');
  mkdirSync(sounds);
  const samples = Float32Array.from({ length: 88_200 }, (_, n) => 0.5 * Math.exp(-n / 30_000) * Math.sin(n / 40));
  writeFileSync(join(sounds, '0.wav'), encodeWav(samples, { sampleRate: 44_100, format: 'pcm16' }));
  for (let n = 1; n < count; n++) copyFileSync(join(sounds, '0.wav'), join(sounds, `${n}.wav`));
  return sounds;
}

interface Ended {
  readonly status: number | null;
  readonly signal: NodeJS.Signals | null;
  readonly output: string;
}

/** Runs a program, acts once its output has a word, and waits for its end. */
function runUntil(
  command: readonly string[],
  word: string,
  act: (child: ReturnType<typeof spawn>) => void,
): Promise<Ended> {
  const child = spawn(command[0], command.slice(1), { env: environment, stdio: 'pipe' });
  let output = '';
  let hasActed = false;
  const onData = (bytes: Buffer): void => {
    output += bytes.toString();
    if (hasActed || !output.includes(word)) return;
    hasActed = true;
    act(child);
  };
  child.stdout.on('data', onData);
  child.stderr.on('data', onData);
  return new Promise((resolve) => child.on('close', (status, signal) => resolve({ status, signal, output })));
}

const onTerminal = (args: readonly string[]): string[] => [
  'script',
  '-qec',
  [process.execPath, COMMAND, ...args].map((arg) => `'${arg}'`).join(' '),
  '/dev/null',
];

describe.skipIf(!hasScript)('on a terminal', () => {
  it('Ctrl-C ends a build of a bank at once, with cursor and line wrap as before and nothing partial left', async () => {
    const sounds = soundFolder(400);
    const bank = join(folder, 'b.nrbank');
    writeFileSync(bank, 'before');
    const ended = await runUntil(onTerminal(['bank', 'build', sounds, '-o', bank]), 'analysing', (script) =>
      script.stdin?.write('\x03'),
    );
    for (const hide of ['\x1b[?25l', '\x1b[?7l']) expect(ended.output).not.toContain(hide);
    expect(ended.status).toBe(130);
    expect([readFileSync(bank, 'utf8'), readdirSync(folder).sort()]).toEqual(['before', ['b.nrbank', 'sounds']]);
  });

  it('that is closed, `run` ends with a complete WAV file', async () => {
    const output = join(folder, 'out.wav');
    const args = ['run', ...MODEL, '--seconds', '80000', '--audio', `wav:${output}`];
    await runUntil(onTerminal(args), 'playing', (script) => script.kill('SIGKILL'));
    await expect.poll(() => readdirSync(folder), { timeout: 20_000 }).toEqual(['out.wav']);
    expect(readFileSync(output).toString('latin1', 0, 4)).toBe('RIFF');
  });

  it.each([{ TERM: 'dumb' }, { NO_COLOR: '1' }])('writes no escape sequence with %j', async (variables) => {
    environment = { ...environment, ...variables };
    const args = ['bank', 'build', soundFolder(3), '-o', join(folder, 'b.nrbank')];
    const { status, output } = await runUntil(onTerminal(args), 'never', () => undefined);
    expect([status, output.includes('\x1b')]).toEqual([0, false]);
    expect(output).toContain('3 sets');
  });
});

describe.skipIf(!isLinux)('a signal', () => {
  it.each(['SIGINT', 'SIGTERM', 'SIGHUP'] as const)(
    '%s ends a render and leaves the file as it was',
    async (signal) => {
      const output = join(folder, 'out.wav');
      writeFileSync(output, 'before');
      const sound = join(soundFolder(1), '0.wav');
      const args = [COMMAND, 'render', ...MODEL, '--set', sound, '--seconds', '600', '-o', output];
      const ended = await new Promise<Ended>((resolve) => {
        const render = spawn(process.execPath, args, { env: environment, stdio: 'ignore' });
        setTimeout(() => render.kill(signal), 700);
        render.on('close', (status, by) => resolve({ status, signal: by, output: '' }));
      });
      expect(ended.signal).toBe(signal);
      expect(readFileSync(output, 'utf8')).toBe('before');
    },
  );

  it.each(['SIGINT', 'SIGTERM', 'SIGHUP'] as const)('%s ends `run` with a complete WAV file', async (signal) => {
    const output = join(folder, 'out.wav');
    writeFileSync(output, 'before');
    const args = ['run', ...MODEL, '--seconds', '80000', '--audio', `wav:${output}`];
    const ended = await runUntil([process.execPath, COMMAND, ...args], 'playing', (run) => run.kill(signal));
    expect(ended.status).toBe(0);
    expect(readFileSync(output).toString('latin1', 0, 4)).toBe('RIFF');
    expect(readdirSync(folder)).toEqual(['out.wav']);
  });

  it.each(['SIGINT', 'SIGTERM', 'SIGHUP'] as const)(
    '%s ends an instrument whose panel has no address',
    async (signal) => {
      const args = ['start', '--headless', '--audio', 'null', ...MODEL, '--host', '192.0.2.1'];
      const { status, output } = await runUntil([process.execPath, COMMAND, ...args], 'playing', (start) =>
        start.kill(signal),
      );
      expect(output).toContain('warning: no panel: cannot listen on 192.0.2.1:4880');
      expect(status).toBe(0);
    },
  );
});

describe.skipIf(!isLinux)('a partial file', () => {
  it.each(['SIGINT', 'SIGTERM', 'SIGHUP', 'SIGQUIT', 'exit'] as const)('is removed when %s ends the process', (end) => {
    const program = join(folder, 'remove-at-exit.mjs');
    const part = join(folder, '.out.wav.1.part');
    const built = spawnSync(process.execPath, [
      join(ROOT, 'build/bundle-program.js'),
      'src/files/remove-at-exit.ts',
      program,
    ]);
    expect(built.status).toBe(0);
    writeFileSync(part, 'half');
    const finish =
      end === 'exit' ? 'process.exit(4)' : `process.kill(process.pid, '${end}'); setTimeout(() => {}, 60_000)`;
    const code = `import { removeAtExit } from ${JSON.stringify(program)}; removeAtExit(${JSON.stringify(part)}); ${finish}`;
    const { status, signal } = spawnSync(process.execPath, ['--input-type=module', '-e', code]);
    expect(end === 'exit' ? status : signal).toBe(end === 'exit' ? 4 : end);
    expect(existsSync(part)).toBe(false);
  });
});

describe.skipIf(!isLinux)('an output that is full', () => {
  it.each([
    [['--help']],
    [['--version']],
    [['describe', '0.wav']],
    [['describe', '0.wav', '--json']],
    [['bank', 'list', join(ROOT, 'banks/factory.nrbank')]],
    [['model', 'list']],
    [['doctor']],
    [['render', ...MODEL, '--set', '0.wav', '-o', 'o.wav']],
    [['run', ...MODEL, '--seconds', '1', '--json']],
  ])('%j: one sentence and exit code 3', (args) => {
    const cwd = soundFolder(1);
    const shell = ['-c', 'exec "$0" "$@" > /dev/full', process.execPath, COMMAND, ...args];
    const { status, stderr } = spawnSync('sh', shell, { cwd, env: environment, encoding: 'utf8' });
    expect([status, stderr]).toEqual([3, 'error: the output cannot be written: the disk is full\n']);
  });
});

describe.skipIf(!isLinux)('a system with something missing', () => {
  it('a removed working directory is named', () => {
    const gone = join(folder, 'gone');
    mkdirSync(gone);
    const shell = [
      '-c',
      `rmdir '${gone}'; exec "$0" "$@"`,
      process.execPath,
      COMMAND,
      'render',
      '--set',
      'Boom',
      '-o',
      'o.wav',
    ];
    const { status, stderr } = spawnSync('sh', shell, { cwd: gone, env: environment, encoding: 'utf8' });
    expect([status, stderr]).toEqual([
      3,
      'error: the working directory no longer exists\nremedy: change to a folder that exists\n',
    ]);
  });

  it('a user without a home folder needs NEURORACK_HOME, and nothing else', () => {
    const preload =
      "import os from 'node:os'; import { syncBuiltinESMExports } from 'node:module';" +
      "os.homedir = os.userInfo = () => { throw new Error('ENOENT'); }; syncBuiltinESMExports();";
    const run = (env: NodeJS.ProcessEnv) =>
      spawnSync(
        process.execPath,
        ['--import', `data:text/javascript,${encodeURIComponent(preload)}`, COMMAND, 'calibrate', '--show'],
        { env, encoding: 'utf8' },
      );
    const { NEURORACK_HOME: _, XDG_CONFIG_HOME: __, ...homeless } = environment;
    expect(run(homeless)).toMatchObject({ status: 3, stderr: expect.stringContaining('remedy: set NEURORACK_HOME') });
    expect(run(environment).status).toBe(0);
    expect(existsSync(join(folder, 'home', '.config'))).toBe(false);
  });
});
