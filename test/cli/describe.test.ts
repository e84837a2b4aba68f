import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { sparkline } from '../../src/cli/describe/sparkline.ts';
import { analyse } from '../../src/descriptors/analysis/analyse.ts';
import { DESCRIPTORS } from '../../src/descriptors/descriptor.ts';
import { loadRecording } from '../../src/descriptors/recording/load-recording.ts';
import { encodeWav } from '../../src/descriptors/wav-file.ts';
import { stereoWav } from '../descriptors/stereo-wav.ts';
import { runCli } from './run-cli.ts';

const TABLA = join(import.meta.dirname, '../golden/descriptors/tabla_ghe1.flac');
const folder = mkdtempSync(join(tmpdir(), 'neurorack-describe-'));
afterAll(() => rmSync(folder, { recursive: true }));

describe('neurorack describe', () => {
  it('prints a row for each descriptor with its curve and its range', async () => {
    const { code, stdout, stderr } = await runCli('describe', TABLA);
    expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
    for (const name of DESCRIPTORS) expect(stdout).toMatch(new RegExp(`^${name} .*[▁▂▃▄▅▆▇█]`, 'm'));
    expect(stdout).toContain('FLAC, 44100 Hz, mono, 0.59 s');
    // A drum of about 110 Hz, as loud as -5.6 dBFS.
    expect(stdout).toMatch(/^f0 .* 1[0-3]\d +1\d\d Hz$/m);
    expect(stdout).toMatch(/^rms .* -5\.6 dBFS$/m);
  });

  it('reports silence', async () => {
    const path = join(folder, 'silent.wav');
    writeFileSync(path, encodeWav(new Float32Array(5000), { sampleRate: 44_100, format: 'pcm16' }));
    const { code, stdout } = await runCli('describe', path, '--plot', join(folder, 'silent.svg'));
    expect(code).toBe(0);
    expect(stdout).toContain('silent: no frame above -80 dBFS');
    expect(readFileSync(join(folder, 'silent.svg'), 'utf8')).toMatch(/^<svg.*<\/svg>\n$/s);
  });

  it('warns about a truncated file, and refuses it with --strict', async () => {
    const path = join(folder, 'cut.wav');
    const whole = encodeWav(
      Float32Array.from({ length: 5000 }, (_, n) => Math.sin(n) / 2),
      { sampleRate: 44_100, format: 'pcm16' },
    );
    writeFileSync(path, whole.subarray(0, 6000));
    const { code, stdout, stderr } = await runCli('describe', path);
    expect({ code, stderr }).toEqual({
      code: 0,
      stderr: `warning: ${path}: the file is truncated: its header states 10000 bytes of sound, but there are 5956\n`,
    });
    expect(stdout).toContain('0.07 s');
    const strict = await runCli('describe', path, '--strict');
    expect({ code: strict.code, stdout: strict.stdout }).toEqual({ code: 3, stdout: '' });
    expect(strict.stderr).toMatch(/^error: .*cut\.wav: the file is truncated.*\nremedy: /);
  });

  it('uses the louder of two channels that cancel each other, with a warning that --json has too; --strict refuses', async () => {
    const path = join(folder, 'inverted.wav');
    const tone = Float32Array.from({ length: 9000 }, (_, n) => Math.sin(n / 10) / 2);
    writeFileSync(
      path,
      stereoWav(
        tone,
        tone.map((x) => -0.9 * x),
      ),
    );
    const warning =
      'its channels cancel each other: their mean is 26 dB below the left channel; the left channel alone';
    const { stdout, stderr } = await runCli('describe', path, '--json');
    expect(stderr).toContain(`warning: ${path}: ${warning}`);
    expect(JSON.parse(stdout).warnings).toEqual([expect.stringContaining(warning)]);
    expect(JSON.parse(stdout).descriptors.rms[10]).toBeCloseTo(0.354, 2);
    const strict = await runCli('describe', path, '--strict');
    expect({ code: strict.code, stdout: strict.stdout }).toEqual({ code: 3, stdout: '' });
    expect(strict.stderr).toMatch(/inverted\.wav: its channels cancel .*\nremedy: invert one channel/);
  });

  it('names DC that was removed, in text and JSON', async () => {
    const path = join(folder, 'dc.wav');
    const hit = Float32Array.from({ length: 30_000 }, (_, n) => 0.02 + Math.exp(-n / 1500) * Math.sin(n / 10));
    writeFileSync(path, encodeWav(hit, { sampleRate: 44_100, format: 'pcm16' }));
    const { stdout, stderr } = await runCli('describe', path);
    expect(stdout).toContain('removed before: a DC offset of 0.020\n');
    expect(stderr).toBe('');
    const { removed } = JSON.parse((await runCli('describe', path, '--json')).stdout);
    expect(removed.offset).toBeCloseTo(0.02, 4);
    expect(removed.rumble).toBe(0);
  });

  it('--json prints settings, frames and every value in natural units', async () => {
    const { stdout } = await runCli('describe', TABLA, '--json', '--hop', '512', '--window', '2048');
    const windows = { rms: 512, spectral: 2048, zcr: 1024, f0: 2048 };
    const settings = { sampleRate: 44_100, hop: 512, windows };
    const json: Record<string, unknown> = JSON.parse(stdout);
    const { samples } = await loadRecording(TABLA);
    const { frames, curves, f0Confidence } = analyse(samples, { ...settings, ditherDb: null });
    expect(Object.keys(json)).toEqual(['analysis', 'frames', 'descriptors', 'f0Confidence', 'removed', 'warnings']);
    expect(json.analysis).toEqual(settings);
    expect(json.frames).toBe(frames);
    const exact = (curve: Float32Array): number[] => Array.from(curve, (x) => Number(x.toPrecision(9)));
    expect(json.descriptors).toEqual(Object.fromEntries(DESCRIPTORS.map((name) => [name, exact(curves[name])])));
    expect(json.f0Confidence).toEqual(exact(f0Confidence));
  });

  it('--csv prints a line for each frame', async () => {
    const lines = (await runCli('describe', TABLA, '--csv')).stdout.trimEnd().split('\n');
    expect(lines[0]).toBe('frame,seconds,rms,zcr,rolloff,flatness,bandwidth,centroid,f0,f0Confidence');
    expect(lines).toHaveLength(1 + 102);
    const last = lines[102].split(',').map(Number);
    expect(last).toHaveLength(10);
    expect(last[0]).toBe(101);
    expect(last[1]).toBeCloseTo((101 * 256) / 44_100, 8);
  });

  it('-o writes the output to a file, --plot a drawing of all eight curves', async () => {
    const svg = join(folder, 'tabla.svg');
    const csv = join(folder, 'tabla.csv');
    const { code, stdout } = await runCli('describe', TABLA, '--csv', '-o', csv, '--plot', svg);
    expect({ code, stdout }).toEqual({ code: 0, stdout: '' });
    expect(readFileSync(csv, 'utf8')).toBe((await runCli('describe', TABLA, '--csv')).stdout);
    const drawing = readFileSync(svg, 'utf8');
    for (const name of ['waveform', ...DESCRIPTORS]) expect(drawing).toMatch(new RegExp(`>${name}( ·|<)`));
    expect(drawing.match(/aria-label="line"/g)).toHaveLength(8); // seven, and f0 once more, faint
    expect(drawing).not.toMatch(/NaN|undefined|https?:\/\/(?!www\.w3\.org)/);
  });

  it('analyses a part', async () => {
    const { stdout } = await runCli('describe', TABLA, '--json', '--start', '0.1', '--seconds', '0.2');
    expect(JSON.parse(stdout)).toMatchObject({ frames: 1 + Math.floor(8820 / 256) });
  });

  it.each([
    [['--hop', 'banana'], '--hop'],
    [['--hop', '-256'], '--hop'],
    [['--hop', '7'], 'hop 7'],
    [['--window', '1000'], 'spectral window 1000'],
    [['--rms-window', '511'], 'rms window 511'],
    [['--zcr-window', '1e9'], 'zcr window 1000000000'],
    [['--f0-window', '512'], 'f0 window 512'],
    [['--start', 'soon'], '--start'],
    [['--seconds', '0'], '0'],
    [['--json', '--csv'], '--csv'],
    [['--colour'], '--colour'],
  ])('refuses %j with exit code 2', async (args, named) => {
    const { code, stdout, stderr } = await runCli('describe', TABLA, ...args);
    expect({ code, stdout }).toEqual({ code: 2, stdout: '' });
    expect(stderr).toContain(named);
    expect(stderr).toContain('remedy:');
    expect(stderr).not.toMatch(/\n {4}at /);
  });

  it('refuses a file that is not a sound with exit code 3 and a remedy, and writes nothing', async () => {
    const path = join(folder, 'letter.wav');
    writeFileSync(path, 'Dear friend');
    const before = readdirSync(folder);
    const { code, stdout, stderr } = await runCli('describe', path, '-o', join(folder, 'letter.txt'));
    expect({ code, stdout }).toEqual({ code: 3, stdout: '' });
    expect(stderr).toMatch(/^error: .*letter\.wav: this is no .*\nremedy: .+\n$/);
    expect(readdirSync(folder)).toEqual(before);
  });

  it('refuses an output that cannot be written with exit code 3', async () => {
    const path = join(folder, 'no', 'such', 'place.svg');
    const { code, stderr } = await runCli('describe', TABLA, '--plot', path);
    expect(code).toBe(3);
    expect(stderr).toContain(path);
    expect(existsSync(join(folder, 'no'))).toBe(false);
  });

  it('shows examples in its help', async () => {
    const { code, stdout } = await runCli('describe', '--help');
    expect(code).toBe(0);
    expect(stdout).toContain('$ neurorack describe kick.wav --plot kick.svg');
  });
});

describe('a sparkline', () => {
  it('spans the curve from its minimum to its maximum', () => {
    expect(sparkline([0, 1, 2, 3, 4, 5, 6, 7], 8)).toBe('▁▂▃▄▅▆▇█');
    expect(sparkline([0, 0, 7, 7], 2)).toBe('▁█');
  });

  it('is blank without finite values, and flat for a constant', () => {
    expect(sparkline([Number.NaN, 1, Number.NaN, 2], 4)).toBe(' ▁ █');
    expect(sparkline([3, 3, 3], 3)).toBe('▁▁▁');
    expect(sparkline([], 5)).toBe('');
  });
});
