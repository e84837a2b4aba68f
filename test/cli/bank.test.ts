import { copyFile, mkdir, mkdtemp, readdir, readFile, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { beforeEach, describe, expect, it } from 'vitest';
import { readBank } from '../../src/descriptors/bank/read-bank.ts';
import { encodeWav } from '../../src/descriptors/wav-file.ts';
import { runCli } from './run-cli.ts';

const sound = (name: string) => fileURLToPath(new URL(`../golden/descriptors/${name}.wav`, import.meta.url));

let folder = '';
let sounds = '';
let output = '';
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'neurorack-cli-bank-'));
  sounds = join(folder, 'sounds');
  output = join(folder, 'hits.nrbank');
  await mkdir(sounds);
  await copyFile(sound('impact-after-silence'), join(sounds, 'impact.wav'));
  await copyFile(sound('harmonics-147'), join(sounds, 'tone.wav'));
});

const build = (...more: string[]) => runCli('bank', 'build', sounds, '-o', output, ...more);

describe('neurorack bank build', () => {
  it('builds a bank from a folder, with each sound trimmed, normalised and analysed as in the training of models', async () => {
    expect(await build('--name', 'Hits', '--author', 'Ada', '--licence', 'CC0')).toMatchObject({
      code: 0,
      stdout: `${output}: 2 sets\n`,
      stderr: '',
    });
    const bank = await readBank(output);
    expect(bank).toMatchObject({ name: 'Hits', author: 'Ada', licence: 'CC0' });
    expect(bank.sets.map(({ name }) => name)).toEqual(['impact', 'tone']);
    const [impact, tone] = bank.sets;
    expect(impact).toMatchObject({
      provenance: { source: 'impact.wav', licence: 'CC0' },
      analysis: { hop: 256, ditherDb: -90, windows: { rms: 512, spectral: 1024, zcr: 1024, f0: 2048 } },
    });
    expect(impact?.level.subarray(0, 8).some((value) => value > 1e-3)).toBe(true);
    const middle = Math.floor((tone?.frames ?? 0) / 2);
    expect(20 * Math.log10(tone?.curves.rms[middle] ?? 0)).toBeCloseTo(-16, 0);
    expect(Math.abs(1200 * Math.log2((tone?.curves.f0[middle] ?? 0) / 147))).toBeLessThan(3);
  });

  it('writes the same bytes again', async () => {
    await build();
    const first = await readFile(output);
    await build();
    expect((await readFile(output)).equals(first)).toBe(true);
  });

  it('skips an unusable sound and prints its name and a count', async () => {
    await writeFile(join(sounds, 'text.wav'), 'no sound');
    await copyFile(sound('silence'), join(sounds, 'silence.wav'));
    const { code, stdout, stderr } = await build();
    expect(code).toBe(0);
    expect(stdout).toBe(`${output}: 2 sets, 2 of 4 sounds skipped\n`);
    expect(stderr).toMatch(/skipped: .*silence\.wav: the sound is silent/);
    expect(stderr).toMatch(/skipped: .*text\.wav/);
  });

  it('fails on an unusable sound with --strict and writes nothing', async () => {
    await copyFile(sound('silence'), join(sounds, 'silence.wav'));
    const { code, stdout, stderr } = await build('--strict');
    expect({ code, stdout }).toEqual({ code: 3, stdout: '' });
    expect(stderr).toMatch(/^error: .*silence\.wav: the sound is silent.*\nremedy: .*\n$/);
    expect(await readdir(folder)).toEqual(['sounds']);
  });

  it('warns about a sound whose header states no length, and refuses it with --strict', async () => {
    const streamed = await readFile(join(sounds, 'impact.wav'));
    streamed.writeUInt32LE(0xffff_ffff, streamed.indexOf('data') + 4);
    await writeFile(join(sounds, 'streamed.wav'), streamed);
    const { code, stderr } = await build();
    expect({ code, stderr }).toEqual({
      code: 0,
      stderr: expect.stringMatching(/^warning: .*streamed\.wav: its header does not state how long it is: .*\n$/),
    });
    expect((await build('--strict')).stderr).toMatch(/^error: .*streamed\.wav: its header .*\nremedy: .*--strict\n$/);
  });

  it('--json prints sets, skipped sounds and warnings', async () => {
    await writeFile(join(sounds, 'text.wav'), 'no sound');
    const quiet = Float32Array.from({ length: 9000 }, (_, n) => 0.002 * Math.sin(n / 10));
    await writeFile(join(sounds, 'quiet.wav'), encodeWav(quiet, { sampleRate: 44_100, format: 'pcm24' }));
    const { code, stdout } = await build('--json');
    expect(code).toBe(0);
    expect(JSON.parse(stdout)).toEqual({
      output,
      sets: ['impact', 'quiet', 'tone'],
      skipped: [
        { path: join(sounds, 'text.wav'), fault: expect.stringContaining('no sound'), remedy: expect.any(String) },
      ],
      warnings: [expect.stringMatching(/quiet\.wav: it is quiet: its peak is -54\.0 dBFS; record it with more gain/)],
    });
  });

  it('reads names and provenance from provenance.json', async () => {
    const note = { name: 'Deep impact', source: 'https://example.org/1', author: 'Bo', licence: 'CC-BY-4.0' };
    await writeFile(join(sounds, 'provenance.json'), JSON.stringify({ 'impact.wav': note }));
    await build('--licence', 'CC0');
    const { name, ...provenance } = note;
    expect((await readBank(output)).sets).toMatchObject([
      { name, provenance },
      { name: 'tone', provenance: { source: 'tone.wav', licence: 'CC0' } },
    ]);
  });

  it('corrects a pitch that is tracked an octave too low', async () => {
    const tone = async () => (await readBank(output)).sets.find(({ name }) => name === 'tone')?.curves;
    await build();
    const tracked = await tone();
    const note = { source: 'here', licence: 'CC0', pitchOctaves: 1 };
    await writeFile(join(sounds, 'provenance.json'), JSON.stringify({ 'tone.wav': note }));
    await build();
    const right = await tone();
    expect(right?.f0).toEqual(tracked?.f0.map((hz) => 2 * hz));
    expect(right?.centroid).toEqual(tracked?.centroid);
  });

  it.each([
    [
      '{"impact.wav": {"source": "x", "licence": "CC0", "pitchOctaves": 0.5}}',
      /provenance\.json: impact\.wav\.pitchOctaves/,
    ],
    ['{"impact.wav": {"source": "x"}}', /provenance\.json: impact\.wav\.licence/],
    ['{"gone.wav": {"source": "x", "licence": "CC0"}}', /provenance\.json: there is no sound 'gone\.wav'/],
    ['{', /provenance\.json: .*JSON/],
  ])('names what is wrong in provenance.json %s', async (text, fault) => {
    await writeFile(join(sounds, 'provenance.json'), text);
    const { code, stderr } = await build();
    expect(code).toBe(3);
    expect(stderr).toMatch(fault);
  });

  it('reports a folder without sounds, a missing one, and one with unusable sounds only', async () => {
    const empty = join(folder, 'empty');
    await mkdir(empty);
    const none = await runCli('bank', 'build', empty, '-o', output);
    expect(none).toMatchObject({ code: 3, stderr: expect.stringContaining('holds no sound files') });
    const missing = await runCli('bank', 'build', join(folder, 'gone'), '-o', output);
    expect(missing).toMatchObject({ code: 3, stderr: expect.stringContaining('gone cannot be read') });
    await copyFile(sound('silence'), join(empty, 'silence.wav'));
    const silent = await runCli('bank', 'build', empty, '-o', output);
    expect(silent).toMatchObject({ code: 3, stderr: expect.stringContaining('none of the 1 sounds') });
    expect(await readdir(folder)).toEqual(['empty', 'sounds']);
  });

  it('reports an output that cannot be written', async () => {
    const { code, stderr } = await runCli('bank', 'build', sounds, '-o', join(folder, 'gone', 'x.nrbank'));
    expect(code).toBe(3);
    expect(stderr).toMatch(/^error: .*x\.nrbank cannot be written.*\nremedy: .*\n$/);
  });

  it('requires an output', async () => {
    expect(await runCli('bank', 'build', sounds)).toMatchObject({ code: 2, stdout: '' });
  });
});

