import { execFileSync, spawnSync } from 'node:child_process';
import { cpSync, mkdirSync, mkdtempSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { beforeAll, describe, expect, it } from 'vitest';
import { logSpectralDistanceDb } from '../../src/cli/bench/log-spectral-distance.ts';
import { loadSound } from '../../src/descriptors/sound-file.ts';
import * as hailo from '../../testing/hailort/fake-library.ts';
import { addHef } from '../../testing/hailort/hailo-model.ts';
import * as tensorrt from '../../testing/tensorrt/fake-library.ts';

const ROOT = join(import.meta.dirname, '../..');
const PERFORMANCE = '0 gate1 tap\n0.4 cv1 -> 5 in 0.4\n0.5 gate1 tap\n1 gate2 on\n1.4 gate2 off\n1.6 end\n';
const hasCompilers = hailo.hasCompiler && tensorrt.hasCompiler;
const temporary = (): string => mkdtempSync(join(tmpdir(), 'bundles-play-'));

/** The unpacked build of a board, with the packages of this checkout as if npm had installed them. */
function bundleOf(board: string, models?: string): string {
  const out = temporary();
  const words = ['--board', board, '--out', out, ...(models === undefined ? [] : ['--models', models])];
  execFileSync(process.execPath, ['build/build-board.js', ...words], { cwd: ROOT, stdio: 'ignore' });
  symlinkSync(join(ROOT, 'node_modules'), join(out, board, 'node_modules'));
  return join(out, board);
}

/** The sound that a build makes of the performance, and what it complains of. */
async function play(bundle: string, environment: Readonly<Record<string, string>> = {}) {
  const folder = temporary();
  const [performance, wav] = [join(folder, 'performance.perf'), join(folder, 'sound.wav')];
  writeFileSync(performance, PERFORMANCE);
  const { status, stderr } = spawnSync(
    process.execPath,
    [join(bundle, 'bin/neurorack.js'), 'run', '--perform', performance, '--audio', `wav:${wav}`],
    { encoding: 'utf8', env: { ...process.env, NEURORACK_HOME: folder, ...environment } },
  );
  expect(status).toBe(0);
  return { sound: (await loadSound(wav)).samples, complaints: stderr.match(/^warning.*/gm) ?? [] };
}

describe.skipIf(!hasCompilers)('the builds for three accelerators, with fakes of the makers’ libraries', () => {
  let onProcessor: Float32Array;
  beforeAll(async () => {
    tensorrt.buildFake('10.3');
    const { sound, complaints } = await play(bundleOf('pi5-cpu'));
    expect(complaints).toEqual([]);
    onProcessor = sound;
    expect(Math.max(...onProcessor.map(Math.abs))).toBeGreaterThan(0.2);
  }, tensorrt.COMPILATION_MS);

  it('play one performance alike on a Hailo-8', async () => {
    const bundle = bundleOf('pi5-hailo8', addHef(join(ROOT, 'models'), 'impacts'));
    const { sound, complaints } = await play(bundle, { LD_LIBRARY_PATH: dirname(hailo.buildFake()) });
    expect(complaints).toEqual([]);
    const distance = logSpectralDistanceDb(onProcessor, sound);
    expect(distance).toBeLessThan(1);
    expect(distance).toBeGreaterThan(0.05); // eight bits, not the processor that stands in
  });

  it('play one performance alike on a Jetson', async () => {
    const bundle = bundleOf('jetson-orin-nano');
    const { library } = tensorrt.buildFake('10.3');
    mkdirSync(join(bundle, 'native'), { recursive: true });
    for (const name of ['libneurorack_trt.so', 'neurorack-trt-build'])
      cpSync(join(dirname(library), name), join(bundle, 'native', name));
    const { sound, complaints } = await play(bundle);
    expect(complaints).toEqual([]);
    const distance = logSpectralDistanceDb(onProcessor, sound);
    expect(distance).toBeLessThan(0.1);
    expect(distance).toBeGreaterThan(1e-3); // half precision
  });

  it('report a missing library, and play on the CPU', async () => {
    const bundle = bundleOf('pi5-hailo8', addHef(join(ROOT, 'models'), 'impacts'));
    const { sound, complaints } = await play(bundle);
    expect(complaints).toEqual([expect.stringContaining('libhailort')]);
    expect(logSpectralDistanceDb(onProcessor, sound)).toBe(0);
  });
});
