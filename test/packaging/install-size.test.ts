import { execFileSync } from 'node:child_process';
import { existsSync, mkdtempSync, readFileSync, rmSync, symlinkSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { describe, expect, it, onTestFinished } from 'vitest';
import { z } from 'zod';

const ROOT = fileURLToPath(new URL('../../', import.meta.url));
const lockSchema = z.object({ packages: z.record(z.string(), z.object({ dev: z.boolean().optional() })) });

/** Returns a folder with this checkout's packages, as links to the same files: deleting one there deletes none here. */
function copyOfPackages(): string {
  const folder = mkdtempSync(join(ROOT, 'dist/install-'));
  onTestFinished(() => rmSync(folder, { recursive: true }));
  execFileSync('cp', ['-al', join(ROOT, 'node_modules'), folder]);
  return folder;
}

const trim = (folder: string): void =>
  void execFileSync(process.execPath, [join(ROOT, 'build/trim-packages.js'), '--root', folder]);

function megabytes(folder: string): number {
  return Number(execFileSync('du', ['-sm', join(folder, 'node_modules')], { encoding: 'utf8' }).split('\t')[0]);
}

// A dozen processes, each of which loads the whole program from cold files.
const PATIENCE_MS = 600_000;

describe.skipIf(process.platform !== 'linux')('the size of an installation', { timeout: PATIENCE_MS }, () => {
  it('is at most 450 MB for a developer, with the tools that build, test and type', () => {
    const folder = copyOfPackages();
    trim(folder);
    expect(megabytes(folder)).toBeLessThanOrEqual(450);
    const has = (path: string) => existsSync(join(folder, 'node_modules', path));
    expect(['vitest', 'esbuild', 'assemblyscript', 'typescript', 'zod'].filter((name) => !has(name))).toEqual([]);
    expect(has(`onnxruntime-node/bin/napi-v6/${process.platform}/${process.arch}`)).toBe(true);
  });

  it('is at most 120 MB for a player, who reads sounds of each kind and plays natively and in WebAssembly', () => {
    const folder = copyOfPackages();
    const { packages } = lockSchema.parse(JSON.parse(readFileSync(join(ROOT, 'package-lock.json'), 'utf8')));
    for (const [place, { dev }] of Object.entries(packages))
      if (dev === true) rmSync(join(folder, place), { recursive: true, force: true });
    // The program itself as a copy: Node looks for packages beside the real file.
    const program = ['bin', 'banks', 'boards', 'package.json', 'dist/cli', 'dist/panel', 'dist/start-up'];
    execFileSync('cp', ['-r', '--parents', ...program, folder], { cwd: ROOT });
    symlinkSync(join(ROOT, 'models'), join(folder, 'models'));
    trim(folder);
    expect(megabytes(folder)).toBeLessThanOrEqual(120);
    const neurorack = (...args: string[]) =>
      execFileSync(process.execPath, [join(folder, 'bin/neurorack.js'), ...args], { encoding: 'utf8', stdio: 'pipe' });
    const sounds = [
      'cowbell.mp3',
      'cowbell.ogg',
      'cowbell.opus',
      'cowbell-aac.m4a',
      'cowbell-24.flac',
      'cowbell-alac.m4a',
    ];
    for (const sound of sounds)
      expect(neurorack('describe', join(ROOT, 'test/fixtures/sounds', sound))).toContain('loudness');
    const file = join(folder, 'out.wav');
    for (const accelerator of ['native', 'wasm']) {
      neurorack('run', '--accelerator', accelerator, '--seconds', '0.5', '--audio', `wav:${file}`);
      expect(readFileSync(file).length).toBeGreaterThan(44_100);
    }
  });
});
