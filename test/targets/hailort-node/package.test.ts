import { execFileSync } from 'node:child_process';
import { existsSync, mkdtempSync, readdirSync, readFileSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { build } from 'esbuild';
import { beforeAll, describe, expect, it } from 'vitest';
import { fakeHef } from '../../../testing/hailort/fake-hef.ts';
import {
  buildHailort,
  COMPILATION_MS,
  type FakeHailort,
  hasCppCompiler,
} from '../../../testing/hailort/fake-library.ts';
import { MIXER } from '../../../testing/hailort/networks.ts';

const root = fileURLToPath(new URL('../../..', import.meta.url));
/** A project elsewhere with the packed package installed. */
const project = mkdtempSync(join(tmpdir(), 'hailort-project-'));

const node = (args: readonly string[], { library = '', nativePart }: Partial<FakeHailort> = {}): string =>
  execFileSync(process.execPath, args, {
    cwd: project,
    encoding: 'utf8',
    stdio: 'pipe',
    env: {
      ...process.env,
      HAILORT_LIBRARY: library,
      ...(nativePart === undefined ? {} : { HAILORT_NATIVE_PART: nativePart }),
    },
  });

describe('the package hailort-node in its published form', () => {
  beforeAll(() => {
    execFileSync(process.execPath, [`${root}build/package-hailort-node.js`], { stdio: 'inherit' });
    execFileSync('npm', ['pack', '--silent', '--pack-destination', project], { cwd: `${root}dist/hailort-node` });
    writeFileSync(`${project}/package.json`, '{ "type": "module" }');
    const archive = readdirSync(project).find((name) => name.endsWith('.tgz')) ?? '';
    const offline = ['--offline', '--omit=optional', '--no-audit', '--no-fund', '--silent'];
    execFileSync('npm', ['install', ...offline, `./${archive}`], { cwd: project });
    // Without a registry, koffi and the types of node are those of the checkout.
    for (const name of ['koffi', '@koromix', '@types', 'undici-types']) {
      if (existsSync(`${root}node_modules/${name}`))
        symlinkSync(`${root}node_modules/${name}`, `${project}/node_modules/${name}`);
    }
    const compilerOptions = { strict: true, noEmit: true, module: 'nodenext', target: 'es2023', types: ['node'] };
    writeFileSync(`${project}/tsconfig.json`, JSON.stringify({ compilerOptions, files: ['program.ts'] }));
  });

  it('has JavaScript, declarations, examples, licence and README, and no sources', () => {
    const packed: unknown = JSON.parse(
      execFileSync('npm', ['pack', '--dry-run', '--json', '--silent'], {
        cwd: `${root}dist/hailort-node`,
        encoding: 'utf8',
        stdio: ['ignore', 'pipe', 'ignore'],
      }),
    );
    const names = [...JSON.stringify(packed).matchAll(/"path":"([^"]+)"/g)].map(([, path]) => path);
    expect(names).toEqual(expect.arrayContaining(['LICENSE', 'README.md', 'lib/index.js', 'lib/index.d.ts']));
    expect(names).toContain('examples/run.ts');
    expect(names.filter((name) => name.startsWith('native/'))).toHaveLength(3);
    expect(names.filter((name) => name.endsWith('.ts') && !/^(examples\/|.*\.d\.ts$)/.test(name))).toEqual([]);
    const manifest = readFileSync(`${root}dist/hailort-node/package.json`, 'utf8');
    expect(manifest).not.toContain('@neurorack');
  });

  it('has types for strict programs', () => {
    const program = (status: string): string =>
      `import { HailortError, openInference } from 'hailort-node';
       export const frames: number = openInference({ hef: 'a.hef' }).inputs.length;
       export const isLate = (error: HailortError): boolean => error.code === '${status}';`;
    const check = (status: string): string => {
      writeFileSync(`${project}/program.ts`, program(status));
      return node([`${root}node_modules/typescript/bin/tsc`, '-p', '.']);
    };
    expect(check('HAILO_TIMEOUT')).toBe('');
    expect(() => check('HAILO_TIMEOUTS')).toThrow();
  });

  describe.skipIf(!hasCppCompiler).each([
    [4, 'HailoRT 4.24.0', 'hailo8'],
    [5, 'HailoRT 5.2.0', 'hailo10h'],
  ] as const)('over a libhailort %i compiled here', (line, name, chip) => {
    const example = async (program: string, ...args: readonly string[]): Promise<string> => {
      const outfile = `${project}/${program}.js`;
      const entryPoints = [`${root}targets/hailort-node/examples/${program}.ts`];
      await build({ entryPoints, outfile, format: 'esm', platform: 'node', target: 'node20.19' });
      return node([outfile, ...args], buildHailort(line));
    };

    it('runs its examples from end to end', { timeout: COMPILATION_MS }, async () => {
      writeFileSync(`${project}/mixer.hef`, fakeHef([MIXER], { chip }));
      const described = await example('chip');
      expect(described).toContain(name);
      expect(described).toContain(`0000:01:00.0  ${chip}  41.5 and 42.3 °C  HAILO-8 AI ACC`);
      const run = await example('run', 'mixer.hef', '50');
      expect(run).toContain('input mixer/a: 1x1x2 float32 NHWC, 8 bytes');
      expect(run).toMatch(/50 runs: half within \d+ us/);
      expect(run).toContain('first output: 0');
      expect(await example('pipeline', 'mixer.hef', '20')).toMatch(/^20 frames, \d+ a second/);
    });

    it('shows the remedy of an error in an example', async () => {
      writeFileSync(`${project}/broken.hef`, 'no HEF');
      await expect(example('run', 'broken.hef')).rejects.toThrow('HAILO_HEF_FILE_CORRUPTED');
      await expect(example('run', 'broken.hef')).rejects.toThrow('compare its checksum');
    });
  });
});
