import { execFileSync, spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { readdirSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { beforeAll, describe, expect, it } from 'vitest';
import { z } from 'zod';

const ROOT = join(import.meta.dirname, '../..');
const text = (path: string): string => readFileSync(path, 'utf8');
const json = (path: string): unknown => JSON.parse(text(path));

/** Boards that can be built, and the target packages that may be in their bundles. */
const BOARDS = [
  ['host', ['common', 'host']],
  ['pi4-cpu', ['common', 'linux-io', 'pi-cpu']],
  ['pi5-cpu', ['common', 'linux-io', 'pi-cpu']],
] as const;

const buildSchema = z.object({
  board: z.string(),
  evidence: z.string(),
  targets: z.array(z.string()),
  files: z.record(z.string(), z.string()),
});
const packageSchema = z.object({
  dependencies: z.record(z.string(), z.string()),
  optionalDependencies: z.record(z.string(), z.string()),
});

describe.each(BOARDS)('the build for %s', (id, targets) => {
  const folder = join(ROOT, 'dist/boards', id);
  beforeAll(() => {
    execFileSync(process.execPath, [join(ROOT, 'scripts/build-board.js'), '--board', id], { cwd: ROOT });
  });

  it('holds the code of its own target and of no other', () => {
    const build = buildSchema.parse(json(join(folder, 'build.json')));
    expect([build.board, build.targets]).toEqual([id, targets]);
    expect(build.evidence).toBe(id === 'host' ? 'measured' : 'never-run');
  });

  it('asks for packages at the versions that are tested here, and for none of another board', () => {
    const { dependencies, optionalDependencies } = packageSchema.parse(json(join(folder, 'package.json')));
    for (const [name, version] of Object.entries({ ...dependencies, ...optionalDependencies })) {
      expect.soft(version, name).toMatch(/^\d+\.\d+\.\d+/);
    }
    expect(dependencies['onnxruntime-node']).toBe('1.30.0');
    expect('i2c-bus' in optionalDependencies).toBe(id !== 'host');
    for (const other of ['naudiodon', 'vite', 'typescript', 'vitest', 'esbuild'])
      expect.soft(dependencies[other]).toBeUndefined();
  });

  it('holds of each model what its accelerator takes, and nothing of how it was made', () => {
    for (const model of readdirSync(join(folder, 'models'))) {
      const files = readdirSync(join(folder, 'models', model));
      expect(files.filter((name) => name.endsWith('.md') || name === 'figures')).toEqual([]);
      const manifest = z
        .object({ artifacts: z.array(z.object({ accelerator: z.string(), file: z.string() })) })
        .parse(json(join(folder, 'models', model, 'manifest.json')));
      for (const { accelerator, file } of manifest.artifacts) {
        expect([accelerator, files.includes(file)]).toEqual(['onnxruntime', true]);
      }
    }
  });

  it('says the checksum of every file', () => {
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

  it('is small enough to be copied over a slow network', () => {
    const archive = readdirSync(join(ROOT, 'dist/boards')).find((name) => name.startsWith(`neurorack-${id}-`));
    expect(statSync(join(ROOT, 'dist/boards', archive ?? '')).size).toBeLessThan(12 * 2 ** 20);
  });

  it('starts, and knows which board it is for', () => {
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
    spawnSync(process.execPath, [join(ROOT, 'scripts/build-board.js'), ...words], { cwd: ROOT, encoding: 'utf8' });

  it('of a board that is not there names those that are', () => {
    const { status, stderr } = run('--board', 'pi6');
    expect([status, stderr]).toEqual([
      2,
      expect.stringContaining("there is no board 'pi6'\nremedy: use one of host, jetson-nano"),
    ]);
  });

  it('of a board whose target is not written yet says so', () => {
    const { status, stderr } = run('--board', 'jetson-nano');
    expect([status, stderr.split('\n')[0]]).toEqual([
      3,
      "error: the target 'jetson-tensorrt' of board 'jetson-nano' is not built yet",
    ]);
  });
});

describe('install.sh', () => {
  it('says what it would do, and does nothing, when it runs dry', () => {
    const script = join(ROOT, 'dist/boards/pi5-cpu/install.sh');
    const said = execFileSync('sh', [script, '--dry-run'], { encoding: 'utf8' });
    expect(said).toMatch(/^neurorack \d+\.\d+\.\d+ for pi5-cpu/);
    expect(said).toContain('would run: systemctl enable neurorack.service');
    expect(said.trimEnd().endsWith('done')).toBe(true);
  });
});
