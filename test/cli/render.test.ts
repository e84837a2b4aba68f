import { mkdtemp, readdir, readFile, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { beforeAll, describe, expect, it } from 'vitest';
import { loadSound } from '../../src/descriptors/sound-file.ts';
import { writeWav } from '../../src/descriptors/wav-file.ts';
import { uniform } from '../../src/numeric/hash.ts';
import { stereoWav } from '../descriptors/stereo-wav.ts';
import { distance } from '../families/sinc-nsf/test-model.ts';
import { TINY_MODEL } from '../model/tiny-model.ts';
import { runCli } from './run-cli.ts';

const MODEL = ['--models', dirname(TINY_MODEL), '--model', 'tiny-model'];
const RATE = 44_100;
let folder: string;
let kick: string;
let hiss: string;

async function writeSound(name: string, seconds: number, sample: (n: number) => number): Promise<string> {
  const path = join(folder, name);
  const samples = Float32Array.from({ length: Math.round(seconds * RATE) }, (_, n) => sample(n));
  await writeWav(path, samples, { sampleRate: RATE, format: 'float32' });
  return path;
}

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'neurorack-render-'));
  kick = await writeSound('kick.wav', 0.3, (n) => 0.6 * Math.exp(-n / 3000) * Math.sin((2 * Math.PI * 180 * n) / RATE));
  hiss = await writeSound('hiss.wav', 0.2, (n) => 0.3 * Math.exp(-n / 2000) * (2 * uniform(1, n) - 1));
});

/** Runs `render` into a new file; returns its bytes. */
let files = 0;
async function render(...args: readonly string[]): Promise<Buffer> {
  const path = join(folder, `out-${files++}.wav`);
  const { code, stderr } = await runCli('render', ...MODEL, '-o', path, ...args);
  expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
  return readFile(path);
}

async function samplesOf(bytes: Buffer): Promise<Float32Array> {
  const path = join(folder, `read-${files++}.wav`);
  await writeFile(path, bytes);
  return (await loadSound(path)).samples;
}

