import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { loadSound } from '../../src/descriptors/sound-file.ts';
import { namedErrorOf } from '../../testing/named-error.ts';

const FIXTURES = join(import.meta.dirname, '../fixtures/sounds');
const folder = mkdtempSync(join(tmpdir(), 'neurorack-headers-'));
afterAll(() => rmSync(folder, { recursive: true }));

let files = 0;
function fileOf(...parts: readonly Uint8Array[]): string {
  const path = join(folder, `${files++}.bin`);
  writeFileSync(path, Buffer.concat(parts));
  return path;
}

const FRAMES = 1000;
const WORDS = Int16Array.from({ length: FRAMES }, (_, n) => Math.round(20_000 * Math.sin(n * n * 0.001)));
const SAMPLES = Float32Array.from(WORDS, (x) => x / 32_768);
/** The samples as little-endian integers of some bytes, the word in the upper two, or as big-endian ones. */
function integers(bytes: number, littleEndian = true): Buffer {
  const data = Buffer.alloc(FRAMES * bytes);
  for (const [n, x] of WORDS.entries()) {
    if (littleEndian) data.writeInt16LE(x, n * bytes + bytes - 2);
    else data.writeInt16BE(x, n * bytes);
  }
  return data;
}

const u16 = (x: number): Buffer => Buffer.from([x & 255, x >> 8]);
const u32 = (x: number): Buffer => Buffer.from(Uint32Array.of(x).buffer);
const u32be = (x: number): Buffer => u32(x).reverse();
const chunk = (id: string, body: Uint8Array, size = body.length): Buffer =>
  Buffer.concat([Buffer.from(id), u32(size), body, Buffer.alloc(body.length % 2)]);

interface FormatOptions {
  readonly code?: number;
  readonly bits?: number;
  readonly bytes?: number;
  /** Bytes per frame by the bytes per second, where they differ. */
  readonly rateBytes?: number;
  readonly channels?: number;
  readonly more?: Uint8Array;
}

function format({
  code = 1,
  bits = 16,
  bytes = 2,
  channels = 1,
  rateBytes,
  more = Buffer.alloc(0),
}: FormatOptions = {}): Buffer {
  const rate = 44_100;
  return chunk(
    'fmt ',
    Buffer.concat([u16(code), u16(channels), u32(rate), u32(rate * (rateBytes ?? bytes)), u16(bytes), u16(bits), more]),
  );
}

const riff = (...chunks: readonly Uint8Array[]): Buffer => {
  const body = Buffer.concat([Buffer.from('WAVE'), ...chunks]);
  return Buffer.concat([Buffer.from('RIFF'), u32(body.length), body]);
};

const LIST = chunk('LIST', Buffer.from('INFOISFT\x06\0\0\0Lavf59'));

async function expectSamples(path: string, warnings = 0): Promise<void> {
  const sound = await loadSound(path);
  expect(sound.samples).toEqual(SAMPLES);
  expect(sound.warnings).toHaveLength(warnings);
}

