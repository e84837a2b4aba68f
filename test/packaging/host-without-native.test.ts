import { execFileSync, spawnSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, readdirSync, symlinkSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { beforeAll, describe, expect, it } from 'vitest';
import { loadSound } from '../../src/descriptors/sound-file.ts';

const ROOT = join(import.meta.dirname, '../..');
const PERFORMANCE = join(ROOT, 'docs/performances/first-steps.perf');
const temporary = (): string => mkdtempSync(join(tmpdir(), 'host-without-native-'));

describe('the build for a computer, where npm has no native ONNX Runtime', () => {
  let bundle: string;
  beforeAll(() => {
    const out = temporary();
    execFileSync(process.execPath, ['build/build-board.js', '--board', 'host', '--out', out], {
      cwd: ROOT,
      stdio: 'ignore',
    });
    bundle = join(out, 'host');
    // The packages of this checkout as if npm had installed them, without what the bundle does not name and this computer lacks.
    mkdirSync(join(bundle, 'node_modules'));
    for (const name of readdirSync(join(ROOT, 'node_modules'))) {
      if (name.startsWith('onnxruntime-')) continue;
      symlinkSync(join(ROOT, 'node_modules', name), join(bundle, 'node_modules', name));
    }
  });

  function run(...words: readonly string[]) {
    const command = [join(bundle, 'bin/neurorack.js'), ...words];
    return spawnSync(process.execPath, command, {
      encoding: 'utf8',
      env: { ...process.env, NEURORACK_HOME: temporary() },
    });
  }

  it('plays a performance in WebAssembly, says so once, and sounds as the native one within 1e-5 of the peak', async () => {
    const [here, native] = [join(temporary(), 'here.wav'), join(temporary(), 'native.wav')];
    const played = run('run', '--perform', PERFORMANCE, '--audio', `wav:${here}`);
    expect([played.status, played.stderr.match(/WebAssembly/g)?.length]).toEqual([0, 1]);
    expect(played.stderr).toContain('because onnxruntime-node is not installed');

    const command = ['bin/neurorack.js', 'run', '--accelerator', 'native', '--perform', PERFORMANCE];
    execFileSync(process.execPath, [...command, '--audio', `wav:${native}`], { cwd: ROOT, stdio: 'ignore' });
    const [{ samples: actual }, { samples: expected }] = await Promise.all([loadSound(here), loadSound(native)]);
    expect(actual.length).toBe(expected.length);
    let [peak, worst] = [0, 0];
    for (const [i, value] of expected.entries()) {
      peak = Math.max(peak, Math.abs(value));
      worst = Math.max(worst, Math.abs(value - actual[i]));
    }
    expect(peak).toBeGreaterThan(0.2);
    expect(worst).toBeLessThan(1e-5 * peak);
  });

  it('is reported by doctor as a warning with what it costs', () => {
    const { stdout } = run('doctor');
    expect(stdout).toMatch(/WARNING {2}accelerator: CPU, in WebAssembly: a network takes 1\.3 times as long/);
  });

  it('refuses the native accelerator with a remedy', () => {
    const { status, stderr } = run(
      'render',
      '--set',
      'Bell',
      '-o',
      join(temporary(), 'out.wav'),
      '--accelerator',
      'native',
    );
    expect(status).not.toBe(0);
    expect(stderr).toMatch(/onnxruntime-node.*could not be loaded/);
    expect(stderr).toContain('--accelerator wasm');
  });
});
