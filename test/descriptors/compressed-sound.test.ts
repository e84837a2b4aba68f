import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { open } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it, vi } from 'vitest';
import { decodeStream } from '../../src/descriptors/sound/decode-stream.ts';
import { type FlacFrame, flacFrameLengths, readFlacFrame } from '../../src/descriptors/sound/flac-frames.ts';
import { concatBytes, writeOggPages } from '../../src/descriptors/sound/ogg-pages.ts';
import { probe, type SoundFormat } from '../../src/descriptors/sound/probe.ts';
import { soundBytesOf } from '../../src/descriptors/sound/sound-bytes.ts';
import { loadSound } from '../../src/descriptors/sound-file.ts';
import { uniform } from '../../src/numeric/hash.ts';
import { namedErrorOf } from '../../testing/named-error.ts';

const FIXTURES = join(import.meta.dirname, '../fixtures/sounds');
const folder = mkdtempSync(join(tmpdir(), 'neurorack-compressed-'));
afterAll(() => rmSync(folder, { recursive: true }));

const fixture = (name: string): Uint8Array => new Uint8Array(readFileSync(join(FIXTURES, name)));
const LENGTH = 2205;
const LENGTH_48K = 2400;

function fileWith(name: string, ...parts: readonly Uint8Array[]): string {
  const path = join(folder, name);
  writeFileSync(path, concatBytes(parts));
  return path;
}

/** The decoded samples at the rate of the file, with the warnings. */
async function decoded(path: string): Promise<{ samples: Float32Array; format: SoundFormat; warnings: string[] }> {
  const warnings: string[] = [];
  const file = await open(path, 'r');
  try {
    const { format, bytes } = await probe(await soundBytesOf(file, path, (text) => warnings.push(text)));
    if (format === 'WAV' || format === 'Wave64' || format === 'AIFF' || format === 'AU' || format === 'CAF') {
      throw new Error(`${format} is no stream`);
    }
    return { ...(await decodeStream(format, bytes, {})), format, warnings };
  } finally {
    await file.close();
  }
}

interface Page {
  readonly flags: number;
  readonly granule: bigint;
  readonly packets: readonly Uint8Array[];
}

/** The pages of a fixture whose packets all end on their page. */
function pagesOf(file: Uint8Array): readonly Page[] {
  const pages: Page[] = [];
  for (let at = 0; at < file.length; ) {
    const segments = file[at + 26];
    const packets: Uint8Array[] = [];
    let from = at + 27 + segments;
    let to = from;
    for (let i = 0; i < segments; i++) {
      to += file[at + 27 + i];
      if (file[at + 27 + i] === 255) continue;
      packets.push(file.slice(from, to));
      from = to;
    }
    pages.push({ flags: file[at + 5], granule: new DataView(file.buffer, at).getBigInt64(6, true), packets });
    at = to;
  }
  return pages;
}

function oggOf(pages: readonly Page[], serial = 7): Uint8Array {
  let sequence = 0;
  return concatBytes(
    pages.map(({ flags, granule, packets }) => {
      const header = { serial, sequence, granule, isFirst: (flags & 2) !== 0, isLast: (flags & 4) !== 0 };
      const written = writeOggPages(packets, header);
      sequence += written.pages;
      return written.bytes;
    }),
  );
}

const withoutEnd = (pages: readonly Page[]): readonly Page[] =>
  pages.map((page) => ({ ...page, flags: page.flags & 2 }));

