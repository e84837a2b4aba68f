import { type AlsaLibrary, listAlsaDevices } from '@neurorack/common';
import { describe, expect, it } from 'vitest';

const STEREO = { channels: 2, rates: [44_100, 48_000] };
const INTERFACE = { channels: 16, rates: [48_000, 96_000] };

/** A libasound that lists `names`; what it cannot open, it has not got (-2). */
function libraryOf(
  names: readonly string[],
  { outputs = {}, inputs = {} }: Record<'outputs' | 'inputs', Record<string, typeof STEREO>>,
): AlsaLibrary {
  return {
    open: () => -2,
    openCapture: () => -2,
    message: String,
    names: () => names.map((name) => ({ name, description: `${name}\nof the test` })),
    inspect: (name, direction) => (direction === 'output' ? outputs : inputs)[name] ?? -2,
  };
}

const listed = (...library: Parameters<typeof libraryOf>) => listAlsaDevices({ load: () => libraryOf(...library) });

describe('the devices of libasound', () => {
  it('are the default one, then cards with what the hardware has, without converters and surround parts', () => {
    const names = ['null', 'plughw:CARD=ES9,DEV=0', 'surround51:CARD=ES9', 'hw:CARD=ES9,DEV=0', 'default', 'pipewire'];
    const devices = listed(names, {
      outputs: { default: STEREO, 'hw:CARD=ES9,DEV=0': STEREO, pipewire: STEREO },
      inputs: { 'hw:CARD=ES9,DEV=0': INTERFACE },
    });
    expect(devices.map(({ sink, input, outputs, inputs }) => [sink, input, outputs, inputs])).toEqual([
      ['alsa:default', undefined, 2, 0],
      ['alsa:plughw:CARD=ES9,DEV=0', 'alsa:plughw:CARD=ES9,DEV=0', 2, 16],
      ['alsa:pipewire', undefined, 2, 0],
    ]);
    expect(devices[1]).toMatchObject({ name: 'plughw:CARD=ES9,DEV=0, of the test', isDefault: false });
    expect([devices[0].isDefault, devices[0].rates]).toEqual([true, [44_100, 48_000]]);
  });

  it('lists an input without an output, and nothing that does not open', () => {
    const devices = listed(['plughw:CARD=Mic', 'plughw:CARD=Gone'], {
      outputs: {},
      inputs: { 'hw:CARD=Mic': INTERFACE },
    });
    expect(devices).toEqual([
      {
        sink: undefined,
        input: 'alsa:plughw:CARD=Mic',
        name: 'plughw:CARD=Mic, of the test',
        outputs: 0,
        inputs: 16,
        rates: [48_000, 96_000],
        isDefault: false,
      },
    ]);
  });
});
