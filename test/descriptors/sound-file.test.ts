import { copyFileSync, mkdtempSync, readdirSync, readFileSync, rmSync, truncateSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import type { ErrorKind } from '../../src/contracts/errors.ts';
import { analyse } from '../../src/descriptors/analysis/analyse.ts';
import { loadSound } from '../../src/descriptors/sound-file.ts';
import { encodeWav } from '../../src/descriptors/wav-file.ts';
import { namedErrorOf } from '../../testing/named-error.ts';

/** One recording of 50 ms (Neotone, CC0) in every format, made with ffmpeg from test/golden/descriptors/drum_cowbell.flac. */
const FIXTURES = join(import.meta.dirname, '../fixtures/sounds');
const LENGTH = 2205;
const folder = mkdtempSync(join(tmpdir(), 'neurorack-sound-'));
afterAll(() => rmSync(folder, { recursive: true }));

const fixture = (name: string): string => join(FIXTURES, name);
const reference = async (): Promise<Float32Array> => (await loadSound(fixture('cowbell-pcm_f32le.wav'))).samples;

/** Writes a temporary file; `change` may alter its bytes or give others. */
function fileWith(name: string, bytes: Uint8Array | string): string {
  const path = join(folder, name);
  writeFileSync(path, bytes);
  return path;
}

function maxDifference(a: Float32Array, b: Float32Array): number {
  expect(a).toHaveLength(b.length);
  return a.reduce((max, x, n) => Math.max(max, Math.abs(x - b[n])), 0);
}

/** Signal-to-error ratio of a lossy coder, dB. */
function fidelityDb(coded: Float32Array, original: Float32Array): number {
  let signal = 0;
  let error = 0;
  for (const [n, x] of original.entries()) {
    signal += x * x;
    error += (x - (coded[n] ?? 0)) ** 2;
  }
  return 10 * Math.log10(signal / error);
}

describe('loadSound', () => {
  const EXACT = readdirSync(FIXTURES).filter((name) => /-(pcm_[sf]|sowt|16|24)/.test(name));

  it('is tested with eleven lossless formats', () => {
    expect(EXACT).toHaveLength(11);
  });

  it.each(EXACT)('reads the exact samples from %s', async (name) => {
    const { samples, source } = await loadSound(fixture(name));
    expect(maxDifference(samples, await reference())).toBe(0);
    expect(source).toMatchObject({ sampleRate: 44_100, channels: 1 });
  });

  it.each([
    ['cowbell-pcm_u8.wav', 0.5 / 127, 'WAV'],
    ['cowbell-pcm_alaw.wav', 1 / 32, 'WAV'],
  ])('reads %s to within the quantisation of its coding', async (name, step, format) => {
    const { samples, source } = await loadSound(fixture(name));
    const difference = maxDifference(samples, await reference());
    expect(difference).toBeGreaterThan(0);
    expect(difference).toBeLessThan(2 * step);
    expect(source.format).toBe(format);
  });

  it.each([
    ['cowbell.mp3', 'MP3', 15],
    ['cowbell.ogg', 'Ogg Vorbis', 12],
    ['cowbell.opus', 'Ogg Opus', 10],
  ])('reads %s with the fidelity of its coder, without delay', async (name, format, minDb) => {
    const { samples, source } = await loadSound(fixture(name));
    expect(source.format).toBe(format);
    expect(fidelityDb(samples, await reference())).toBeGreaterThan(minDb);
  });

  it('recognises the format by the first bytes, whatever the file name', async () => {
    copyFileSync(fixture('cowbell-16.flac'), join(folder, 'flac-in-disguise.wav'));
    expect((await loadSound(join(folder, 'flac-in-disguise.wav'))).source.format).toBe('FLAC');
  });

  it.each([
    'cowbell-16.flac',
    'cowbell-pcm_s16le.wav',
    'cowbell-pcm_s24be.aiff',
    'cowbell.mp3',
    'cowbell.ogg',
    'cowbell.opus',
  ])('recognises %s between tags and behind foreign bytes', async (name) => {
    const bytes = readFileSync(fixture(name));
    const plain = await loadSound(fixture(name));
    const id3v2 = Buffer.concat([Buffer.from('ID3\x04\0\0\0\0\0\x1f'), Buffer.alloc(31)]);
    const id3v1 = Buffer.concat([Buffer.from('TAG'), Buffer.alloc(125, 0x20)]);
    const ape = Buffer.concat([Buffer.from('APETAGEX'), Buffer.alloc(24)]);
    ape.writeUInt32LE(32, 12);
    const apeBefore = Buffer.from(ape);
    apeBefore.writeUInt32LE(0xa000_0000, 20);
    const footer = Buffer.from('3DI\x04\0\x10\0\0\0\x1f');
    const lyrics = Buffer.from('LYRICSBEGININD0000200000021LYRICS200');
    lyrics.write(String(lyrics.length - 15).padStart(6, '0'), lyrics.length - 15);
    const oldLyrics = Buffer.from('LYRICSBEGINla la laLYRICSEND');
    const extension = Buffer.concat([Buffer.from('TAG+'), Buffer.alloc(223)]);
    for (const [what, parts] of Object.entries({
      before: [id3v2, id3v2, bytes],
      around: [id3v2, bytes, ape, id3v1],
      'APE before': [apeBefore, ape, bytes],
      'lyrics behind': [bytes, ape, lyrics, id3v1],
      'old lyrics behind': [bytes, oldLyrics, extension, id3v1],
      'APE behind ID3v1': [bytes, id3v1, ape],
      'ID3v2 behind': [bytes, id3v2, footer],
    })) {
      const { samples, source } = await loadSound(fileWith(`${what}-${name}`, Buffer.concat(parts)));
      expect(source.format, what).toBe(plain.source.format);
      expect(maxDifference(samples, plain.samples), what).toBe(0);
    }
    if (name.endsWith('.mp3')) return;
    const junk = Buffer.concat([Buffer.alloc(128, 1), bytes]);
    expect((await loadSound(fileWith(`junk-${name}`, junk))).samples).toEqual(plain.samples);
  });

  it('reads a streamed file of unknown length to its end', async () => {
    const bytes = new Uint8Array(readFileSync(fixture('cowbell-pcm_s16le.wav')));
    new DataView(bytes.buffer).setUint32(40, 0xffffffff, true);
    const { samples } = await loadSound(fileWith('streamed.wav', bytes));
    expect(maxDifference(samples, await reference())).toBe(0);
  });

  it('mixes eight channels to their mean', async () => {
    const frames = 100;
    const bytes = wav16({ channels: 8, sampleRate: 44_100, frames, sample: (frame, channel) => frame * (channel + 1) });
    const { samples, source } = await loadSound(fileWith('eight.wav', bytes));
    expect(source.channels).toBe(8);
    expect([...samples]).toEqual(Array.from({ length: frames }, (_, n) => (n * 4.5) / 32_768));
  });

  it('keeps duration and pitch of a sound at 8 kHz', async () => {
    const sample = (n: number): number => 16_000 * Math.sin((2 * Math.PI * 500 * n) / 8_000);
    const path = fileWith('8khz.wav', wav16({ channels: 1, sampleRate: 8_000, frames: 4_000, sample }));
    const { samples, source } = await loadSound(path);
    expect(source.sampleRate).toBe(8_000);
    expect(samples).toHaveLength(22_050);
    const { f0 } = analyse(samples).curves;
    expect(Math.abs(1200 * Math.log2(f0[40] / 500))).toBeLessThan(5);
  });

  it('reads silent and single-sample sounds, which can be measured', async () => {
    const silent = await loadSound(
      fileWith('silent.wav', encodeWav(new Float32Array(9), { sampleRate: 44_100, format: 'pcm16' })),
    );
    expect([...silent.samples]).toEqual(new Array(9).fill(0));
    const one = await loadSound(
      fileWith('one.wav', encodeWav(Float32Array.of(0.5), { sampleRate: 96_000, format: 'float32' })),
    );
    expect(one.samples).toHaveLength(1);
    expect(analyse(one.samples).frames).toBe(1);
  });

  it('reads the same part of a sound in every format', async () => {
    const whole = await reference();
    for (const name of ['cowbell-pcm_s24le.wav', 'cowbell-pcm_s24be.aiff', 'cowbell-24.flac']) {
      const { samples } = await loadSound(fixture(name), { startSeconds: 0.01, seconds: 0.02 });
      expect(maxDifference(samples, whole.slice(441, 441 + 882)), name).toBe(0);
    }
    const { samples } = await loadSound(fixture('cowbell-16.flac'), { startSeconds: 0.04 });
    expect(maxDifference(samples, whole.slice(1764))).toBe(0);
  });
});

describe('loadSound of a bad file', () => {
  const flac = new Uint8Array(readFileSync(fixture('cowbell-16.flac')));
  const ogg = new Uint8Array(readFileSync(fixture('cowbell.ogg')));
  const wav = new Uint8Array(readFileSync(fixture('cowbell-pcm_s16le.wav')));
  const withNaN = (): Uint8Array => {
    const bytes = encodeWav(new Float32Array(1000).fill(0.1), { sampleRate: 44_100, format: 'float32' });
    new DataView(bytes.buffer).setFloat32(58 + 4 * 321, Number.NaN, true);
    return bytes;
  };
  const withInfinity = (): Uint8Array => {
    const bytes = encodeWav(new Float32Array(10), { sampleRate: 44_100, format: 'float32' });
    new DataView(bytes.buffer).setFloat32(58 + 4 * 7, Number.NEGATIVE_INFINITY, true);
    return bytes;
  };
  const garbled = (bytes: Uint8Array, from: number): Uint8Array =>
    bytes.map((x, n) => (n < from ? x : (x * 7 + n) & 255));

  const bad: readonly [string, () => Uint8Array | string, ErrorKind, string][] = [
    ['empty.wav', () => '', 'bad-file', 'is empty'],
    ['letter.wav', () => 'Dear friend, how are you?', 'bad-file', 'begins with "Dear friend,"'],
    ['header.wav', () => wav.slice(0, 30), 'bad-file', 'truncated'],
    ['no-data.wav', () => wav.slice(0, 36), 'bad-file', "no 'data' chunk"],
    ['short.flac', () => flac.slice(0, 9000), 'bad-file', 'truncated'],
    ['header.flac', () => flac.slice(0, 20), 'bad-file', 'truncated'],
    ['garbled.flac', () => garbled(flac, 9000), 'bad-file', ''],
    ['short.ogg', () => ogg.slice(0, -200), 'bad-file', 'truncated'],
    ['short.mp3', () => readFileSync(fixture('cowbell.mp3')).subarray(0, 1500), 'bad-file', 'truncated'],
    ['nan.wav', withNaN, 'bad-input', 'sample 321 (at 0.0073 s) is not a number'],
    ['infinity.wav', withInfinity, 'bad-input', 'sample 7 (at 0.0002 s) is infinite'],
    [
      'nothing.wav',
      () => encodeWav(new Float32Array(0), { sampleRate: 44_100, format: 'pcm16' }),
      'bad-input',
      'no samples',
    ],
    ['no-rate.wav', () => wav16({ channels: 1, sampleRate: 0, frames: 1, sample: () => 0 }), 'bad-file', 'at 0 Hz'],
    [
      'no-channel.wav',
      () => wav16({ channels: 0, sampleRate: 44_100, frames: 0, sample: () => 0 }),
      'bad-file',
      '0 channels',
    ],
  ];
  it.each(bad)('refuses %s with a named error', async (name, bytes, kind, words) => {
    const path = fileWith(name, bytes());
    const error = await namedErrorOf(() => loadSound(path));
    expect(error.kind).toBe(kind);
    expect(error.message).toContain(path);
    expect(error.message).toContain(words);
  });

  it('refuses a missing file and a directory with a named error', async () => {
    expect(await namedErrorOf(() => loadSound(join(folder, 'none.wav')))).toMatchObject({
      kind: 'bad-file',
      message: expect.stringContaining('no such file'),
    });
    expect(await namedErrorOf(() => loadSound(folder))).toMatchObject({
      kind: 'bad-file',
      message: expect.stringContaining('directory'),
    });
  });

  it('refuses a sound of two hours by its header, but loads a part of it', async () => {
    const long = fileWith('two-hours.wav', encodeWav(new Float32Array(1), { sampleRate: 44_100, format: 'pcm16' }));
    const bytes = readFileSync(long);
    bytes.writeUInt32LE(2 * 3600 * 44_100 * 2, 40);
    writeFileSync(long, bytes);
    truncateSync(long, 44 + 2 * 3600 * 44_100 * 2); // a hole: no disk is used
    expect(await namedErrorOf(() => loadSound(long))).toMatchObject({
      kind: 'bad-input',
      message: expect.stringContaining('7200 s'),
      remedy: expect.stringContaining('--start'),
    });
    expect((await loadSound(long, { startSeconds: 7000, seconds: 0.5 })).samples).toHaveLength(22_050);

    const facts = flac.slice();
    new DataView(facts.buffer).setUint32(22, 2 * 3600 * 44_100, false);
    expect((await namedErrorOf(() => loadSound(fileWith('two-hours.flac', facts)))).message).toContain('7200 s');
  });

  it('refuses a part outside the sound with a named error', async () => {
    const path = fixture('cowbell-pcm_s16le.wav');
    expect((await namedErrorOf(() => loadSound(path, { startSeconds: 3 }))).message).toContain('ends before 3 s');
    expect((await namedErrorOf(() => loadSound(path, { startSeconds: -1 }))).kind).toBe('usage');
    expect((await namedErrorOf(() => loadSound(path, { seconds: 0 }))).kind).toBe('usage');
  });
});

it('has fixtures of 50 ms', async () => {
  expect(await reference()).toHaveLength(LENGTH);
});

function wav16(sound: {
  channels: number;
  sampleRate: number;
  frames: number;
  sample: (frame: number, channel: number) => number;
}): Uint8Array {
  const { channels, sampleRate, frames, sample } = sound;
  const bytes = encodeWav(new Float32Array(channels * frames), { sampleRate, format: 'pcm16' });
  const view = new DataView(bytes.buffer);
  view.setUint16(22, channels, true);
  view.setUint32(28, sampleRate * channels * 2, true);
  view.setUint16(32, channels * 2, true);
  for (let n = 0; n < frames; n++) {
    for (let c = 0; c < channels; c++) view.setInt16(44 + 2 * (n * channels + c), sample(n, c), true);
  }
  return bytes;
}