describe('an Ogg file', () => {
  it.each([
    ['cowbell.ogg', LENGTH],
    ['cowbell.opus', LENGTH_48K],
  ])('without a last page (%s) gives the sound that is there, with a warning', async (name, length) => {
    const whole = await decoded(join(FIXTURES, name));
    expect(whole.samples).toHaveLength(length);
    expect(whole.warnings).toEqual([]);
    const cut = await decoded(fileWith(`no-end-${name}`, oggOf(withoutEnd(pagesOf(fixture(name))))));
    expect(cut.samples).toEqual(whole.samples);
    expect(cut.warnings).toEqual([expect.stringContaining('no last page')]);
  });

  it('without a last page is refused by a strict reader', async () => {
    const path = fileWith('no-end.ogg', oggOf(withoutEnd(pagesOf(fixture('cowbell.ogg')))));
    expect((await loadSound(path)).warnings).toEqual([expect.stringContaining('no last page')]);
    expect((await namedErrorOf(() => loadSound(path, { strict: true }))).kind).toBe('bad-file');
  });

  it.each([
    ['cowbell.ogg', LENGTH, '\x03vorbis', 1],
    ['cowbell.opus', LENGTH_48K, 'OpusTags', 1],
  ])('with a picture of 200 KB in the comments (%s) gives all samples', async (name, length, magic, at) => {
    const pages = pagesOf(fixture(name));
    const comments = new Uint8Array(200_000);
    comments.set(new TextEncoder().encode(magic));
    const withPicture = pages.map((page, n) =>
      n === at ? { ...page, packets: [comments, ...page.packets.slice(1)] } : page,
    );
    const { samples, warnings } = await decoded(fileWith(`picture-${name}`, oggOf(withPicture)));
    expect(samples).toHaveLength(length);
    expect(samples).toEqual((await decoded(join(FIXTURES, name))).samples);
    expect(warnings).toEqual([]);
  });

  it('of two chained links gives both, and two links of a file without last pages as well', async () => {
    const pages = pagesOf(fixture('cowbell.ogg'));
    const once = (await decoded(join(FIXTURES, 'cowbell.ogg'))).samples;
    const twice = concatBytes([new Uint8Array(once.buffer), new Uint8Array(once.buffer)]);
    const chained = await decoded(fileWith('chained.ogg', oggOf(pages, 1), oggOf(pages, 2)));
    expect(chained.samples).toEqual(new Float32Array(twice.buffer));
    expect(chained.warnings).toEqual([]);
    const cut = await decoded(fileWith('cut.ogg', oggOf(withoutEnd(pages), 1), oggOf(withoutEnd(pages), 2)));
    expect(cut.samples).toEqual(chained.samples);
    expect(cut.warnings).toHaveLength(2);
  });

  it.each([10, 40, 57])('that ends %i bytes within a page gives the pages before it, with a warning', async (bytes) => {
    const whole = oggOf(pagesOf(fixture('cowbell.ogg')), 1);
    const path = fileWith('power-lost.ogg', whole, whole.slice(0, bytes));
    const plain = await decoded(join(FIXTURES, 'cowbell.ogg'));
    const { samples, warnings } = await decoded(path);
    expect(samples).toEqual(plain.samples);
    expect(warnings).toEqual([expect.stringContaining('the file is truncated: its last Ogg page')]);
    expect((await namedErrorOf(() => loadSound(path, { strict: true }))).kind).toBe('bad-file');
  });

  it('with a damaged page is refused', async () => {
    const bytes = fixture('cowbell.ogg');
    bytes[bytes.length - 40] ^= 4;
    const error = await namedErrorOf(() => loadSound(fileWith('damaged.ogg', bytes)));
    expect(error).toMatchObject({ kind: 'bad-file', message: expect.stringContaining('wrong checksum') });
  });
});

