import { spawnSync } from 'node:child_process';
import { existsSync, mkdtempSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { buildSync } from 'esbuild';
import { afterAll, describe, expect, it } from 'vitest';

const ROOT = join(import.meta.dirname, '../../..');
const hasAlsa = spawnSync('ldconfig', ['-p'], { encoding: 'utf8' }).stdout?.includes('libasound.so.2') === true;
const hasKoffi = existsSync(join(ROOT, 'node_modules/koffi'));

/** Runs `code` with `loadAlsa` in a process of its own: libasound writes to its standard error. */
const folder = mkdtempSync(join(ROOT, 'dist/alsa-messages-'));
afterAll(() => rmSync(folder, { recursive: true }));

function run(code: string): { status: number | null; stderr: string; stdout: string } {
  const outfile = join(folder, 'run.mjs');
  const library = join(ROOT, 'targets/common/src/alsa/alsa-library.ts');
  const contents = `import { loadAlsa } from ${JSON.stringify(library)}; import koffi from 'koffi'; ${code}`;
  const stdin = { contents, resolveDir: ROOT, loader: 'ts' } as const;
  buildSync({ stdin, outfile, bundle: true, platform: 'node', format: 'esm', external: ['koffi', 'onnx*'] });
  return spawnSync(process.execPath, [outfile], { encoding: 'utf8' });
}

describe.skipIf(!hasAlsa || !hasKoffi)('libasound', () => {
  it('writes nothing itself when a card is missing; its error code is returned', () => {
    const { stdout, stderr } = run("console.log(typeof loadAlsa().open('absent'));");
    expect(stderr).toBe('');
    expect(stdout).toBe('number\n');
  });

  it('would write lines without that', () => {
    const open =
      "koffi.load('libasound.so.2').func('int snd_pcm_open(_Out_ void **pcm, const char *name, int stream, int mode)')";
    const { stderr } = run(`void loadAlsa; ${open}([null], 'absent', 0, 0);`);
    expect(stderr).toContain('ALSA lib');
  });
});
