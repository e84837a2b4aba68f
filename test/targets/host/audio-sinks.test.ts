import { mkdtempSync } from 'node:fs';
import { readdir, readFile, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { createManualClock } from '../../../src/contracts/fakes/manual-clock.ts';
import { createNullSink } from '../../../targets/common/src/null-sink.ts';
import { createWavSink } from '../../../targets/common/src/wav-sink.ts';
import { createHostSink } from '../../../targets/host/src/audio-sinks.ts';
import { createDeviceSink } from '../../../targets/host/src/device-sink.ts';
import { expectNamedError, namedErrorOf } from '../../../testing/named-error.ts';
import { describeAudioSink } from '../../conformance/audio-sink.ts';

const FORMAT = { sampleRate: 44_100, periodFrames: 64 };
const PERIOD = new Float32Array(64);
const PERIOD_US = (64 * 1e6) / 44_100;

const path = join(mkdtempSync(join(tmpdir(), 'neurorack-')), 'output.wav');
const HEADER_BYTES = 58;

describeAudioSink({
  name: 'a WAV file',
  create: () => createWavSink(path),
  isClocked: false,
  written: async () => {
    const bytes = await readFile(path);
    return Array.from({ length: (bytes.length - HEADER_BYTES) / 4 }, (_, i) => bytes.readFloatLE(HEADER_BYTES + 4 * i));
  },
});

/** A null sink whose sleep advances its clock. */
function virtualNullSink() {
  const clock = createManualClock(5e6);
  const slept: number[] = [];
  const sink = createNullSink({
    clock,
    sleepMs: (ms) => {
      slept.push(ms);
      clock.advanceUs(ms * 1e3 + 0.001); // past the rounding of a double
    },
  });
  return { clock, sink, slept };
}

describeAudioSink({ name: 'nowhere', create: () => virtualNullSink().sink, isClocked: true });

describe('a WAV file', () => {
  it('has a header with its length', async () => {
    const stream = await createWavSink(path).open(FORMAT);
    for (let i = 0; i < 600; i++) await stream.write(PERIOD);
    await stream.close();
    const bytes = await readFile(path);
    expect(bytes.toString('latin1', 0, 4) + bytes.toString('latin1', 8, 16)).toBe('RIFFWAVEfmt ');
    expect(bytes.readUInt32LE(4)).toBe(bytes.length - 8);
    expect(bytes.readUInt32LE(24)).toBe(44_100);
    expect(bytes.readUInt32LE(46)).toBe(600 * 64);
    expect(bytes.readUInt32LE(54)).toBe(600 * 64 * 4);
  });

  it('keeps the former file until the new one is complete', async () => {
    await writeFile(path, 'before');
    const stream = await createWavSink(path).open(FORMAT);
    for (let i = 0; i < 600; i++) await stream.write(PERIOD);
    expect(await readFile(path, 'utf8')).toBe('before');
    await stream.close();
    expect((await readFile(path)).toString('latin1', 0, 4)).toBe('RIFF');
    expect(await readdir(dirname(path))).toEqual(['output.wav']);
  });

  it('names a folder that does not exist', async () => {
    const error = await namedErrorOf(() => createWavSink('/no/such/folder/x.wav').open(FORMAT));
    expect(error).toMatchObject({ kind: 'cannot-write', message: expect.stringContaining('/no/such/folder/x.wav') });
  });

  it.skipIf(process.platform !== 'linux')('reports a full disk', async () => {
    const error = await namedErrorOf(() => createWavSink('/dev/full').open(FORMAT));
    expect(error).toMatchObject({ kind: 'device-fault', message: expect.stringContaining('no space left') });
    expect(error.remedy).toContain('room');
  });
});

describe('a sink that is clocked by the computer', () => {
  it('takes a buffer at once, then one period per period', async () => {
    const { clock, sink, slept } = virtualNullSink();
    const stream = await sink.open(FORMAT);
    const startUs = clock.nowUs();
    for (let i = 0; i < 4; i++) await stream.write(PERIOD);
    expect(slept).toEqual([]);
    for (let i = 0; i < 1000; i++) await stream.write(PERIOD);
    expect(clock.nowUs() - startUs).toBeCloseTo(1000 * PERIOD_US, 1);
    expect(stream.underruns).toBe(0);
  });

  it('starts with the first period: the wait before it is no underrun', async () => {
    const { clock, sink } = virtualNullSink();
    const stream = await sink.open(FORMAT);
    clock.advanceUs(300_000);
    await stream.write(PERIOD);
    expect(stream.underruns).toBe(0);
  });

  it.each([2000, 5e6])('counts one underrun when a period comes %d µs after the last was played', async (lateUs) => {
    const { clock, sink } = virtualNullSink();
    const stream = await sink.open(FORMAT);
    await stream.write(PERIOD);
    clock.advanceUs(PERIOD_US + lateUs);
    await stream.write(PERIOD);
    await stream.write(PERIOD);
    expect(stream.underruns).toBe(1);
  });
});

describe('a sound card', () => {
  const card = { id: 3, name: 'USB Audio', maxOutputChannels: 2, defaultLowOutputLatency: 0.01 };
  const library = { SampleFormatFloat32: 1, getDevices: () => [card, { ...card, id: 4, maxOutputChannels: 0 }] };
  const refusing = () => {
    throw new Error('Invalid sample rate');
  };

  it('lists the cards when the given one does not exist', async () => {
    const sink = createDeviceSink('HDMI', { load: () => ({ ...library, AudioIO: refusing }) });
    const error = await namedErrorOf(() => sink.open(FORMAT));
    expect(error).toMatchObject({ kind: 'missing-device', remedy: expect.stringContaining("'USB Audio'") });
  });

  it('reports a card that does not play at the rate', async () => {
    const sink = createDeviceSink('usb', { load: () => ({ ...library, AudioIO: refusing }) });
    const error = await namedErrorOf(() => sink.open(FORMAT));
    expect(error).toMatchObject({ kind: 'unsupported', message: expect.stringContaining('44100 Hz') });
  });
});

describe('the sinks of a computer', () => {
  const sinkOf = (name: string) => createHostSink(name, createManualClock());

  it.each(['null', 'browser', 'wav:/tmp/a:b.wav', 'device:USB', 'device:'])('has %s', (name) => {
    expect(sinkOf(name).name).toBe(name);
  });

  it.each(['wav:', 'wav', 'nul', ''])("refuses '%s' with the list of sinks", async (name) => {
    expectNamedError(() => sinkOf(name), 'usage', `'${name}'`);
    expect((await namedErrorOf(() => sinkOf(name))).remedy).toContain('wav:<file>');
  });
});
