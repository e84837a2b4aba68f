import type { AudioDevice } from '@neurorack/contracts/audio-device';
import { type AlsaLibrary, loadAlsa } from './alsa-library.ts';

/** Converters, silence and the parts of a surround system: devices of libasound that are no card of their own. */
const HIDDEN =
  /^(null|lavrate|samplerate|speexrate|speex|upmix|vdownmix|jack|oss|(sysdefault|front|rear|side|center_lfe|surround\d+|iec958|spdif|hdmi|modem|dmix|dsnoop|usbstream|hw)(:|$))/;

/** The devices that libasound lists and that open now, the default one first. */
export function listAlsaDevices({ load = loadAlsa }: { readonly load?: () => AlsaLibrary } = {}): AudioDevice[] {
  const library = load();
  const listed = library.names().filter(({ name }) => !HIDDEN.test(name));
  const others = listed.filter(({ name }) => name !== 'default');
  const named = listed.find(({ name }) => name === 'default') ?? { name: 'default', description: 'Default' };
  return [named, ...others].flatMap(({ name, description }) => {
    // A plug converts to anything: what the card has, hw says.
    const card = name.replace(/^plughw:/, 'hw:');
    const output = library.inspect(card, 'output');
    const input = library.inspect(card, 'input');
    const outputs = typeof output === 'number' ? 0 : output.channels;
    const inputs = typeof input === 'number' ? 0 : input.channels;
    const rates = typeof output === 'number' ? input : output;
    if (typeof rates === 'number') return [];
    return [
      {
        sink: outputs > 0 ? `alsa:${name}` : undefined,
        input: inputs > 0 ? `alsa:${name}` : undefined,
        name: description.replaceAll('\n', ', '),
        outputs,
        inputs,
        rates: rates.rates,
        isDefault: name === 'default',
      },
    ];
  });
}
