import type { Command } from 'commander';
import { print, printJson, printTable } from '../../app/terminal/print.ts';
import type { AudioDevice } from '../../contracts/audio-device.ts';
import { NeurorackError } from '../../contracts/errors.ts';
import { examples } from '../help.ts';

/** Above it, libasound says that the device converts. */
const MAX_CHANNELS = 128;

export function register(program: Command): void {
  const devices = program
    .command('devices')
    .summary('list sound cards, their channels and sample rates')
    .description(
      'List the sound cards of this computer: the name for --audio, output and input channels, sample rates. ' +
        'A device that another program has to itself is not listed.',
    )
    .option('--json', 'print JSON')
    .action(run);
  examples(devices, ['neurorack devices', 'neurorack devices --json']);
}

async function run({ json }: { readonly json?: boolean }): Promise<void> {
  const [{ createContainer }, { modelsDirectory }, { SERVICES }] = await Promise.all([
    import('../../app/create-container.ts'),
    import('../../app/installation.ts'),
    import('../../app/services.ts'),
  ]);
  const target = createContainer({ modelsDirectory: modelsDirectory() }).get(SERVICES.target);
  if (target.listAudioDevices === undefined) {
    throw new NeurorackError('unsupported', 'the sound card of this board is named in its file', {
      remedy: 'use `aplay -L` on the board',
    });
  }
  const devices = await target.listAudioDevices();
  if (json === true) printJson(devices);
  else if (devices.length === 0) print('there is no sound card: `neurorack start` plays in the browser');
  else printTable(devices.map(rowOf));
}

function rowOf({ sink, input, name, outputs, inputs, rates, isDefault }: AudioDevice): readonly string[] {
  return [
    sink ?? input ?? '',
    `${name}${isDefault ? ' (default)' : ''}`,
    `${countOf(outputs)} out`,
    `${countOf(inputs)} in`,
    rates.length === 0 ? '' : `${rates.map((rate) => rate / 1000).join(', ')} kHz`,
  ];
}

/** A device that converts has any number of channels. */
const countOf = (channels: number): string => (channels > MAX_CHANNELS ? 'any' : String(channels));