describe('neurorack render', () => {
  it('writes the same bytes for the same arguments, and a different sound for another seed', async () => {
    const once = await render('--set', kick, '--seed', '1');
    expect(await render('--set', kick, '--seed', '1')).toEqual(once);
    const other = await render('--set', kick, '--seed', '2');
    expect(distance(await samplesOf(other), await samplesOf(once))).toBeGreaterThan(0.01);
  });

  it('renders a sound with DC as the one without, and the louder of two channels that cancel, with a warning', async () => {
    const tone = (n: number): number => 0.6 * Math.exp(-n / 3000) * Math.sin((2 * Math.PI * 180 * n) / RATE);
    const clean = await samplesOf(await render('--set', await writeSound('tone.wav', 0.6, tone)));
    const shifted = await render('--set', await writeSound('tone-dc.wav', 0.6, (n) => tone(n) + 0.02));
    expect(distance(await samplesOf(shifted), clean)).toBeLessThan(0.001);
    const wave = Float32Array.from({ length: 0.6 * RATE }, (_, n) => tone(n));
    const inverted = join(folder, 'inverted.wav');
    await writeFile(
      inverted,
      stereoWav(
        wave,
        wave.map((x) => -0.9 * x),
      ),
    );
    const output = join(folder, 'left.wav');
    const { stdout } = await runCli('render', ...MODEL, '-o', output, '--set', inverted, '--json');
    expect(JSON.parse(stdout).warnings).toEqual([expect.stringContaining('the left channel alone is used')]);
    expect(distance(await samplesOf(await readFile(output)), clean)).toBe(0);
  });

  it('renders the same sound at any block size', async () => {
    const reference = await render('--set', kick);
    for (const block of ['64', '128', '512', '65536']) {
      expect(await render('--set', kick, '--block', block), block).toEqual(reference);
    }
  });

  it('renders set A with CV1 at its minimum, set B at its maximum, and a mixture between', async () => {
    const length = ['--seconds', '0.15'];
    const a = await render('--set', kick, ...length);
    const bottom = await render('--set', kick, '--set-b', hiss, '--cv1', '0', ...length);
    const middle = await render('--set', kick, '--set-b', hiss, '--cv1', '2.5', ...length);
    const top = await render('--set', kick, '--set-b', hiss, '--cv1', '5', ...length);
    expect(bottom).toEqual(a);
    expect(top).toEqual(await render('--set', hiss, ...length));
    expect(distance(await samplesOf(middle), await samplesOf(a))).toBeGreaterThan(0.01);
    expect(distance(await samplesOf(middle), await samplesOf(top))).toBeGreaterThan(0.01);
  });

  it('renders without variation with CV4 at 0 V, and above it repeatably by seed', async () => {
    const exact = await render('--set', kick);
    expect(await render('--set', kick, '--cv4', '0')).toEqual(exact);
    const varied = await render('--set', kick, '--cv4', '2');
    expect(varied).not.toEqual(exact);
    expect(await render('--set', kick, '--cv4', '2')).toEqual(varied);
  });

  it('starts later in the sound with CV2, and changes with CV3', async () => {
    const whole = await samplesOf(await render('--set', kick));
    const half = await samplesOf(await render('--set', kick, '--cv2', '2.5'));
    expect(half.length).toBeLessThan(0.6 * whole.length);
    const sharp = await render('--set', kick, '--cv3', '5');
    expect(await render('--set', kick, '--cv3', '-5')).not.toEqual(sharp);
  });

  it('reads a voltage over time from a CSV file', async () => {
    const path = join(folder, 'morph.csv');
    await writeFile(path, 'seconds,volts\n0,0\n0.3,0\n');
    const still = await render('--set', kick, '--set-b', hiss, '--cv1', path);
    expect(await render('--set', kick, '--set-b', hiss, '--cv1', '0')).toEqual(still);
    await writeFile(path, 'seconds,volts\n0,0\n0.3,5\n');
    expect(await render('--set', kick, '--set-b', hiss, '--cv1', path)).not.toEqual(still);
  });

  it('plays sets of a bank by name', async () => {
    const sounds = await mkdtemp(join(tmpdir(), 'neurorack-hits-'));
    await writeFile(join(sounds, 'kick.wav'), await readFile(kick));
    const bank = join(folder, 'hits.nrbank');
    expect(await runCli('bank', 'build', sounds, '-o', bank, '--licence', 'CC0')).toMatchObject({ code: 0 });
    expect((await samplesOf(await render('--bank', bank, '--set', 'kick'))).length).toBeGreaterThan(1000);
    const missing = await runCli('render', ...MODEL, '--bank', bank, '--set', 'gong', '-o', join(folder, 'gong.wav'));
    expect(missing).toMatchObject({ code: 3, stdout: '' });
    expect(missing.stderr).toMatch(/'gong'.*no set of that name in .*hits\.nrbank\nremedy: .*one of kick/);
  });

  it('has the given duration, with silence after the sound', async () => {
    const long = await samplesOf(await render('--set', hiss, '--seconds', '0.75'));
    expect(long).toHaveLength(0.75 * RATE);
    expect(Math.max(...long.subarray(0.5 * RATE).map(Math.abs))).toBeLessThan(1e-5);
  });

  it('prints a summary, as text and as JSON', async () => {
    const output = join(folder, 'summary.wav');
    const args = ['render', ...MODEL, '--set', kick, '-o', output, '--seed', '7'];
    expect((await runCli(...args)).stdout).toMatch(
      /summary\.wav: kick by tiny, 0\.30 s, peak .* dBFS \(network .* DSP/,
    );
    const summary = JSON.parse((await runCli(...args, '--json')).stdout);
    const samples = await samplesOf(await readFile(output));
    expect(summary).toMatchObject({
      output,
      model: 'tiny',
      set: 'kick',
      setB: null,
      seed: 7,
      frames: 1 + Math.floor((0.3 * RATE) / 256),
      samples: samples.length,
      faults: 0,
      warnings: [],
    });
    expect(summary.peak).toBeCloseTo(Math.max(...samples.map(Math.abs)), 5);
    expect(summary.realTimeFactor).toEqual({ network: expect.any(Number), dsp: expect.any(Number) });
  });
});

describe('neurorack render with invalid arguments', () => {
  const fails = async (args: readonly string[]) => {
    const place = await mkdtemp(join(tmpdir(), 'neurorack-none-'));
    const result = await runCli('render', ...MODEL, '-o', join(place, 'out.wav'), ...args);
    expect(result.stdout).toBe('');
    expect(result.stderr).not.toContain('    at ');
    expect(await readdir(place)).toEqual([]);
    return result;
  };

  it.each([
    ['a voltage that is not a number', ['--cv1', 'banana'], /--cv1: 'banana'/],
    ['a voltage out of range', ['--cv3', '7'], /--cv3: 7 V is not within -5 to 5 V/],
    ['a range that no jack has', ['--cv-range', '1=0..99'], /--cv-range: '1=0\.\.99'/],
    ['a seed that is not a whole number', ['--seed', '1.5'], /--seed/],
    ['no length at all', ['--seconds', '0'], /--seconds/],
    ['a block of nothing', ['--block', '0'], /--block/],
    ['an unknown format', ['--format', 'mp3'], /--format/],
  ])('exits with 2 for %s', async (_, args, message) => {
    const { code, stderr } = await fails(['--set', kick, ...args]);
    expect(code).toBe(2);
    expect(stderr).toMatch(message);
    expect(stderr).toMatch(/remedy: /);
  });

  it('exits with 3 for a missing set', async () => {
    const { code, stderr } = await fails(['--set', '/nowhere/kick.wav']);
    expect(code).toBe(3);
    expect(stderr).toMatch(/^error: there is no sound file '\/nowhere\/kick\.wav'.*\nremedy: /);
  });

  it('exits with 3 for a sound that is too short, silent or unreadable', async () => {
    const click = await writeSound('click.wav', 0.01, () => 0.5);
    expect(await fails(['--set', click])).toMatchObject({ code: 3, stderr: expect.stringContaining('too short') });
    const silence = await writeSound('silence.wav', 0.5, () => 0);
    expect(await fails(['--set', silence])).toMatchObject({ code: 3, stderr: expect.stringContaining('is silent') });
    const text = join(folder, 'text.wav');
    await writeFile(text, 'not a sound');
    expect(await fails(['--set', text])).toMatchObject({ code: 3, stderr: expect.stringContaining('text.wav') });
  });

  it('exits with 3 when the output cannot be written', async () => {
    const result = await runCli('render', ...MODEL, '--set', kick, '-o', join(folder, 'no', 'such', 'out.wav'));
    expect(result).toMatchObject({ code: 3, stdout: '', stderr: expect.stringContaining('cannot be written') });
  });

  it('exits with 3 for a missing model', async () => {
    const result = await fails(['--set', kick, '--model', 'huge']);
    expect(result).toMatchObject({ code: 3, stderr: expect.stringContaining("no model 'huge'") });
  });
});
