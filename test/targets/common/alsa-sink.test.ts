import { existsSync, mkdtempSync, readFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type AlsaLibrary, createAlsaSink, loadAlsa, type Pcm } from '@neurorack/common';
import { describe, expect, it } from 'vitest';
import { namedErrorOf } from '../../../testing/named-error.ts';
import { describeAudioSink } from '../../conformance/audio-sink.ts';

const FORMAT = { sampleRate: 44_100, periodFrames: 64 };
const isInstalled = ['x86_64', 'aarch64'].some((cpu) => existsSync(`/usr/lib/${cpu}-linux-gnu/libasound.so.2`));

/** A libasound with faults set by the test. */
function createFakeAlsa(
  options: {
    opening?: number;
    rate?: number;
    format?: 2 | 4;
    writes?: number[];
    /** Result of every write after those. */
    always?: number;
    recovery?: number;
    delay?: number;
  } = {},
) {
  const { opening, rate = FORMAT.sampleRate, format = 4, writes = [], always, recovery = 0, delay = 0 } = options;
  let calls = 0;
  const recorded: number[] = [];
  const log: string[] = [];
  const pcm: Pcm = {
    set: ({ periodFrames, periods }) => ({
      sampleRate: rate,
      periodFrames,
      bufferFrames: periodFrames * periods,
      sampleBytes: format,
      channels: 2,
    }),
    write: (bytes, frames) => {
      calls++;
      if (calls > 1000) throw new Error('written for ever');
      const planned = writes.shift() ?? always ?? frames;
      if (planned < 0) return planned;
      const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.length);
      for (let n = 0; n < planned; n++) {
        const at = 2 * n * format;
        const sample = (place: number): number =>
          format === 4 ? view.getInt32(place, true) : view.getInt16(place, true);
        expect(sample(at)).toBe(sample(at + format)); // both channels alike
        recorded.push(sample(at) / (format === 4 ? 0x7fff_ffff : 0x7fff));
      }
      return planned;
    },
    recover: (error) => {
      log.push(`recover ${error}`);
      return recovery;
    },
    delay: () => delay,
    drain: () => void log.push('drain'),
    close: () => void log.push('close'),
  };
  const library: AlsaLibrary = {
    open: () => opening ?? pcm,
    message: (error) => `error ${-error}`,
    openCapture: () => -2,
    names: () => [],
    inspect: () => -2,
  };
  return {
    sink: createAlsaSink({ device: 'hw:9', load: () => library, cards: () => 'Loopback' }),
    library,
    recorded,
    log,
    calls: () => calls,
  };
}

let fake = createFakeAlsa();
describeAudioSink({
  name: 'ALSA over a libasound of ours',
  create: () => {
    fake = createFakeAlsa();
    return fake.sink;
  },
  isClocked: true,
  written: async () => fake.recorded,
  tolerance: 2 ** -31,
});