describe('an MP3 file', () => {
  const mp3 = fixture('cowbell.mp3');
  const infoAt = mp3.findIndex((_, n) => String.fromCharCode(...mp3.subarray(n, n + 4)) === 'Info');
  const samplesOf = async (name: string, ...parts: readonly Uint8Array[]): Promise<Float32Array> =>
    (await decoded(fileWith(name, ...parts))).samples;

  it('is cut by the delay and padding of its Info frame', async () => {
    expect(infoAt).toBeGreaterThan(0);
    expect(await samplesOf('whole.mp3', mp3)).toHaveLength(LENGTH);
  });

  it.each([
    ['one byte short', (bytes: Uint8Array) => bytes.slice(0, -1)],
    ['with a count of one byte more', (bytes: Uint8Array) => changedCount(bytes, 12)],
    ['with a count of one frame more', (bytes: Uint8Array) => changedCount(bytes, 8)],
  ])('%s is read', async (_, change) => {
    const samples = await samplesOf('short.mp3', change(mp3));
    const whole = await samplesOf('whole.mp3', mp3);
    expect(samples.length).toBeGreaterThanOrEqual(LENGTH);
    expect(samples.subarray(0, LENGTH)).toEqual(whole);
  });

  it('that lacks more of its last frame has the frames before it, with a warning', async () => {
    const { samples, warnings } = await decoded(fileWith('cut.mp3', mp3.slice(0, -50)));
    expect(samples).toEqual((await samplesOf('whole.mp3', mp3)).subarray(0, samples.length));
    expect(warnings).toEqual([expect.stringContaining('50 are missing')]);
  });

  it('is read from its middle, and behind zeros', async () => {
    // Frames of 417 bytes of silence at 128 kb/s.
    const frame = new Uint8Array(417);
    frame.set([0xff, 0xfb, 0x90, 0xc0]);
    const frames = new Array<Uint8Array>(20).fill(frame);
    const whole = await samplesOf('frames.mp3', ...frames);
    expect(whole).toHaveLength(20 * 1152);
    for (const before of [frame.slice(100), new Uint8Array(2048)]) {
      expect(await samplesOf('behind.mp3', before, ...frames)).toEqual(whole);
    }
  });

  function changedCount(bytes: Uint8Array, field: number): Uint8Array {
    const changed = bytes.slice();
    const view = new DataView(changed.buffer);
    view.setUint32(infoAt + field, view.getUint32(infoAt + field) + 1);
    return changed;
  }

  it('is read with an ID3v2 tag and footer before it, APEv2 and ID3v1 behind it, and foreign bytes between frames', async () => {
    const whole = await samplesOf('whole.mp3', mp3);
    const id3 = Uint8Array.of(0x49, 0x44, 0x33, 4, 0, 0x90, 0, 0, 1, 0, ...new Array<number>(128 + 10).fill(0xff));
    const ape = new Uint8Array(32 + 500);
    ape.set(new TextEncoder().encode('APETAGEX'), 500);
    new DataView(ape.buffer).setUint32(500 + 12, 532, true);
    const id3v1 = new Uint8Array(128);
    id3v1.set(new TextEncoder().encode('TAG'));
    expect(await samplesOf('tagged.mp3', id3, mp3, ape, id3v1)).toEqual(whole);
  });

  it.each([
    ['free format', 0xfb, 0x00, 'free format', 'lame --decode'],
    ['layer II', 0xfd, 0x80, 'MP2', 'ffmpeg -i in.mp2'],
  ])('in %s is refused by that name', async (name, second, third, words, remedy) => {
    // Frames of 400 bytes in free format, and of 417 bytes at 128 kb/s.
    const frame = new Uint8Array(third === 0 ? 400 : 417);
    frame.set([0xff, second, third, 0xc0]);
    const id3 = Uint8Array.of(0x49, 0x44, 0x33, 4, 0, 0, 0, 0, 0, 0);
    const path = fileWith(`${name}.mp3`, id3, ...new Array<Uint8Array>(20).fill(frame));
    expect(await namedErrorOf(() => loadSound(path))).toMatchObject({
      kind: 'bad-file',
      message: expect.stringContaining(words),
      remedy: expect.stringContaining(remedy),
    });
  });

  it('of noise behind a tag is refused, because it has no frames', async () => {
    const noise = Uint8Array.from({ length: 20_000 }, (_, n) => (n * n * 31 + 7 * n) & 255);
    const id3 = Uint8Array.of(0x49, 0x44, 0x33, 4, 0, 0, 0, 0, 0, 0);
    const error = await namedErrorOf(() => loadSound(fileWith('noise.mp3', id3, noise)));
    expect(error.message).toContain('no MPEG audio frames');
  });
});

const crc16 = (bytes: Uint8Array): number =>
  bytes.reduce((sum, byte) => {
    let next = sum ^ (byte << 8);
    for (let bit = 0; bit < 8; bit++) next = ((next << 1) ^ ((next & 0x8000) === 0 ? 0 : 0x8005)) & 0xffff;
    return next;
  }, 0);