describe('a size that cannot be right', () => {
  const SIZES = [0, 0xffff_ffff, 0x7fff_ffff, 0x8000_0000, 0xffff_1000, 2001, 2008, 100_000];

  it.each(SIZES)('is taken for what a WAV file holds: %i', async (size) => {
    const path = fileOf(riff(format(), LIST, chunk('data', integers(2), size)));
    await expectSamples(path, 1);
    expect(await namedErrorOf(() => loadSound(path, { strict: true }))).toMatchObject({
      kind: 'bad-file',
      message: expect.stringMatching(/truncated|does not state how long/),
    });
  });

  it('is taken for what Wave64, RF64, AIFF, AU and CAF files hold', async () => {
    const wide = Buffer.concat([Buffer.alloc(8, 255), u32(9000), u32(0), u32(4500), u32(0), u32(0)]);
    const rf64 = riff(chunk('ds64', wide), format(), chunk('data', integers(2), 0xffff_ffff));
    rf64.write('RF64');
    const au = Buffer.concat([Buffer.from('.snd'), u32be(24), u32be(5000), u32be(3), u32be(44_100), u32be(1)]);
    for (const path of [
      fileOf(rf64),
      fileOf(au, integers(2, false)),
      fileOf(aiff({ soundSize: 5000 })),
      fileOf(aiff({ soundSize: 0xffff_ffff, frames: 0 })),
      fileOf(aiff({ soundSize: 0, frames: 0 })),
      fileOf(caf({ dataSize: 5004 })),
      fileOf(wave64(24 + 5000)),
    ]) {
      await expectSamples(path, 1);
    }
  });

  it.each([0, 0xffff_ffff, 0x7fff_0000, 100_000])('leaves out the chunks behind the sound: %i', async (size) => {
    await expectSamples(
      fileOf(riff(format(), chunk('data', integers(2), size), LIST, chunk('bext', Buffer.alloc(603)))),
      1,
    );
  });

  it.each(['ffffffffffffffff', 'ffffffffffffff7f'])('is a mark for an unknown size in RF64: %s', async (hex) => {
    const wide = Buffer.concat([u32(0), u32(0), Buffer.from(hex, 'hex'), Buffer.alloc(12)]);
    const rf64 = riff(chunk('ds64', wide), format(), chunk('data', integers(2), 0xffff_ffff));
    rf64.write('RF64');
    const path = fileOf(rf64);
    await expectSamples(path, 1);
    expect((await loadSound(path)).warnings).toEqual([expect.stringContaining('does not state how long')]);
  });

  it('is no fault where the format has a mark for an unknown size', async () => {
    const au = Buffer.concat([Buffer.from('.snd'), u32be(24), u32be(0xffff_ffff), u32be(3), u32be(44_100), u32be(1)]);
    await expectSamples(fileOf(au, integers(2, false)));
    await expectSamples(fileOf(caf({ dataSize: -1 })));
  });

  it('ends before tags behind the sound', async () => {
    const id3v1 = Buffer.concat([Buffer.from('TAG'), Buffer.alloc(125, 0x20)]);
    await expectSamples(fileOf(riff(format(), chunk('data', integers(2), 0xffff_ffff)), id3v1), 1);
  });

  it('of a cut file leaves what is there', async () => {
    for (const name of ['cowbell-pcm_s16le.wav', 'cowbell-pcm_s16be.aiff']) {
      const whole = await loadSound(join(FIXTURES, name));
      const { samples, warnings } = await loadSound(fileOf(readFileSync(join(FIXTURES, name)).subarray(0, 3000)));
      expect(samples.length).toBeGreaterThan(1400);
      expect(samples).toEqual(whole.samples.slice(0, samples.length));
      expect(warnings).toEqual([expect.stringContaining('truncated')]);
    }
  });
});

describe('chunks of a WAV file', () => {
  it('are no samples when the sound is empty', async () => {
    const error = await namedErrorOf(() => loadSound(fileOf(riff(format(), chunk('data', Buffer.alloc(0)), LIST))));
    expect(error).toMatchObject({ kind: 'bad-input', message: expect.stringContaining('no samples') });
  });

  it('may have an odd size, with or without padding, and any order', async () => {
    const odd = chunk('inst', Buffer.from([60, 0, 0, 0, 127, 0, 127]));
    await expectSamples(fileOf(riff(odd, format(), odd, chunk('data', integers(2)), LIST)));
    const unpadded = odd.subarray(0, -1);
    await expectSamples(fileOf(riff(format(), unpadded, chunk('data', integers(2)), unpadded)));
    await expectSamples(fileOf(riff(chunk('data', integers(2)), LIST, format())));
  });
});

describe('a chunk with a wrong size before the sound', () => {
  it.each([
    ['past the end', chunk('LIST', Buffer.from('INFO'), 0x7fff_ffff)],
    ['into the sound', chunk('LIST', Buffer.from('INFOISFT'), 300)],
    ['too short', chunk('LIST', Buffer.from('INFOISFT\x04\0\0\0Lavf'), 11)],
    [
      'without padding, of an unknown name',
      Buffer.concat([chunk('abcd', Buffer.from('xyz')).subarray(0, -1), chunk('efgh', Buffer.alloc(4))]),
    ],
  ])('costs a warning: %s', async (_, wrong) => {
    const path = fileOf(riff(format(), wrong, chunk('data', integers(2))));
    await expectSamples(path, 1);
    expect((await namedErrorOf(() => loadSound(path, { strict: true }))).kind).toBe('bad-file');
  });
});