describe('an ALSA sink', () => {
  it.each([
    [-16, 'busy', 'hw:9 is used by another program'],
    [-2, 'missing-device', 'there is no sound device hw:9; cards: Loopback'],
    [-13, 'missing-device', 'hw:9 may not be opened'],
    [-5, 'missing-device', 'error 5'],
  ])('reports why it cannot be opened (%d)', async (opening, kind, words) => {
    const error = await namedErrorOf(() => createFakeAlsa({ opening }).sink.open(FORMAT));
    expect([error.kind, error.message.includes(words)]).toEqual([kind, true]);
  });

  it('sets the period of the board file, however short the writes are', async () => {
    const { library } = createFakeAlsa();
    const sink = createAlsaSink({ device: 'hw:9', periodFrames: 128, periods: 3, load: () => library });
    expect((await sink.open({ ...FORMAT, periodFrames: 32 })).latencyFrames).toBe(384);
    expect((await sink.open({ ...FORMAT, periodFrames: 256 })).latencyFrames).toBe(768);
  });

  it('has the buffer that is asked for, in periods no shorter than a write', async () => {
    const latencyOf = async (bufferFrames: number): Promise<number> =>
      (await createFakeAlsa().sink.open({ ...FORMAT, bufferFrames })).latencyFrames;
    expect(await Promise.all([128, 256, 1024, 64].map(latencyOf))).toEqual([128, 256, 1024, 128]);
  });

  it('has the latency that the device measures, where it measures one', async () => {
    const latencyOf = async (delay: number) =>
      (await createFakeAlsa({ delay }).sink.open(FORMAT)).measuredLatencyFrames;
    expect(await Promise.all([900, 0, -32].map(latencyOf))).toEqual([900, undefined, undefined]);
  });

  it('refuses a device of another rate, and closes it', async () => {
    const { sink, log } = createFakeAlsa({ rate: 48_000 });
    const error = await namedErrorOf(() => sink.open(FORMAT));
    expect([error.kind, error.message]).toEqual(['unsupported', 'hw:9 plays at 48000 Hz, the model at 44100 Hz']);
    expect(log).toEqual(['close']);
  });

  it('continues after an underrun, counts it, and loses no sample', async () => {
    const { sink, recorded, log } = createFakeAlsa({ writes: [20, -32, 44] });
    const stream = await sink.open(FORMAT);
    const period = Float32Array.from({ length: 64 }, (_, n) => n / 128);
    await stream.write(period);
    expect([stream.underruns, log]).toEqual([1, ['recover -32']]);
    expect(recorded).toHaveLength(64);
    for (const [n, sample] of recorded.entries()) expect(sample).toBeCloseTo(n / 128, 6);
  });

  it('reports a device fault when it is unplugged', async () => {
    const { sink } = createFakeAlsa({ writes: [-19], recovery: -19 });
    const stream = await sink.open(FORMAT);
    const error = await namedErrorOf(() => stream.write(new Float32Array(64)));
    expect([error.kind, error.message]).toEqual(['device-fault', 'alsa:hw:9 does not play any more: error 19']);
  });

  it('reports a device fault when writes take no frame any more, after a bounded number, and closes without waiting', async () => {
    const { sink, recorded, log, calls } = createFakeAlsa({ writes: [20], always: 0 });
    const stream = await sink.open(FORMAT);
    const error = await namedErrorOf(() => stream.write(new Float32Array(64)));
    expect([error.kind, error.message]).toEqual([
      'device-fault',
      'alsa:hw:9 does not play any more: its driver takes no frames any more',
    ]);
    expect(error.remedy).toContain('opened again every three seconds');
    expect([recorded.length, calls()]).toEqual([20, 18]);
    await stream.close();
    expect(log).toEqual(['close']);
  });

  it('reports a device fault when every write underruns again', async () => {
    const { sink, calls } = createFakeAlsa({ always: -32 });
    const stream = await sink.open(FORMAT);
    expect((await namedErrorOf(() => stream.write(new Float32Array(64)))).kind).toBe('device-fault');
    expect(calls()).toBeLessThan(32);
  });

  it('plays on after some writes that take no frame', async () => {
    const { sink, recorded } = createFakeAlsa({ writes: [0, 0, 40, 0, 24] });
    await (await sink.open(FORMAT)).write(new Float32Array(64));
    expect(recorded).toHaveLength(64);
  });

  it('clips samples beyond full scale instead of wrapping them', async () => {
    for (const format of [2, 4] as const) {
      const { sink, recorded } = createFakeAlsa({ format });
      const stream = await sink.open(FORMAT);
      await stream.write(Float32Array.of(1.5, -7, 0.5));
      expect(recorded.map((x) => Math.round(x * 1000) / 1000)).toEqual([1, -1, 0.5]);
    }
  });

  it('drains the device before it closes', async () => {
    const { sink, log } = createFakeAlsa();
    await (await sink.open(FORMAT)).close();
    expect(log).toEqual(['drain', 'close']);
  });

  it('names the package when libasound is missing', async () => {
    const error = await namedErrorOf(() => loadAlsa('libasound.so.99'));
    expect([error.kind, error.remedy]).toEqual([
      'missing-library',
      'run `sudo apt install libasound2` (Debian 13: libasound2t64)',
    ]);
  });
});

describe.skipIf(!isInstalled)('libasound itself (package libasound2)', () => {
  it('writes every sample of the sink through its file plug-in', async () => {
    const file = join(mkdtempSync(join(tmpdir(), 'neurorack-alsa-')), 'recorded.raw');
    const stream = await createAlsaSink({ device: `file:FILE=${file},FORMAT=raw` }).open(FORMAT);
    expect([stream.sampleRate, stream.latencyFrames]).toEqual([44_100, 256]);
    const expected: number[] = [];
    const period = new Float32Array(64);
    for (let p = 0; p < 20; p++) {
      for (let n = 0; n < 64; n++) period[n] = Math.sin((p * 64 + n) / 7) / 2;
      expected.push(...period);
      await stream.write(period);
    }
    await stream.close();
    const bytes = readFileSync(file);
    expect(bytes.length).toBe(expected.length * 8);
    for (const [n, sample] of expected.entries()) {
      expect.soft(bytes.readInt32LE(8 * n) / 0x7fff_ffff).toBeCloseTo(sample, 6);
      expect.soft(bytes.readInt32LE(8 * n + 4)).toBe(bytes.readInt32LE(8 * n));
    }
  });

  it('reports a missing card', async () => {
    const error = await namedErrorOf(() => createAlsaSink({ device: 'hw:CARD=nowhere' }).open(FORMAT));
    expect(error.kind).toBe('missing-device');
  });
});
