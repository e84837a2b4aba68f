import { execFileSync, spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { open } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { decodeStream } from '../../src/descriptors/sound/decode-stream.ts';
import { probe } from '../../src/descriptors/sound/probe.ts';
import type { DecodedSound } from '../../src/descriptors/sound/read-compressed.ts';
import { resample } from '../../src/descriptors/sound/resample.ts';
import { soundBytesOf } from '../../src/descriptors/sound/sound-bytes.ts';
import { namedErrorOf } from '../../testing/named-error.ts';

const folder = mkdtempSync(join(tmpdir(), 'neurorack-corpus-'));
afterAll(() => rmSync(folder, { recursive: true }));

const hasFfmpeg = spawnSync('ffmpeg', ['-version']).status === 0;
const SECONDS = 0.6;
/** Two different channels: a sweep with a decay over a steady tone, and another tone. */
const SIGNAL = `0.4*sin(2*PI*440*t)+0.3*sin(2*PI*t*(300+400*t))*exp(-3*t)|0.3*sin(2*PI*660*t)`;

/** Encodes the signal with ffmpeg; false when this ffmpeg lacks the encoder. */
function encode(path: string, rate: number, options: string): boolean {
  const source = ['-f', 'lavfi', '-i', `aevalsrc=${SIGNAL}:d=${SECONDS}:s=${rate}`];
  return spawnSync('ffmpeg', ['-v', 'error', '-y', ...source, ...options.split(' '), path]).status === 0;
}

/** ffmpeg's samples, mixed to mono. Its own Opus decoder is not bit-exact at low rates; libopus is the reference. */
function reference(path: string, channels: number): Float32Array {
  const decoder = path.endsWith('.opus') ? ['-c:a', 'libopus'] : [];
  const raw = execFileSync('ffmpeg', ['-v', 'error', ...decoder, '-i', path, '-f', 'f32le', '-']);
  const all = new Float32Array(raw.buffer.slice(raw.byteOffset, raw.byteOffset + raw.length));
  return Float32Array.from({ length: all.length / channels }, (_, n) => {
    let sum = 0;
    for (let channel = 0; channel < channels; channel++) sum += all[n * channels + channel];
    return sum / channels;
  });
}

async function decoded(path: string): Promise<DecodedSound & { warnings: string[] }> {
  const warnings: string[] = [];
  const file = await open(path, 'r');
  try {
    const { format, bytes } = await probe(await soundBytesOf(file, path, (text) => warnings.push(text)));
    if (format === 'WAV' || format === 'Wave64' || format === 'AIFF' || format === 'AU' || format === 'CAF') {
      throw new Error(`${format} is no stream`);
    }
    return { ...(await decodeStream(format, bytes, {})), warnings };
  } finally {
    await file.close();
  }
}

interface Coding {
  readonly name: string;
  readonly rate: number;
  readonly options: string;
  readonly channels: number;
  /** Greatest difference from ffmpeg's samples. */
  readonly tolerance: number;
  /** Rate of the decoded sound, where it is not the rate of the source. */
  readonly decodedRate?: number;
}

const MP3: readonly Coding[] = [
  ...[44_100, 48_000, 32_000].flatMap((rate) => [
    { name: `cbr128-${rate}.mp3`, rate, options: '-c:a libmp3lame -b:a 128k', channels: 2, tolerance: 1e-5 },
    { name: `cbr320-${rate}.mp3`, rate, options: '-c:a libmp3lame -b:a 320k', channels: 2, tolerance: 1e-5 },
    { name: `vbr-${rate}.mp3`, rate, options: '-c:a libmp3lame -q:a 4', channels: 2, tolerance: 1e-5 },
    { name: `abr-${rate}.mp3`, rate, options: '-ac 1 -c:a libmp3lame -abr 1 -b:a 96k', channels: 1, tolerance: 1e-5 },
  ]),
  ...[24_000, 22_050, 16_000, 12_000, 11_025, 8_000].flatMap((rate) => [
    { name: `cbr-${rate}.mp3`, rate, options: '-c:a libmp3lame -b:a 32k', channels: 2, tolerance: 1e-5 },
    { name: `vbr-mono-${rate}.mp3`, rate, options: '-ac 1 -c:a libmp3lame -q:a 6', channels: 1, tolerance: 1e-5 },
  ]),
];

const VORBIS: readonly Coding[] = [
  ...[0, 3, 6, 9].map((q) => ({
    name: `q${q}.ogg`,
    rate: 44_100,
    options: `-c:a libvorbis -q:a ${q}`,
    channels: 2,
    tolerance: 1e-5,
  })),
  { name: 'mono-8k.ogg', rate: 8_000, options: '-ac 1 -c:a libvorbis', channels: 1, tolerance: 1e-5 },
  { name: '96k.ogg', rate: 96_000, options: '-c:a libvorbis', channels: 2, tolerance: 1e-5 },
];

const opus = (name: string, rate: number, options: string, channels: number): Coding => ({
  name,
  rate,
  options,
  channels,
  tolerance: 1e-4,
  decodedRate: 48_000,
});
const OPUS: readonly Coding[] = [
  ...[6, 16, 32, 64, 128].map((kbps) => opus(`${kbps}.opus`, 48_000, `-c:a libopus -b:a ${kbps}k`, 2)),
  opus('mono-60ms.opus', 16_000, '-ac 1 -c:a libopus -frame_duration 60 -b:a 16k', 1),
  opus('2.5ms.opus', 48_000, '-c:a libopus -frame_duration 2.5', 2),
];

const FLAC: readonly Coding[] = [
  ...[8_000, 22_050, 44_100, 96_000, 192_000].flatMap((rate) => [
    { name: `16-${rate}.flac`, rate, options: '-c:a flac -sample_fmt s16', channels: 2, tolerance: 0 },
    { name: `24-${rate}.flac`, rate, options: '-c:a flac -sample_fmt s32', channels: 2, tolerance: 0 },
  ]),
  ...[16, 4608, 65_535].map((size) => ({
    name: `block-${size}.flac`,
    rate: 44_100,
    options: `-c:a flac -frame_size ${size}`,
    channels: 2,
    tolerance: 0,
  })),
  { name: 'ogg-flac.oga', rate: 44_100, options: '-c:a flac', channels: 2, tolerance: 0 },
];

/** AAC differs by the noise that decoders put in place of noise; its start and end are exact where ffmpeg leaves the padding on. */
const MP4: readonly Coding[] = [
  { name: 'aac.m4a', rate: 44_100, options: '-c:a aac', channels: 2, tolerance: 3e-3 },
  { name: 'aac-fast.m4a', rate: 48_000, options: '-c:a aac -movflags +faststart', channels: 2, tolerance: 3e-3 },
  { name: 'aac-mono.m4a', rate: 22_050, options: '-ac 1 -c:a aac -b:a 64k', channels: 1, tolerance: 3e-3 },
  { name: 'alac16.m4a', rate: 44_100, options: '-c:a alac', channels: 2, tolerance: 0 },
  { name: 'alac24.m4a', rate: 48_000, options: '-c:a alac -sample_fmt s32p', channels: 2, tolerance: 0 },
  { name: 'alac-mono.m4a', rate: 44_100, options: '-ac 1 -c:a alac', channels: 1, tolerance: 0 },
];

describe.skipIf(!hasFfmpeg)('a sound coded by ffmpeg (skipped without ffmpeg)', () => {
  it.for([...MP3, ...VORBIS, ...OPUS, ...FLAC, ...MP4])(
    'is read as ffmpeg reads it: $name',
    async (coding, { skip }) => {
      const path = join(folder, coding.name);
      skip(!encode(path, coding.rate, coding.options), 'this ffmpeg lacks the encoder');
      const { samples, sampleRate, channels, warnings } = await decoded(path);
      expect({ sampleRate, channels, warnings }).toEqual({
        sampleRate: coding.decodedRate ?? coding.rate,
        channels: coding.channels,
        warnings: [],
      });
      expect(samples).toHaveLength(Math.ceil(SECONDS * sampleRate));
      const other = reference(path, channels);
      // ffmpeg loses up to half a block at the end of a Vorbis stream of one page, and leaves the padding of AAC on.
      const slack = coding.name.endsWith('.ogg') ? 256 : coding.name.startsWith('aac') ? 1024 : 0;
      expect(Math.abs(other.length - samples.length)).toBeLessThanOrEqual(slack);
      let difference = 0;
      for (let n = 0; n < Math.min(samples.length, other.length); n++) {
        difference = Math.max(difference, Math.abs(samples[n] - other[n]));
      }
      expect(difference).toBeLessThanOrEqual(coding.tolerance);
    },
  );

  it('in a chain of two rates continues at the first rate, in tune and in time', async ({ skip }) => {
    const [first, second] = [join(folder, 'first.ogg'), join(folder, 'second.ogg')];
    skip(!encode(first, 44_100, '-c:a libvorbis -serial_offset 1'), 'this ffmpeg lacks the encoder');
    encode(second, 16_000, '-ac 1 -c:a libvorbis -serial_offset 2');
    const chain = join(folder, 'chain.ogg');
    writeFileSync(chain, Buffer.concat([readFileSync(first), readFileSync(second)]));
    const { samples, sampleRate, warnings } = await decoded(chain);
    const [a, b] = [await decoded(first), await decoded(second)];
    expect({ sampleRate, warnings }).toEqual({ sampleRate: 44_100, warnings: [] });
    expect(samples.subarray(0, a.samples.length)).toEqual(a.samples);
    expect(samples.subarray(a.samples.length)).toEqual(await resample(b.samples, 16_000, 44_100));
  });

  it('without a Xing frame keeps every frame', async ({ skip }) => {
    const path = join(folder, 'no-xing.mp3');
    skip(!encode(path, 44_100, '-c:a libmp3lame -write_xing 0'), 'this ffmpeg lacks the encoder');
    const { samples } = await decoded(path);
    expect(samples).toHaveLength(reference(path, 2).length);
    expect(samples.length % 1152).toBe(0);
  });

  it('in MP4 is refused when the file is cut, and by the name of a coding that is not read', async ({ skip }) => {
    const path = join(folder, 'whole.m4a');
    skip(!encode(path, 44_100, '-c:a aac'), 'this ffmpeg lacks the encoder');
    const bytes = readFileSync(path);
    writeFileSync(join(folder, 'cut.m4a'), bytes.subarray(0, -1));
    // The tables of this file are last: a recorder without power left only the sound.
    writeFileSync(join(folder, 'unfinished.m4a'), bytes.subarray(0, bytes.indexOf('moov') - 4));
    encode(join(folder, 'ac3.m4a'), 48_000, '-c:a ac3 -f mp4');
    const messages: string[] = [];
    for (const name of ['cut.m4a', 'unfinished.m4a', 'ac3.m4a']) {
      messages.push((await namedErrorOf(() => decoded(join(folder, name)))).message);
    }
    expect(messages).toEqual([
      expect.stringContaining('truncated'),
      expect.stringContaining('recording was cut off'),
      expect.stringContaining('this is AC-3 in MP4'),
    ]);
  });

  it('in MP4 is read behind an ID3 tag, and before tags and foreign bytes', async ({ skip }) => {
    const path = join(folder, 'tagged.m4a');
    skip(!encode(path, 44_100, '-c:a aac'), 'this ffmpeg lacks the encoder');
    const bytes = readFileSync(path);
    const { samples } = await decoded(path);
    const id3 = Buffer.concat([Buffer.from('ID3\x04\0\0\0\0\0\x1f'), Buffer.alloc(31)]);
    const lyrics = Buffer.from('LYRICSBEGINla la laLYRICSEND');
    for (const parts of [
      [id3, bytes],
      [bytes, lyrics],
      [bytes, Buffer.from(samples.buffer, 0, 999)],
    ]) {
      writeFileSync(path, Buffer.concat(parts));
      expect((await decoded(path)).samples).toEqual(samples);
    }
  });

  it('as bare AAC (ADTS) is read, with and without a tag', async ({ skip }) => {
    const path = join(folder, 'bare.aac');
    skip(!encode(path, 44_100, '-c:a aac'), 'this ffmpeg lacks the encoder');
    const bytes = readFileSync(path);
    const { samples, sampleRate, channels, warnings } = await decoded(path);
    expect({ sampleRate, channels, warnings }).toEqual({ sampleRate: 44_100, channels: 2, warnings: [] });
    expect(samples.length % 1024).toBe(0);
    const inMp4 = join(folder, 'same.m4a');
    spawnSync('ffmpeg', ['-v', 'error', '-y', '-i', path, '-c', 'copy', inMp4]);
    const same = (await decoded(inMp4)).samples;
    expect(samples.subarray(0, 20_000)).toEqual(same.subarray(0, 20_000));
    const tag = Buffer.concat([Buffer.from('ID3\x04\0\0\0\0\0\x1f'), Buffer.alloc(31)]);
    writeFileSync(path, Buffer.concat([tag, bytes]));
    expect((await decoded(path)).samples).toEqual(samples);
  });

  it('in damaged MP4 is refused, because packets are missing', async ({ skip }) => {
    const path = join(folder, 'long.m4a');
    skip(!encode(path, 44_100, '-c:a aac'), 'this ffmpeg lacks the encoder');
    const bytes = readFileSync(path);
    const start = bytes.indexOf('mdat') + 4;
    bytes.fill(0xff, start, bytes.indexOf('moov') - 4);
    writeFileSync(path, bytes);
    expect((await namedErrorOf(() => decoded(path))).kind).toBe('bad-file');
  });
});