it('reads RIFX, which has the more significant byte first', async () => {
  const fields = [u16(1), u16(1), u32(44_100), u32(88_200), u16(2), u16(16)].map((field) => field.reverse());
  const beChunk = (id: string, body: Buffer): Buffer => Buffer.concat([Buffer.from(id), u32be(body.length), body]);
  const body = Buffer.concat([
    Buffer.from('WAVE'),
    beChunk('fmt ', Buffer.concat(fields)),
    beChunk('data', integers(2, false)),
  ]);
  await expectSamples(fileOf(Buffer.from('RIFX'), u32be(body.length), body));
});

describe('PCM of other widths', () => {
  const PCM_GUID = Buffer.from('0100000000001000800000aa00389b71', 'hex');
  const extensible = (valid: number): Buffer => Buffer.concat([u16(22), u16(valid), u32(4), PCM_GUID]);

  it.each([
    ['12 in 16 bits', { bits: 12, bytes: 2 }, 2],
    ['20 in 24 bits', { bits: 20, bytes: 3 }, 3],
    ['24 in 32 bits', { bits: 24, bytes: 4 }, 4],
    ['extensible, 24 in 32 bits', { code: 0xfffe, bits: 32, bytes: 4, more: extensible(24) }, 4],
    ['extensible, 16 bits', { code: 0xfffe, bits: 16, bytes: 2, more: extensible(16) }, 2],
    ['without a block size', { bits: 16, bytes: 0 }, 2],
    ['with a wrong block size', { bits: 16, bytes: 4, rateBytes: 2 }, 2],
  ] as const)('are read: %s', async (_, options, bytes) => {
    await expectSamples(fileOf(riff(format(options), chunk('data', integers(bytes)))));
  });

  it.each([
    ['NONE', 16, 2, false],
    ['NONE', 12, 2, false],
    ['none', 16, 2, false],
    ['twos', 24, 3, false],
    ['sowt', 16, 2, true],
    ['SOWT', 16, 2, true],
    ['in24', 24, 3, false],
    ['in32', 32, 4, false],
    ['42ni', 24, 3, true],
    ['23ni', 32, 4, true],
  ] as const)("are read in AIFF-C: '%s' of %i bits", async (compression, bits, bytes, littleEndian) => {
    await expectSamples(fileOf(aiff({ compression, bits, data: integers(bytes, littleEndian) })));
  });

  it("are read in AIFF-C: 'raw ', unsigned", async () => {
    const { samples } = await loadSound(
      fileOf(aiff({ compression: 'raw ', bits: 8, data: Buffer.from([0, 128, 255]) })),
    );
    expect([...samples]).toEqual([-1, 0, 127 / 128]);
  });
});

describe('an AIFF file', () => {
  it('has the frames of its sound chunk, whatever its header counts', async () => {
    await expectSamples(fileOf(aiff({ frames: 0 })));
    await expectSamples(fileOf(aiff({ frames: 10 })));
    await expectSamples(fileOf(aiff({ frames: 2000 })), 1);
  });
});

describe('a coding that is not read', () => {
  const wav = (code: number, more?: Uint8Array): Buffer =>
    riff(format({ code, bits: 4, bytes: 36, ...(more === undefined ? {} : { more }) }), chunk('data', integers(2)));
  it.each([
    ['GSM 6.10', wav(0x31)],
    ['G.726', wav(0x45)],
    ['WAV format 0x7777', wav(0x7777)],
    ['integers of 288 bits', wav(1)],
    ["'MAC3'", aiff({ compression: 'MAC3' })],
    ["'MA?3'", aiff({ compression: 'MA\n3' })],
    ['ALAC', caf({ coding: 'alac' })],
    ['CAF format', caf({ coding: 'qqqq' })],
    [
      'G.721',
      Buffer.concat([Buffer.from('.snd'), u32be(24), u32be(8), u32be(23), u32be(44_100), u32be(1), integers(2)]),
    ],
    ['4000000000 channels', caf({ channels: 4_000_000_000 })],
  ])('is refused by name: %s', async (name, bytes) => {
    const error = await namedErrorOf(() => loadSound(fileOf(bytes)));
    expect(error).toMatchObject({ kind: 'bad-file', message: expect.stringContaining(name) });
  });
});

