import { describe, expect, it } from 'vitest';
import { createManualClock } from '../../../src/contracts/fakes/manual-clock.ts';
import { asEdgeGates } from '../../../src/control/sampled-gates.ts';
import { openDecibriCapture } from '../../../targets/host/src/decibri-capture.ts';
import { openHostJacks } from '../../../targets/host/src/host-jacks.ts';
import { namedErrorOf } from '../../../testing/named-error.ts';
import { createFakeDecibri } from './fake-decibri.ts';

const JACKS = { device: 'decibri:ES-8', channels: { gate1: 1, cv1: 3 }, fullScaleVolts: 10 } as const;

async function setUp(device: string = JACKS.device) {
  const fake = createFakeDecibri();
  const clock = createManualClock(1e6);
  const options = { platform: 'darwin', load: () => fake.library } as const;
  const { cv, gates } = await openHostJacks({ ...JACKS, device }, clock, options);
  if (cv === undefined || gates?.kind !== 'samples') throw new TypeError('the jacks are no inputs of a sound card');
  return { ...fake, clock, cv, gates };
}

describe('inputs of decibri as jacks', () => {
  it('record the channels of the card, and give edges at their samples and voltages', async () => {
    const { cv, gates, microphones, clock, log } = await setUp();
    const volts = new Float32Array(4);
    cv.read(volts);
    expect(volts).toEqual(new Float32Array(4));
    const [microphone] = microphones;
    expect(microphone.options).toEqual({
      sampleRate: 48_000,
      channels: 3,
      channelMap: [0, 1, 2],
      framesPerBuffer: 64,
      dtype: 'float32',
      device: 'ES-8',
    });
    clock.advanceUs(1e4);
    microphone.deliver(Array.from({ length: 128 }, (_, n) => [n >= 32 && n < 80 ? 0.5 : 0, 0.9, -0.25, 0.7]));
    const edges: [boolean, number][] = [];
    asEdgeGates(gates).poll((_gate, isHigh, timeUs) => void edges.push([isHigh, timeUs]));
    cv.read(volts);
    expect([...volts]).toEqual([-2.5, 0, 0, 0]);
    expect(edges.map(([isHigh]) => isHigh)).toEqual([true, false]);
    expect(((edges[1][1] - edges[0][1]) * 48_000) / 1e6).toBeCloseTo(48, 3);
    await cv.close();
    await gates.close();
    expect(log).toEqual(['stop']);
  });

  it('name what is wrong, with a remedy', async () => {
    const missing = await setUp('decibri:nope');
    const error = await namedErrorOf(() => missing.cv.read(new Float32Array(4)));
    expect([error.kind, error.remedy]).toEqual(['missing-device', "choose one of 'USB Audio', 'Built-in microphone'"]);
    const alsa = await setUp('alsa:hw:0');
    expect(await namedErrorOf(() => alsa.cv.read(new Float32Array(4)))).toMatchObject({
      kind: 'usage',
      message: "the input 'alsa:hw:0' is none of this computer",
    });
  });

  it.each([
    ['CHANNEL_MAP_OUT_OF_RANGE', 'unsupported', 'the input decibri:ES-8 has no 3 channels'],
    ['', 'device-fault', 'the input decibri:ES-8 is gone: it was unplugged'],
  ])('report a fault with the code %j as %s', async (code, kind, message) => {
    const { cv, microphones } = await setUp();
    cv.read(new Float32Array(4));
    microphones[0].emit('error', Object.assign(new Error('it was unplugged'), { code }));
    expect(await namedErrorOf(() => cv.read(new Float32Array(4)))).toMatchObject({ kind, message });
  });
});

describe('a recording of decibri', () => {
  it('gives the samples in their order, at most 256 frames at a time, and nothing where none has arrived', () => {
    const { library, microphones } = createFakeDecibri();
    const capture = openDecibriCapture('', 1, { load: () => library });
    const into = new Float32Array(256);
    expect(capture.read(into)).toBe(0);
    microphones[0].deliver(Array.from({ length: 300 }, (_, n) => [n / 512]));
    expect([capture.read(into), into[0], into[255]]).toEqual([256, 0, 255 / 512]);
    expect([capture.read(into), into[0], capture.read(into), capture.takeGap()]).toEqual([44, 0.5, 0, false]);
  });

  it('reports lost samples once: those that it did not take in time, and those that decibri dropped', () => {
    const { library, microphones } = createFakeDecibri();
    const capture = openDecibriCapture('', 2, { load: () => library });
    const into = new Float32Array(512);
    microphones[0].deliver(Array.from({ length: 8200 }, (_, n) => [n / 16_384, -1]));
    expect([capture.takeGap(), capture.takeGap()]).toEqual([true, false]);
    capture.read(into);
    expect([into[0], into[1]]).toEqual([8 / 16_384, -1]);
    microphones[0].overrunCount = 2;
    expect([capture.takeGap(), capture.takeGap()]).toEqual([true, false]);
  });
});
