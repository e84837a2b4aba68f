import { execFileSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { resample } from '../../src/descriptors/sound/resample.ts';
import { loadSound, SAMPLE_RATE } from '../../src/descriptors/sound-file.ts';

/** Codecs of ffmpeg in each container. */
const CODECS: Readonly<Record<string, readonly string[]>> = {
  wav: ['pcm_u8', 'pcm_s16le', 'pcm_s24le', 'pcm_s32le', 'pcm_f32le', 'pcm_f64le', 'pcm_alaw', 'pcm_mulaw', 'adpcm_ms'],
  rf64: ['pcm_u8', 'pcm_s16le', 'pcm_s24le', 'pcm_s32le', 'pcm_f32le', 'pcm_f64le'],
  w64: ['pcm_u8', 'pcm_s16le', 'pcm_s24le', 'pcm_s32le', 'pcm_f32le', 'pcm_f64le', 'pcm_alaw', 'pcm_mulaw', 'adpcm_ms'],
  aiff: [
    ...[
      'pcm_s8',
      'pcm_s16be',
      'pcm_s16le',
      'pcm_s24be',
      'pcm_s32be',
      'pcm_f32be',
      'pcm_f64be',
      'pcm_alaw',
      'pcm_mulaw',
    ],
    'adpcm_ima_qt',
  ],
  au: ['pcm_s8', 'pcm_s16be', 'pcm_s24be', 'pcm_s32be', 'pcm_f32be', 'pcm_f64be', 'pcm_alaw', 'pcm_mulaw'],
  caf: [
    ...[
      'pcm_s8',
      'pcm_s16be',
      'pcm_s16le',
      'pcm_s24be',
      'pcm_s24le',
      'pcm_s32be',
      'pcm_s32le',
      'pcm_f32be',
      'pcm_f32le',
    ],
    ...['pcm_f64be', 'pcm_f64le', 'pcm_alaw', 'pcm_mulaw', 'adpcm_ima_qt'],
  ],
};
const CHANNELS = [1, 2, 3, 4, 6, 8];
/** Odd, so that 8-bit and 24-bit data need padding. */
const FRAMES = 4_411;
/** Less than a step of 24 bits: only the rounding of the mean and of floats differs. */
const TOLERANCE = 2 ** -22;

const folder = mkdtempSync(join(tmpdir(), 'neurorack-corpus-'));
afterAll(() => rmSync(folder, { recursive: true }));
const has = (program: string, ...args: string[]): boolean => {
  try {
    execFileSync(program, args, { stdio: 'ignore' });
    return true;
  } catch {
    return false;
  }
};
const hasFfmpeg = has('ffmpeg', '-version');
const hasSox = has('sox', '--version');

const ffmpeg = (...args: string[]): unknown =>
  execFileSync('ffmpeg', ['-v', 'error', '-y', '-bitexact', ...args], { stdio: ['ignore', 'ignore', 'pipe'] });

interface Case {
  readonly file: string;
  readonly codec: string;
}

/** Encodes noise with a tone, different in each channel, in every codec. */
function encodeAll(rate: number, channels: number, wanted = /./): Case[] {
  const source = join(folder, `source-${rate}-${channels}.f32`);
  let seed = rate + channels;
  const samples = Float32Array.from({ length: FRAMES * channels }, (_, n) => {
    seed = (Math.imul(seed, 1_664_525) + 1_013_904_223) >>> 0;
    return 0.5 * Math.sin((n * (1 + (n % channels))) / 40) + 0.4 * (seed / 2 ** 31 - 1);
  });
  writeFileSync(source, samples);
  const cases = Object.entries(CODECS).flatMap(([container, codecs]) =>
    codecs
      // Microsoft ADPCM and Apple's ima4 have two channels at most in ffmpeg.
      .filter((codec) => wanted.test(codec) && (channels <= 2 || !codec.startsWith('adpcm')))
      .map((codec) => ({ codec, container, file: join(folder, `${codec}-${rate}-${channels}.${container}`) })),
  );
  ffmpeg(
    ...['-f', 'f32le', '-ar', String(rate), '-ac', String(channels), '-i', source],
    ...cases.flatMap(({ codec, container, file }) => [
      ...(container === 'rf64' ? ['-rf64', 'always', '-f', 'wav'] : ['-f', container]),
      ...['-c:a', codec, file],
    ]),
  );
  return cases;
}

/** Decodes files with ffmpeg to one array of interleaved samples each. */
function decodeAll(cases: readonly Case[]): Float32Array[] {
  ffmpeg(
    ...cases.flatMap(({ file }) => ['-i', file]),
    ...cases.flatMap(({ file }, n) => ['-map', `${n}:a`, '-c:a', 'pcm_f64le', '-f', 'f64le', `${file}.raw`]),
  );
  return cases.map(({ file }) => {
    const { buffer, byteOffset, byteLength } = Uint8Array.from(readFileSync(`${file}.raw`));
    return Float32Array.from(new Float64Array(buffer, byteOffset, byteLength / 8));
  });
}

function mean(interleaved: Float32Array, channels: number): Float32Array {
  return Float32Array.from({ length: interleaved.length / channels }, (_, frame) => {
    let sum = 0;
    for (let channel = 0; channel < channels; channel++) sum += interleaved[frame * channels + channel];
    return sum / channels;
  });
}

function maxDifference(a: Float32Array, b: Float32Array): number {
  return a.reduce((max, x, n) => Math.max(max, Math.abs(x - b[n])), 0);
}

/** Every coding at 44.1 kHz; at other rates, where conversion takes the time, 16 bits alone. */
const SETTINGS: readonly (readonly [number, number, RegExp])[] = [
  ...CHANNELS.map((channels) => [44_100, channels, /./] as const),
  [8_000, 1, /s16/],
  [22_050, 2, /s16/],
  [48_000, 2, /s16/],
  [96_000, 6, /s16/],
];

describe.skipIf(!hasFfmpeg)('uncompressed sound files, beside ffmpeg', () => {
  it.each(SETTINGS)(
    'have its samples at %i Hz with %i channels, from the first to the last',
    async (rate, channels, wanted) => {
      const cases = encodeAll(rate, channels, wanted);
      const references = decodeAll(cases);
      for (const [n, { file }] of cases.entries()) {
        const expected = await resample(mean(references[n], channels), rate, SAMPLE_RATE);
        const { samples, source, warnings } = await loadSound(file);
        expect({ ...source, frames: samples.length, warnings }, file).toMatchObject({
          sampleRate: rate,
          channels,
          frames: expected.length,
          warnings: [],
        });
        expect(maxDifference(samples, expected), file).toBeLessThanOrEqual(TOLERANCE);
      }
    },
  );

  it('have the same samples in a part as in the whole', async () => {
    for (const { file } of encodeAll(44_100, 2)) {
      const whole = (await loadSound(file)).samples;
      const part = (await loadSound(file, { startSeconds: 0.03, seconds: 0.04 })).samples;
      expect(part, file).toEqual(whole.slice(1323, 1323 + 1764));
    }
  });
});

describe.skipIf(!hasSox)('uncompressed sound files, beside sox', () => {
  const CODINGS: readonly (readonly [string, ...string[]])[] = [
    ['wav', '-e', 'ima-adpcm'],
    ['wav', '-e', 'ms-adpcm'],
    ['wav', '-e', 'signed', '-b', '24'],
    ['wavpcm', '-e', 'signed', '-b', '24'],
    ['w64', '-e', 'signed', '-b', '24'],
    ['aiff', '-e', 'signed', '-b', '24'],
    ['aifc', '-e', 'signed', '-b', '16'],
    ['au', '-e', 'mu-law'],
    ['au', '-e', 'float', '-b', '32'],
  ];
  it.each(CODINGS)('have its samples in %s %s %s', async (type, ...options) => {
    for (const channels of [1, 2]) {
      const file = join(folder, `sox-${channels}-${options.join('')}.${type}`);
      const effects = [
        'synth',
        '0.1',
        ...Array.from({ length: channels }, (_, n) => ['sine', String(300 + 700 * n)]).flat(),
      ];
      execFileSync('sox', [
        '-D',
        '-n',
        '-r',
        '44100',
        '-c',
        String(channels),
        ...options,
        '-t',
        type,
        file,
        ...effects,
        'vol',
        '0.8',
      ]);
      execFileSync('sox', ['-D', '-t', type, file, '-t', 'f64', `${file}.raw`], { stdio: 'ignore' });
      const { buffer, byteLength } = Uint8Array.from(readFileSync(`${file}.raw`));
      const expected = mean(Float32Array.from(new Float64Array(buffer, 0, byteLength / 8)), channels);
      const { samples } = await loadSound(file);
      // sox plays the padding of the last block of ADPCM too.
      expect(samples, file).toHaveLength(4410);
      expect(expected.length - samples.length, file).toBeLessThan(type === 'wav' ? 2048 : 1);
      expect(maxDifference(samples, expected), file).toBeLessThanOrEqual(TOLERANCE);
    }
  });
});