describe('a FLAC file', () => {
  it('without a stated length is read to its end', async () => {
    const bytes = fixture('cowbell-16.flac');
    bytes[21] &= 0xf0;
    bytes.fill(0, 22, 26);
    const { samples } = await decoded(fileWith('unknown.flac', bytes));
    expect(samples).toEqual((await decoded(join(FIXTURES, 'cowbell-16.flac'))).samples);
  });

  it('whose last block is short and nearly silent is read to its end', async () => {
    const path = join(import.meta.dirname, '../fixtures/short-last-block.flac');
    const { samples, warnings } = await decoded(path);
    expect([samples.length, warnings]).toEqual([4202, []]);
    expect(samples.some((x) => x !== 0)).toBe(true);
  });

  it.each(['cowbell-16.flac', 'cowbell-24.flac', 'cowbell-stereo.flac'])(
    'with foreign bytes behind its sound (%s) is read to its last frame, with a warning',
    async (name) => {
      const whole = (await decoded(join(FIXTURES, name))).samples;
      const noise = Uint8Array.from({ length: 70_000 }, (_, n) => Math.floor(256 * uniform(3, n)));
      const ones = new Uint8Array(700_000).fill(255);
      for (const behind of [noise.subarray(0, 1), noise, ones, fixture('cowbell-16.flac'), fixture(name)]) {
        const { samples, warnings } = await decoded(fileWith(`behind-${name}`, fixture(name), behind));
        expect(samples).toEqual(whole);
        expect(warnings).toEqual([`the ${behind.length} bytes behind its sound are no sound and were left out`]);
      }
    },
  );

  it.each([12, 20])('of %i bits, alone and in Ogg, is refused by that number', async (bits) => {
    const withBits = (bytes: Uint8Array, streamInfo: number): Uint8Array => {
      const view = new DataView(bytes.buffer, streamInfo + 12, 2);
      view.setUint16(0, (view.getUint16(0, false) & 0xfe0f) | ((bits - 1) << 4), false);
      return bytes;
    };
    const alone = withBits(fixture('cowbell-16.flac'), 8);
    const head = concatBytes([Uint8Array.from([0x7f, 0x46, 0x4c, 0x41, 0x43, 1, 0, 0, 1]), alone.subarray(0, 42)]);
    const ogg = writeOggPages([head], { serial: 1, sequence: 0, isFirst: true }).bytes;
    for (const bytes of [alone, concatBytes([ogg, new Uint8Array(200)])]) {
      expect(await namedErrorOf(() => loadSound(fileWith('bits.flac', bytes)))).toMatchObject({
        kind: 'bad-file',
        message: expect.stringContaining(`this is FLAC of ${bits} bits, which is not read`),
        remedy: expect.stringContaining('convert it to 24 bits'),
      });
    }
  });

  it('whose decoder fails is refused in one error, and nothing else is printed', async () => {
    const bytes = fixture('cowbell-16.flac');
    // The reserved type of the first subframe; the checksum is made right, so that the decoder gets the frame.
    const at = bytes.findIndex((_, n) => readFlacFrame(bytes.subarray(n, n + 16), 4608) !== undefined);
    const frame = bytes.subarray(at);
    frame[8] = 0x04;
    new DataView(bytes.buffer).setUint16(bytes.length - 2, crc16(frame.subarray(0, -2)), false);
    expect(flacFrameLengths(frame)).toContain(frame.length);
    const print = vi.spyOn(console, 'error');
    expect((await namedErrorOf(() => loadSound(fileWith('reserved.flac', bytes)))).kind).toBe('bad-file');
    expect(print).not.toHaveBeenCalled();
  });

  it('without its last bytes is refused as truncated, with and without foreign bytes behind them', async () => {
    const bytes = fixture('cowbell-16.flac');
    for (const behind of [new Uint8Array(0), new Uint8Array(3000).fill(255)]) {
      const path = fileWith('cut.flac', bytes.subarray(0, -30), behind);
      expect((await namedErrorOf(() => loadSound(path))).message).toContain('the file is truncated');
    }
  });
});

describe('readFlacFrame', () => {
  const header = (...bytes: readonly number[]): Uint8Array => Uint8Array.from([...bytes, 0, 0]);

  it.each<[string, Uint8Array, FlacFrame]>([
    // RFC 9639, appendices D.1 and D.2.
    ['one with a size of 8 bits', header(0xff, 0xf8, 0x69, 0x18, 0x00, 0x00, 0xbf), { first: 0, samples: 1 }],
    ['one with a number above 0', header(0xff, 0xf8, 0x69, 0x18, 0x01, 0x02, 0xa4), { first: 4096, samples: 3 }],
  ])('reads %s', (_, bytes, frame) => {
    expect(readFlacFrame(bytes, 4096)).toEqual(frame);
    expect(readFlacFrame(bytes.with(4, bytes[4] ^ 1), 4096)).toBeUndefined();
  });
});

