import { execFileSync, spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import {
  cpSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  statSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { beforeAll, describe, expect, it } from 'vitest';
import { z } from 'zod';

const ROOT = join(import.meta.dirname, '../..');
const text = (path: string): string => readFileSync(path, 'utf8');
const json = (path: string): unknown => JSON.parse(text(path));

const targetSchema = z.object({ name: z.string(), dependencies: z.record(z.string(), z.string()) });

/** Allowed content of a bundle beside the instrument's own packages: the target, and the packages of `targets/` that its package.json names. */
function packagesOf(target: string): string[] {
  const { dependencies } = targetSchema.parse(json(join(ROOT, 'targets', target, 'package.json')));
  const folders = Object.keys(dependencies).map((name) => name.replace('@neurorack/', ''));
  return [target, ...folders.filter((name) => existsSync(join(ROOT, 'targets', name)))].sort();
}

/** Every board that has a file, and its target: all build from one checkout; a browser's folder has tests of its own (test/targets/browser). */
const BOARDS = readdirSync(join(ROOT, 'boards'))
  .filter((name) => name.endsWith('.yaml'))
  .map(
    (name) => [name.replace('.yaml', ''), /^target: (.*)$/m.exec(text(join(ROOT, 'boards', name)))?.[1] ?? ''] as const,
  )
  .filter(([, target]) => target !== 'browser');

const manifestSchema = z.object({
  artifacts: z.array(z.object({ accelerator: z.string(), precision: z.string(), file: z.string() })),
});
const buildSchema = z.object({
  board: z.string(),
  evidence: z.string(),
  targets: z.array(z.string()),
  files: z.record(z.string(), z.string()),
});
const lockSchema = z.object({
  packages: z.record(z.string(), z.looseObject({ version: z.string().optional(), integrity: z.string().optional() })),
});
const packageSchema = z.object({
  dependencies: z.record(z.string(), z.string()),
  optionalDependencies: z.record(z.string(), z.string()),
});

describe.each(BOARDS)('the build for %s', (id, target) => {
  const folder = join(ROOT, 'dist/boards', id);
  beforeAll(() => {
    const build = [join(ROOT, 'build/build-board.js'), '--board', id];
    // Its last line contains the size.
    execFileSync(process.execPath, build, { cwd: ROOT, stdio: ['ignore', 'inherit', 'ignore'] });
  });

  it('contains the code of its own target only', () => {
    const build = buildSchema.parse(json(join(folder, 'build.json')));
    expect([build.board, build.targets]).toEqual([id, packagesOf(target)]);
    expect(build.evidence).toBe(/^evidence: ([\w-]+)/m.exec(text(join(ROOT, 'boards', `${id}.yaml`)))?.[1]);
    // Independent of build.json: esbuild's comments and maps name the file of each piece of code.
    const found = new Set<string>();
    for (const name of readdirSync(join(folder, 'dist/cli'))) {
      for (const [, part] of text(join(folder, 'dist/cli', name)).matchAll(/targets\/([a-z-]+)\/src\//g))
        found.add(part);
    }
    expect([...found].sort()).toEqual(packagesOf(target));
  });

  it('contains no native code, which is downloaded or compiled on the board', () => {
    const names = readdirSync(folder, { recursive: true, encoding: 'utf8' });
    expect(existsSync(join(folder, 'container'))).toBe(existsSync(join(ROOT, 'targets', target, 'container')));
    // Sources alone, of the target or of its binding.
    const native = join(folder, 'native');
    if (existsSync(join(ROOT, 'targets', target, 'native'))) expect(existsSync(native)).toBe(true);
    for (const name of existsSync(native) ? readdirSync(native) : []) {
      const origins = packagesOf(target).filter((one) => existsSync(join(ROOT, 'targets', one, 'native', name)));
      expect.soft(origins, name).toHaveLength(1);
    }
    expect(names.filter((name) => /node_modules|\.(node|so|so\..*|dylib|dll)$/.test(name))).toEqual([]);
  });

  it('contains the licences of the code and of its font', () => {
    expect(text(join(folder, 'LICENSE'))).toBe(text(join(ROOT, 'LICENSE')));
    expect(text(join(folder, 'LICENSE-spleen'))).toContain('Frederic Cambus');
  });

  it('contains the two files of ONNX Runtime in WebAssembly where it is the fallback, and nothing else of its package', () => {
    const names = readdirSync(folder, { recursive: true, encoding: 'utf8' }).filter((name) =>
      name.includes('ort-wasm'),
    );
    const files = ['mjs', 'wasm'].map((suffix) => join('dist/onnx-wasm', `ort-wasm-simd-threaded.${suffix}`));
    expect(names.sort()).toEqual(target === 'host' ? files : []);
    expect(packageSchema.parse(json(join(folder, 'package.json'))).dependencies['onnxruntime-web']).toBeUndefined();
  });

  it('requires packages at the versions tested here, and none of another board', () => {
    const { dependencies, optionalDependencies } = packageSchema.parse(json(join(folder, 'package.json')));
    for (const [name, version] of Object.entries({ ...dependencies, ...optionalDependencies })) {
      expect.soft(version, name).toMatch(/^\d+\.\d+\.\d+/);
    }
    // A board without WebAssembly needs it.
    const runtime = target === 'host' ? optionalDependencies : dependencies;
    expect(runtime['onnxruntime-node']).toBe('1.30.0');
    // Of a board file that names their drivers.
    const ofDrivers = ['i2c-bus', 'rpio', 'spi-device'];
    expect(
      Object.keys(optionalDependencies)
        .filter((name) => !ofDrivers.includes(name))
        .sort(),
    ).toEqual(
      target === 'host' ? ['@julusian/midi', 'decibri', 'koffi', 'onnxruntime-node'] : ['@julusian/midi', 'koffi'],
    );
    for (const other of ['hailort-node', 'naudiodon', 'vite', 'typescript', 'vitest', 'esbuild'])
      expect.soft(dependencies[other]).toBeUndefined();
  });

  it('contains a lockfile that npm installs from, with a checksum for every package and what packages need', () => {
    const { packages } = lockSchema.parse(json(join(folder, 'package-lock.json')));
    const { '': own, ...others } = packages;
    expect(packageSchema.parse(own)).toEqual(packageSchema.parse(json(join(folder, 'package.json'))));
    const all = lockSchema.parse(json(join(ROOT, 'package-lock.json'))).packages;
    for (const [place, { version, integrity }] of Object.entries(others)) {
      expect.soft([version, integrity], place).toEqual([all[place]?.version, all[place]?.integrity]);
      expect.soft(integrity, place).toMatch(/^sha512-/);
    }
    // npm refuses a lockfile that does not fit package.json, before it downloads anything.
    const words = ['ci', '--omit=dev', '--ignore-scripts', '--dry-run', '--offline', '--no-audit', '--no-fund'];
    const copy = mkdtempSync(join(tmpdir(), 'neurorack-lock-'));
    for (const name of ['package.json', 'package-lock.json']) cpSync(join(folder, name), join(copy, name));
    const { status, stderr } = spawnSync('npm', words, { cwd: copy, encoding: 'utf8' });
    expect(status, stderr).toBe(0);
  });

  it('contains the artifacts of each model for its accelerator, without training files', () => {
    for (const model of readdirSync(join(folder, 'models'))) {
      const files = readdirSync(join(folder, 'models', model));
      expect(files.filter((name) => name.endsWith('.md') || name === 'figures')).toEqual([]);
      const { artifacts } = manifestSchema.parse(json(join(folder, 'models', model, 'manifest.json')));
      expect(artifacts.length).toBeGreaterThan(0);
      for (const { accelerator, precision, file } of artifacts) {
        expect([accelerator, precision, files.includes(file)]).toEqual(['onnxruntime', 'fp32', true]);
      }
    }
  });

  it('lists the checksum of every file', () => {
    const { files } = buildSchema.parse(json(join(folder, 'build.json')));
    const found = readdirSync(folder, { recursive: true, withFileTypes: true }).filter((entry) => entry.isFile());
    expect(Object.keys(files)).toHaveLength(found.length - 1);
    for (const [name, checksum] of Object.entries(files)) {
      expect
        .soft(
          createHash('sha256')
            .update(readFileSync(join(folder, name)))
            .digest('hex'),
          name,
        )
        .toBe(checksum);
    }
  });

  it('is small enough to be copied over a slow network, beside a large model', () => {
    const archive = readdirSync(join(ROOT, 'dist/boards')).find((name) => name.startsWith(`neurorack-${id}-`));
    const large = join(folder, 'models/impacts-xl');
    const ofLarge = readdirSync(large).reduce((sum, name) => sum + gzipSync(readFileSync(join(large, name))).length, 0);
    expect(ofLarge).toBeLessThan(6 * 2 ** 20);
    expect(statSync(join(ROOT, 'dist/boards', archive ?? '')).size - ofLarge).toBeLessThan(12 * 2 ** 20);
  });

  it('has the size that docs/deploy.md names', () => {
    const archive = readdirSync(join(ROOT, 'dist/boards')).find((name) => name.startsWith(`neurorack-${id}-`)) ?? '';
    const page = readFileSync(join(ROOT, 'docs/deploy.md'), 'utf8');
    // A board that the page does not list is no fault: adding one needs no edit there.
    const row = page.split('\n').find((line) => line.startsWith('| `') && line.includes(`\`${id}\``));
    const named = /([\d.]+) MB/.exec(row ?? '')?.[1];
    const megabytes = statSync(join(ROOT, 'dist/boards', archive)).size / 2 ** 20;
    expect(Math.abs(Number(named ?? megabytes) - megabytes)).toBeLessThan(1);
  });

  it('starts, and names its board', () => {
    const { status, stderr } = spawnSync(
      process.execPath,
      [join(folder, 'bin/neurorack.js'), 'run', '--board', 'other'],
      {
        encoding: 'utf8',
      },
    );
    expect([status, stderr]).toEqual([
      2,
      `error: this build has no board 'other'\nremedy: use --board ${id}, or a build for that board\n`,
    ]);
  });
});

describe('a build', () => {
  const run = (...words: string[]) =>
    spawnSync(process.execPath, [join(ROOT, 'build/build-board.js'), ...words], { cwd: ROOT, encoding: 'utf8' });

  it('names the boards when the given one does not exist', () => {
    const { status, stderr } = run('--board', 'pi6');
    expect([status, stderr]).toEqual([
      2,
      expect.stringContaining("there is no board 'pi6'\nremedy: use one of browser, host, jetson-nano"),
    ]);
  });

  it('accepts a board file from outside, with its panel beside it', () => {
    const out = mkdtempSync(join(tmpdir(), 'neurorack-boards-'));
    const { status } = run('--board', 'ci/virtual-board/boards/virtual-breakouts.yaml', '--out', out);
    expect(status).toBe(0);
    expect(json(join(out, 'virtual-breakouts/board.json'))).toMatchObject({
      panel: { cv: { adc: 'ads1115' }, display: { controller: 'sh1106' }, knob: { kind: 'io-expander' } },
    });
  });

  it('explains what to give when the file does not exist', () => {
    const { status, stderr } = run('--board', '/nowhere/mine.yaml');
    expect([status, stderr]).toEqual([
      2,
      expect.stringContaining('remedy: give an id of boards/, or a file whose panel'),
    ]);
  });

  /** A folder of models with one that somebody made a HEF of. */
  function modelsWithHef(): string {
    const models = mkdtempSync(join(tmpdir(), 'neurorack-models-'));
    cpSync(join(ROOT, 'models/impacts'), join(models, 'impacts'), { recursive: true });
    const path = join(models, 'impacts/manifest.json');
    const manifest = z.looseObject({ artifacts: z.array(z.looseObject({})) }).parse(json(path));
    const hef = {
      ...manifest.artifacts[0],
      accelerator: 'hailo-8',
      precision: 'int8',
      kind: 'stateless',
      file: 'a.hef',
    };
    writeFileSync(path, JSON.stringify({ ...manifest, artifacts: [...manifest.artifacts, hef] }));
    writeFileSync(join(models, 'impacts/a.hef'), 'compiled elsewhere');
    return models;
  }

  const artifactsIn = (id: string): string[] =>
    manifestSchema
      .parse(json(join(ROOT, 'dist/boards', id, 'models/impacts/manifest.json')))
      .artifacts.map(({ accelerator, precision }) => `${accelerator} ${precision}`);

  it('contains for a Hailo-8 its HEF, and the network of the CPU fallback', () => {
    const { status, stderr } = run('--board', 'pi5-hailo8', '--models', modelsWithHef());
    expect([status, stderr]).toEqual([0, '']);
    expect(artifactsIn('pi5-hailo8')).toEqual(['onnxruntime fp32', 'hailo-8 int8']);
    expect(text(join(ROOT, 'dist/boards/pi5-hailo8/models/impacts/a.hef'))).toBe('compiled elsewhere');
  });

  it('says why no Hailo plays a RAVE model, and contains its decoder and encoder for the processor', () => {
    const models = mkdtempSync(join(tmpdir(), 'neurorack-models-'));
    cpSync(join(ROOT, 'test/families/rave/tiny'), join(models, 'strings'), { recursive: true });
    const out = mkdtempSync(join(tmpdir(), 'neurorack-boards-'));
    const { status, stderr } = run('--board', 'pi5-hailo8', '--models', models, '--out', out);
    expect(status).toBe(0);
    expect(stderr).toMatch(
      /^warning: the model strings does not run on hailo-8, the processor will play it: a RAVE decoder passes .*\nremedy: .*doctor --board pi5-hailo8/,
    );
    const files = readdirSync(join(out, 'pi5-hailo8/models/strings'));
    expect(files).toEqual(expect.arrayContaining(['tiny.onnx', 'tiny-encoder.onnx']));
  });

  it('leaves out for a Hailo-8L the HEF of a Hailo-8, and explains how to make one', () => {
    const { status, stderr } = run('--board', 'pi5-hailo8l', '--models', modelsWithHef());
    expect([status, stderr]).toEqual([
      0,
      'warning: the model impacts has no HEF for hailo-8l: the processor will play it\n' +
        'remedy: make one as targets/pi-hailo/recipe/README.md says, and build again\n',
    ]);
    expect(artifactsIn('pi5-hailo8l')).toEqual(['onnxruntime fp32']);
  });

  it('plays for a Hailo on the CPU without a HEF, and gives the reason', () => {
    run('--board', 'pi5-hailo8');
    const out = join(mkdtempSync(join(tmpdir(), 'neurorack-render-')), 'out.wav');
    const words = ['render', '--set', 'Boom', '--seconds', '0.2', '-o', out];
    const binary = join(ROOT, 'dist/boards/pi5-hailo8/bin/neurorack.js');
    const { status, stderr } = spawnSync(process.execPath, [binary, ...words], { encoding: 'utf8' });
    expect([status, stderr]).toEqual([
      0,
      expect.stringMatching(
        /^warning: rendered on the CPU instead of the accelerator: .* no artifact for hailo-8,.*\nremedy: /,
      ),
    ]);
    expect(statSync(out).size).toBeGreaterThan(3 * 0.2 * 44_100);
  });
});

describe('the build for a Jetson', () => {
  const folder = join(ROOT, 'dist/boards/jetson-nano');

  it('contains the source of the native part for TensorRT, and its Makefile', () => {
    const files = ['Makefile', 'build_engine.cpp', 'neurorack_trt.cpp', 'neurorack_trt.h'];
    expect(readdirSync(join(folder, 'native')).sort()).toEqual(files);
    const dry = execFileSync('sh', [join(folder, 'install.sh'), '--dry-run'], { encoding: 'utf8' });
    expect(dry).toMatch(/would run: make -C \/opt\/neurorack\/versions\/[^/]+\/native all/);
  });

  it('plays on the CPU until the native part is built, and explains how to build it', () => {
    const out = join(mkdtempSync(join(tmpdir(), 'neurorack-render-')), 'out.wav');
    const words = [join(folder, 'bin/neurorack.js'), 'render', '--set', 'Boom', '--seconds', '0.2', '-o', out];
    const { status, stderr } = spawnSync(process.execPath, words, { encoding: 'utf8' });
    expect([status, stderr]).toEqual([
      0,
      expect.stringMatching(
        /^warning: rendered on the CPU instead of the accelerator: the native part of TensorRT has not been made.*\nremedy: run `sudo make -C/,
      ),
    ]);
    expect(statSync(out).size).toBeGreaterThan(3 * 0.2 * 44_100);
  });

  it('gives its container the devices and limits of its service', () => {
    const { buses } = z.object({ buses: z.record(z.string(), z.number()) }).parse(json(join(folder, 'board.json')));
    const unit = text(join(folder, 'container/neurorack-container.service'));
    const service = text(join(folder, 'neurorack.service'));
    const devices = [...unit.matchAll(/--device (\S+)/g)].map(([, device]) => device);
    const bus = Object.values(buses).map((number) => `/dev/i2c-${number}`);
    expect(devices).toEqual([...bus, '/dev/gpiochip0', '/dev/gpiochip1', '/dev/snd']);
    expect(unit).toContain(`--ulimit rtprio=${/^LimitRTPRIO=(\d+)$/m.exec(service)?.[1]} `);
    const dockerfile = text(join(folder, 'container/Dockerfile'));
    const start = /^CMD (\[.*\])$/m.exec(dockerfile)?.[1] ?? '[]';
    expect(service).toContain(`ExecStart=/usr/bin/env ${z.array(z.string()).parse(JSON.parse(start)).join(' ')}\n`);
    for (const [, name, value] of service.matchAll(/^Environment=(\w+)=(\S+)$/gm))
      expect(dockerfile).toMatch(new RegExp(`^ENV .*${name}=${value}`, 'm'));
    const [major, minor] = (/^ARG NODE=v(.*)$/m.exec(dockerfile)?.[1] ?? '0.0').split('.').map(Number);
    expect(major * 1000 + minor).toBeGreaterThanOrEqual(20_019);
  });
});

describe('install.sh', () => {
  it('prints the actions of a dry run and changes nothing', () => {
    const script = join(ROOT, 'dist/boards/pi5-cpu/install.sh');
    const said = execFileSync('sh', [script, '--dry-run'], { encoding: 'utf8' });
    expect(said).toMatch(/^neurorack \d+\.\d+\.\d+ for pi5-cpu/);
    expect(said).toContain('would run: systemctl enable neurorack.service');
    expect(said).not.toMatch(/^changed over/m);
    expect(said.trimEnd().endsWith('nothing was changed')).toBe(true);
  });

  it('changes nothing in a second run, and refuses unknown options', () => {
    const script = join(ROOT, 'dist/boards/pi5-cpu/install.sh');
    const prefix = mkdtempSync(join(tmpdir(), 'neurorack-prefix-'));
    const packages = mkdtempSync(join(tmpdir(), 'neurorack-packages-'));
    const install = () =>
      execFileSync('sh', [script, '--prefix', prefix, '--node-modules', packages], { encoding: 'utf8' });
    expect(install()).toContain('changed over');
    const files = () => readdirSync(prefix, { recursive: true, encoding: 'utf8' }).sort();
    const after = files();
    expect(after).toEqual(
      expect.arrayContaining([
        'opt/neurorack/current',
        'etc/security/limits.d/neurorack.conf',
        'usr/local/bin/neurorack',
      ]),
    );
    expect(existsSync(join(prefix, 'opt/neurorack/current/bin/neurorack.js'))).toBe(true);
    expect(install()).toContain('this version is there already');
    expect(files()).toEqual(after);
    const { status, stderr } = spawnSync('sh', [script, '--prefx', prefix], { encoding: 'utf8' });
    expect([status, stderr.split('\n')[0]]).toEqual([2, 'error: --prefx is not known here']);
  });

  const hasMake = spawnSync('make', ['--version']).status === 0;
  it.skipIf(!hasMake)(
    'makes the native part of a target on the board, and goes on where it cannot (needs make)',
    () => {
      const from = mkdtempSync(join(tmpdir(), 'neurorack-native-'));
      cpSync(join(ROOT, 'dist/boards/pi5-cpu'), from, { recursive: true });
      mkdirSync(join(from, 'native'));
      const packages = mkdtempSync(join(tmpdir(), 'neurorack-packages-'));
      const install = (makefile: string): string => {
        writeFileSync(join(from, 'native/Makefile'), makefile);
        const prefix = mkdtempSync(join(tmpdir(), 'neurorack-prefix-'));
        const words = [join(from, 'install.sh'), '--prefix', prefix, '--node-modules', packages];
        const said = execFileSync('sh', words, { encoding: 'utf8', stdio: ['ignore', 'pipe', 'ignore'] });
        const made = existsSync(join(prefix, 'opt/neurorack/current/native/made'));
        return `${made ? 'made' : 'not made'}, ${said.includes('warning: it could not be built') ? 'warned' : 'silent'}, ${said.trimEnd().split('\n').at(-1)}`;
      };
      expect(install('all:\n\ttouch made\n')).toBe('made, silent, done');
      expect(install('all:\n\tfalse\n')).toBe('not made, warned, done');
    },
  );
});