describe('neurorack bank list and check', () => {
  it('list sets with duration, licence and source', async () => {
    await build('--name', 'Hits', '--licence', 'CC0');
    const { code, stdout } = await runCli('bank', 'list', output);
    expect(code).toBe(0);
    expect(stdout).toMatch(/^Hits \(CC0\)\nimpact +\d+\.\d\d s +CC0 +impact\.wav\ntone /);
    const json = JSON.parse((await runCli('bank', 'list', output, '--json')).stdout);
    expect(json).toMatchObject({
      name: 'Hits',
      sets: [{ name: 'impact', provenance: { licence: 'CC0' } }, { name: 'tone' }],
    });
  });

  it('exit with 0 for an intact bank and with 1 for a damaged one', async () => {
    await build();
    expect(await runCli('bank', 'check', output)).toMatchObject({ code: 0, stdout: `${output} is intact: 2 sets\n` });
    const bytes = await readFile(output);
    await writeFile(output, bytes.subarray(0, bytes.length - 100));
    const { code, stdout } = await runCli('bank', 'check', output);
    expect(code).toBe(1);
    expect(stdout).toMatch(/not a usable bank: .*\nremedy: /);
    const json = await runCli('bank', 'check', output, '--json');
    expect(json.code).toBe(1);
    expect(JSON.parse(json.stdout)).toMatchObject({ ok: false, fault: expect.any(String), remedy: expect.any(String) });
  });

  it('report a missing file as a fault', async () => {
    for (const verb of ['list', 'check']) {
      const { code, stderr } = await runCli('bank', verb, join(folder, 'gone.nrbank'));
      expect(code).toBe(3);
      expect(stderr).toMatch(/^error: .*gone\.nrbank cannot be read.*\nremedy: .*\n$/);
    }
  });

  it('show examples in their help', async () => {
    for (const verb of [[], ['build'], ['list'], ['check']]) {
      const { code, stdout } = await runCli('bank', ...verb, '--help');
      expect(code).toBe(0);
      expect(stdout).toContain(`Examples:\n  $ neurorack bank ${verb[0] ?? 'build'}`);
    }
  });
});