describe('a file of a format without a decoder', () => {
  const text = (letters: string): Uint8Array => Uint8Array.from([...letters].map((letter) => letter.charCodeAt(0)));
  const rest = new Uint8Array(200);

  it.each([
    ['AMR', '#!AMR\n', 'amr'],
    ['WMA', '\x30\x26\xb2\x75\x8e\x66\xcf\x11', 'wma'],
    ['AC-3', '\x0b\x77\x00\x00\x1c\x40', 'ac3'],
    ['E-AC-3', '\x0b\x77\x00\x00\x1c\x80', 'eac3'],
    ['WebM', '\x1a\x45\xdf\xa3\x9f\x42\x86\x81\x01\x42\x82\x84webm', 'webm'],
    ['Matroska', '\x1a\x45\xdf\xa3\x9f\x42\x86\x81\x01\x42\x82\x88matroska', 'mka'],
    ['WavPack', 'wvpk', 'wv'],
    ['Creative Voice', 'Creative Voice File\x1a', 'voc'],
    ['8SVX', 'FORM\0\0\x20\x008SVXVHDR', '8svx'],
    ['16SV', 'FORM\0\0\x20\x0016SVVHDR', '16sv'],
    ['MAUD', 'FORM\0\0\x20\0MAUDMHDR', 'maud'],
    ['Berkeley/IRCAM', '\x64\xa3\x01\x00\0\0', 'sf'],
    ['MIDI Sample Dump', '\xf0\x7e\0\x01', 'sds'],
    ['OptimFROG', 'OFR \x0f\0', 'ofr'],
    ['TAK', 'tBaK', 'tak'],
    ['Shorten', 'ajkg\x02', 'shn'],
    ['AVR', '2BIT\0', 'avr'],
    ['PVF', 'PVF1\n1 8000 16\n', 'pvf'],
    ['NUT', 'nut/multimedia container\0', 'nut'],
    ['MPEG transport stream', `G${'\0'.repeat(187)}`.repeat(3), 'ts'],
  ])('is refused as %s, with a way to convert it', async (name, beginning, extension) => {
    const path = fileWith(`unread-${extension}.wav`, text(beginning), rest);
    expect(await namedErrorOf(() => loadSound(path))).toMatchObject({
      kind: 'bad-file',
      message: expect.stringContaining(`this is ${name}`),
      remedy: `convert it to WAV or FLAC, for example with ffmpeg -i in.${extension} out.wav`,
    });
  });

  it.each([
    ['a SoundFont', 'RIFF\0\0\x20\0sfbkLIST', 'export its samples as WAV'],
    ['a bank of samples (DLS or GigaStudio)', 'RIFF\0\0\x20\0DLS LIST', 'export its samples as WAV'],
    ['an Akai program', 'RIFF\0\0\0\0APRGprg ', 'export its samples as WAV'],
    ['a loop of ReCycle (REX2)', 'CAT \0\0\x20\0REX2HEAD', 'export its samples as WAV'],
    ['a sample of the MPC 2000', `\x01\x04kick${' '.repeat(12)}\0`, 'export its samples as WAV'],
    ['an instrument of FastTracker', 'Extended Instrument: kick', 'export its samples as WAV'],
    ['a module of a tracker', 'Extended Module: song', 'export its samples as WAV'],
    ['a MIDI file', 'MThd\0\0\0\x06', 'render it to WAV in a sequencer'],
    ['a ZIP archive', 'PK\x03\x04', 'unpack it, and give a sound file in it'],
    ['a 7-Zip archive', '7z\xbc\xaf\x27\x1c', 'unpack it, and give a sound file in it'],
    ['a RAR archive', 'Rar!\x1a\x07', 'unpack it, and give a sound file in it'],
    ['a gzip archive', '\x1f\x8b\x08', 'unpack it, and give a sound file in it'],
    ['a web page', '<!DOCTYPE html><html>', 'download the sound itself'],
    ['a pointer of Git LFS', 'version https://git-lfs.github.com/spec/v1\n', 'fetch the sound itself: git lfs pull'],
  ])('is refused as %s where it is no sound, with a way to one', async (name, beginning, remedy) => {
    const path = fileWith('no-sound.wav', text(beginning), rest);
    expect(await namedErrorOf(() => loadSound(path))).toMatchObject({
      kind: 'bad-file',
      message: expect.stringContaining(`this is ${name}, which is not read`),
      remedy,
    });
  });

  it('is refused by its name though it holds the header of a FLAC file', async () => {
    const path = fileWith('flac.mka', text('\x1a\x45\xdf\xa3\x9f\x42matroska'), rest, fixture('cowbell-16.flac'));
    expect((await namedErrorOf(() => loadSound(path))).message).toContain('this is Matroska');
  });

  it.each([
    ['Speex', 'Speex   1.2', 'spx'],
    ['Theora video', '\x80theora', 'ogv'],
  ])('is refused as %s inside Ogg', async (name, packet, extension) => {
    const { bytes } = writeOggPages([text(packet)], { serial: 1, sequence: 0, isFirst: true });
    const error = await namedErrorOf(() => loadSound(fileWith(`${extension}.ogg`, bytes, rest)));
    expect(error.message).toContain(`this is ${name}`);
    expect(error.remedy).toContain(`ffmpeg -i in.${extension} out.wav`);
  });

  it('does not hide a sound in a parallel stream of the same file', async () => {
    const { bytes } = writeOggPages([text('fishead\0')], { serial: 1, sequence: 0, isFirst: true });
    const path = fileWith('skeleton.opus', bytes, oggOf(pagesOf(fixture('cowbell.opus'))));
    expect((await decoded(path)).samples).toHaveLength(LENGTH_48K);
    expect((await loadSound(path)).source.format).toBe('Ogg Opus');
  });
});
