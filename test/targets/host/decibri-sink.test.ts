import { describe, expect, it } from 'vitest';
import { listDecibriDevices, loadDecibri } from '../../../targets/host/src/decibri.ts';
import { createDecibriSink } from '../../../targets/host/src/decibri-sink.ts';
import { namedErrorOf } from '../../../testing/named-error.ts';
import { describeAudioSink } from '../../conformance/audio-sink.ts';
import { createFakeDecibri } from './fake-decibri.ts';

const FORMAT = { sampleRate: 44_100, periodFrames: 64 };
const isInstalled = (() => {
  try {
    return loadDecibri() !== undefined;
  } catch {
    return false;
  }
})();

let fake = createFakeDecibri();
describeAudioSink({
  name: 'decibri over a module of ours',
  create: () => {
    fake = createFakeDecibri();
    return createDecibriSink('', { load: () => fake.library });
  },
  isClocked: true,
  written: async () => fake.recorded,
});

describe('a decibri sink', () => {
  const sinkOf = (one: ReturnType<typeof createFakeDecibri>, device = '') =>
    createDecibriSink(device, { load: () => one.library });

  it('selects the default card, or one by its name', async () => {
    const one = createFakeDecibri();
    await sinkOf(one).open(FORMAT);
    await sinkOf(one, 'USB').open(FORMAT);
    const format = { sampleRate: 44_100, channels: 2, dtype: 'float32' };
    expect(one.options).toEqual([format, { ...format, device: 'USB' }]);
  });

  it('has the latency of its queue, which is shorter where a shorter buffer is asked for', async () => {
    const latencies = [undefined, 512, 64, 4096].map(async (bufferFrames) => {
      const stream = await sinkOf(createFakeDecibri()).open({ ...FORMAT, bufferFrames });
      return stream.latencyFrames;
    });
    expect(await Promise.all(latencies)).toEqual([2048, 512, 512, 4096]);
  });

  it('names the cards that exist when the given one does not, and the reason when none opens', async () => {
    const unknown = await namedErrorOf(() => sinkOf(createFakeDecibri(), 'nope').open(FORMAT));
    expect([unknown.kind, unknown.remedy]).toEqual(['missing-device', "choose one of 'USB Audio'"]);
    const one = createFakeDecibri({ openFault: 'Failed to open audio stream' });
    const closed = await namedErrorOf(() => sinkOf(one).open(FORMAT));
    expect(closed.message).toBe('the default sound card does not open: Failed to open audio stream');
    expect(one.log).toEqual(['stop']);
  });

  it('reports a device fault when it is unplugged', async () => {
    const stream = await sinkOf(createFakeDecibri({ writeFault: 2 }), 'USB').open(FORMAT);
    await stream.write(new Float32Array(64));
    const error = await namedErrorOf(() => stream.write(new Float32Array(64)));
    expect([error.kind, error.message]).toEqual([
      'device-fault',
      'decibri:USB does not play any more: decibri: audio device error: unplugged',
    ]);
  });

  it('counts the silence that the device has played in place of samples', async () => {
    const one = createFakeDecibri();
    const stream = await sinkOf(one).open(FORMAT);
    one.silence.samples = 128;
    expect(stream.underruns).toBe(1);
  });

  it('has no underruns where decibri does not count them', async () => {
    const one = createFakeDecibri({ isCounting: false });
    const stream = await sinkOf(one).open(FORMAT);
    one.silence.samples = 128;
    expect(stream.underruns).toBe(0);
  });

  it('plays to the end before it stops', async () => {
    const one = createFakeDecibri();
    await (await sinkOf(one).open(FORMAT)).close();
    expect(one.log).toEqual(['drain', 'stop']);
  });
});

describe('the devices of decibri', () => {
  it('are listed once each, with outputs and inputs', () => {
    const devices = listDecibriDevices({ load: () => createFakeDecibri().library });
    expect(
      devices.map(({ sink, input, outputs, inputs, isDefault }) => [sink, input, outputs, inputs, isDefault]),
    ).toEqual([
      ['decibri:USB Audio', 'decibri:USB Audio', 2, 8, true],
      [undefined, 'decibri:Built-in microphone', 0, 1, false],
    ]);
  });
});

describe.skipIf(!isInstalled)('decibri itself', () => {
  it('names the reason when no such card exists', async () => {
    const error = await namedErrorOf(() => createDecibriSink('no such card').open(FORMAT));
    expect([error.kind, error.message]).toEqual([
      'missing-device',
      'the sound card \'no such card\' does not open: No speaker found matching "no such card"',
    ]);
  });
});
