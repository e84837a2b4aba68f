import { execFileSync, spawnSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, readdirSync, symlinkSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { beforeAll, describe, expect, it } from 'vitest';
import { soundDifference } from './sound-difference.ts';

const ROOT = join(import.meta.dirname, '../..');
const PERFORMANCE = join(ROOT, 'docs/performances/first-steps.perf');
const temporary = (): string => mkdtempSync(join(tmpdir(), 'host-without-native-'));
const ONNX = 'onnxruntime-';

/** The build for a computer, with the packages of this checkout as if npm had installed them, except those that a name begins with. */
function bundleWithout(...absent: readonly string[]): string {
  const out = temporary();
  execFileSync(process.execPath, ['build/build-board.js', '--board', 'host', '--out', out], {
    cwd: ROOT,
    stdio: 'ignore',
  });
  const bundle = join(out, 'host');
  mkdirSync(join(bundle, 'node_modules'));
  for (const name of readdirSync(join(ROOT, 'node_modules'))) {
    if (absent.some((start) => name.startsWith(start))) continue;
    symlinkSync(join(ROOT, 'node_modules', name), join(bundle, 'node_modules', name));
  }
  return bundle;
}

function run(bundle: string, ...words: readonly string[]) {
  return spawnSync(process.execPath, [join(bundle, 'bin/neurorack.js'), ...words], {
    encoding: 'utf8',
    env: { ...process.env, NEURORACK_HOME: temporary() },
  });
}

let native: string;
beforeAll(() => {
  native = join(temporary(), 'native.wav');
  const command = ['bin/neurorack.js', 'run', '--accelerator', 'native', '--perform', PERFORMANCE];
  execFileSync(process.execPath, [...command, '--audio', `wav:${native}`], { cwd: ROOT, stdio: 'ignore' });
});

describe.each([
  { absent: [ONNX], koffi: undefined, accelerator: 'WARNING' },
  {
    absent: ['koffi'],
    koffi: 'a network of the family rave takes 1.5 times as long, and the sound',
    accelerator: 'ok     ',
  },
  { absent: [ONNX, 'koffi'], koffi: 'the sound', accelerator: 'WARNING' },
])('the build for a computer without $absent', ({ absent, koffi, accelerator }) => {
  let bundle: string;
  beforeAll(() => {
    bundle = bundleWithout(...absent);
  });

  it('plays a performance without a message, and sounds as with ONNX Runtime within 1e-5 of the peak', async () => {
    const wav = join(temporary(), 'here.wav');
    const { status, stderr } = run(bundle, 'run', '--perform', PERFORMANCE, '--audio', `wav:${wav}`);
    expect([status, stderr.includes('onnxruntime-node')]).toEqual([0, false]);
    const { peak, worst } = await soundDifference(native, wav);
    expect(peak).toBeGreaterThan(0.2);
    expect(worst).toBeLessThan(1e-5 * peak);
  });

  it('is reported by doctor with what it costs and a remedy, and can play', () => {
    const { status, stdout } = run(bundle, 'doctor');
    expect([status, stdout]).toEqual([0, expect.stringContaining(`${accelerator}  accelerator: CPU, `)]);
    expect(
      stdout.match(/koffi is not installed: (.*) may have a gap every few seconds\n.*npm install koffi/)?.[1],
    ).toBe(koffi);
    expect(/in WebAssembly: a network takes 1\.3 times as long/.test(stdout)).toBe(absent.includes(ONNX));
  });
});

describe('the build for a computer without a native ONNX Runtime', () => {
  it('refuses the native accelerator with a remedy', () => {
    const out = join(temporary(), 'out.wav');
    const { status, stderr } = run(
      bundleWithout(ONNX),
      'render',
      '--set',
      'Bell',
      '-o',
      out,
      '--accelerator',
      'native',
    );
    expect(status).not.toBe(0);
    expect(stderr).toMatch(/onnxruntime-node.*could not be loaded/);
    expect(stderr).toContain('--accelerator wasm');
  });
});

describe('the build for a computer without koffi', () => {
  it.skipIf(process.platform !== 'linux')('plays in real time, and names what that costs', () => {
    const { status, stderr } = run(bundleWithout('koffi'), 'run', '--audio', 'browser', '--seconds', '0.3');
    expect([status, stderr]).toEqual([
      0,
      expect.stringContaining('sound: browser; without koffi it may have a gap every few seconds'),
    ]);
  });
});
