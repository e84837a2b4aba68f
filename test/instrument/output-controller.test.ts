import { describe, expect, it } from 'vitest';
import type { AudioDevice } from '../../src/contracts/audio-device.ts';
import { NeurorackError } from '../../src/contracts/errors.ts';
import { createOutputController } from '../../src/instrument/output-controller.ts';
import { expectNamedError } from '../../testing/named-error.ts';

const CARD: AudioDevice = { sink: 'alsa:usb', name: 'USB', outputs: 2, inputs: 0, rates: [48_000], isDefault: false };
const MICROPHONE: AudioDevice = { ...CARD, sink: undefined, input: 'alsa:mic', name: 'Microphone' };

function setUp({ isSinkOptional = true, listAudioDevices = async () => [CARD, MICROPHONE] } = {}) {
  const chosen: [string, number | undefined][] = [];
  const messages: string[] = [];
  const output = createOutputController(
    { sink: 'alsa:default', isSinkOptional, listAudioDevices },
    {
      engine: { setSink: (sink, frames) => void chosen.push([sink, frames]) },
      onMessage: (line) => void messages.push(line),
    },
  );
  return { output, chosen, messages };
}

describe('the output of the instrument', () => {
  it('is a listed device with an output, with the buffer that is asked for', async () => {
    const { output, chosen } = setUp();
    await output.list();
    expect(output.devices).toEqual([CARD]);
    output.choose('alsa:usb', 1024);
    output.choose('alsa:usb', null);
    output.choose('browser', null);
    expect(chosen).toEqual([
      ['alsa:usb', 1024],
      ['alsa:usb', undefined],
      ['browser', undefined],
    ]);
    expect([output.sink, output.bufferFrames, output.isChosen]).toEqual(['browser', null, true]);
  });

  it('is not chosen by another buffer', () => {
    const { output } = setUp();
    output.choose('alsa:default', 512);
    expect([output.isChosen, output.bufferFrames]).toEqual([false, 512]);
  });

  it.each(['wav:/etc/passwd', 'alsa:usb', 'alsa:mic', ''])('is not %j, which was not listed', (sink) => {
    const { output, chosen } = setUp();
    expectNamedError(() => output.choose(sink, null), 'bad-input', `'${sink}'`);
    expect(chosen).toEqual([]);
  });

  it('stays while a file is written', () => {
    expectNamedError(() => setUp({ isSinkOptional: false }).output.choose('browser', null), 'unsupported', 'file');
  });

  it('says why devices cannot be listed', async () => {
    const missing = new NeurorackError('missing-library', 'koffi is missing', { remedy: 'install it' });
    const { output, messages } = setUp({ listAudioDevices: () => Promise.reject(missing) });
    await output.list();
    expect([output.devices, messages]).toEqual([[], ['koffi is missing: install it']]);
  });
});