it('finds the MP3 stream in a WAV file', async () => {
  const mp3 = readFileSync(join(FIXTURES, 'cowbell.mp3'));
  const plain = await loadSound(join(FIXTURES, 'cowbell.mp3'));
  const { samples, source } = await loadSound(
    fileOf(riff(format({ code: 0x55, bits: 0, bytes: 1 }), chunk('data', mp3), LIST)),
  );
  expect(source.format).toBe('MP3');
  expect(samples).toEqual(plain.samples);
});

it('answers any damaged header with a sound or a named error', async () => {
  const sources = [riff(format(), LIST, chunk('data', integers(2))), aiff({}), caf({}), wave64(24 + 2 * FRAMES)];
  let seed = 1;
  const random = (below: number): number => {
    seed = (Math.imul(seed, 1_664_525) + 1_013_904_223) >>> 0;
    return Math.floor((seed / 2 ** 32) * below);
  };
  for (const source of sources) {
    for (let n = 0; n < 300; n++) {
      const bytes = Buffer.from(source);
      for (let times = 1 + random(3); times > 0; times--)
        bytes[random(120)] = [0, 255, 127, 128, random(256)][random(5)];
      const path = join(folder, 'damaged.bin');
      writeFileSync(path, bytes.subarray(0, 20 + random(bytes.length)));
      const outcome = await loadSound(path).catch((error: unknown) => error);
      if (outcome instanceof Error) expect(outcome, `${n}`).toHaveProperty('kind', expect.stringMatching(/^bad-/));
    }
  }
});

interface AiffOptions {
  readonly compression?: string;
  readonly bits?: number;
  readonly frames?: number;
  readonly soundSize?: number;
  readonly data?: Buffer;
}

function aiff({ compression = 'NONE', bits = 16, data = integers(2, false), frames, soundSize }: AiffOptions): Buffer {
  const counted = frames ?? data.length / Math.ceil(bits / 8);
  const rate = Buffer.from('400eac44000000000000', 'hex');
  const beChunk = (id: string, body: Buffer, size = body.length): Buffer =>
    Buffer.concat([Buffer.from(id), u32be(size), body, Buffer.alloc(body.length % 2)]);
  const common = Buffer.concat([
    u16(1).reverse(),
    u32be(counted),
    u16(bits).reverse(),
    rate,
    Buffer.from(compression),
    u16(0),
  ]);
  const body = Buffer.concat([
    Buffer.from('AIFC'),
    beChunk('COMM', common),
    beChunk('SSND', Buffer.concat([Buffer.alloc(8), data]), soundSize),
  ]);
  return Buffer.concat([Buffer.from('FORM'), u32be(body.length), body]);
}

interface CafOptions {
  readonly coding?: string;
  readonly channels?: number;
  readonly dataSize?: number;
}

function caf({ coding = 'lpcm', channels = 1, dataSize = 4 + 2 * FRAMES }: CafOptions): Buffer {
  const size = (bytes: number): Buffer => Buffer.from(BigInt64Array.of(BigInt(bytes)).buffer).reverse();
  const rate = Buffer.alloc(8);
  rate.writeDoubleBE(44_100);
  const words = [0, 2, 1, channels, 16].map(u32be);
  return Buffer.concat([
    ...[Buffer.from('caff'), Buffer.from([0, 1, 0, 0])],
    ...[Buffer.from('desc'), size(32), rate, Buffer.from(coding), ...words],
    ...[Buffer.from('data'), size(dataSize), u32be(0), integers(2, false)],
  ]);
}

function wave64(dataSize: number): Buffer {
  const guid = (id: string): Buffer => Buffer.concat([Buffer.from(id), Buffer.from('f3acd3118cd100c04f8edb8a', 'hex')]);
  const sized = (id: string, size: number, body: Buffer): Buffer => Buffer.concat([guid(id), u32(size), u32(0), body]);
  const body = format().subarray(8);
  return Buffer.concat([
    Buffer.from('riff'),
    Buffer.from('2e91cf11a5d628db04c10000', 'hex'),
    ...[u32(0), u32(0), guid('wave')],
    sized('fmt ', 24 + body.length, body),
    sized('data', dataSize, integers(2)),
  ]);
}
