import { type Command, InvalidArgumentError, Option } from 'commander';
import { modelsDirectory } from '../../app/installation.ts';
import type { StartOptions } from '../../app/start-options.ts';
import { threadFiles } from '../../app/thread-files.ts';
import { prepareThreads } from '../../engine/threads/prepared-threads.ts';
import { ACCELERATOR_HELP } from '../accelerator-option.ts';
import { addCvInputOptions } from '../cv-input-options.ts';
import { examples } from '../help.ts';
import { HOST_HELP, parseHost } from '../host-option.ts';
import { addOscOptions } from '../osc-options.ts';
import { addVoiceOptions } from '../voice-options.ts';
import { parseVolume, VOLUME_HELP } from '../volume-option.ts';

export function register(program: Command): void {
  const start = program
    .command('start')
    .summary('start the instrument, with its panel in the browser')
    .description(
      'Start the instrument: prints and opens the address of its panel and plays until Ctrl-C. Settings are saved in ' +
        '~/.config/neurorack ($NEURORACK_HOME).',
    )
    .option('--board <id>', 'board id (default: the board of this build)')
    .option(
      '--audio <sink>',
      "audio output: 'auto' (a sound card, else the browser), 'browser', 'null', or a sound card of `neurorack devices` " +
        "(default: the last one, at first 'auto')",
    )
    .option('--accelerator <name>', ACCELERATOR_HELP)
    .option('--port <number>', 'port of the panel; the next free one when it is in use', port, 4880)
    .option('--host <address>', HOST_HELP, parseHost, '127.0.0.1')
    .option('--headless', 'do not open a browser')
    .addOption(new Option('--block <samples>', 'block size').choices(['64', '128', '256', '512']))
    .option('--buffer <frames>', "frames of the sound card's buffer, 64 to 8192 (default: the card's own)", buffer)
    .option('--volume <dB>', VOLUME_HELP, parseVolume)
    .option('--set <name>', 'set A: a set of the bank, or a sound file (default: the last one)')
    .option('--set-b <name>', 'set B, for CV1 (default: the last one)')
    .option(
      '--bank <file>',
      'bank of the sets (default: the last one, at first the factory bank; `factory` selects it again)',
    )
    .option('--model <name>', 'name or folder of the model (default: the last one)')
    .option('--models <directory>', 'folder of the models', modelsDirectory())
    .action(run);
  addVoiceOptions(start);
  addCvInputOptions(start);
  addOscOptions(start);
  examples(start, [
    'neurorack start',
    'neurorack start --set kick.wav --set-b bell.wav',
    'neurorack start --bank hits.nrbank',
    'neurorack start --audio auto --block 128',
    'neurorack start --cv-input alsa:hw:CARD=ES8 --cv-map gate1=1,gate2=2,cv1=3,cv2=4',
    'neurorack start --osc 9000',
    'neurorack start --voices 4',
    'neurorack start --headless',
    'neurorack start --host 0.0.0.0',
  ]);
}

async function run(options: StartOptions & { readonly models: string }, command: Command): Promise<void> {
  // They start while this thread loads its code.
  const prepared = prepareThreads(threadFiles().engine, ['audio', 'control', 'sound', 'model']);
  const [{ createContainer }, { start }, { SERVICES }] = await Promise.all([
    import('../../app/create-container.ts'),
    import('../../app/start.ts'),
    import('../../app/services.ts'),
  ]);
  const container = createContainer({ modelsDirectory: options.models, accelerator: options.accelerator, prepared });
  // The instrument starts without models, but not without a folder that was named.
  if (command.getOptionValueSource('models') === 'cli') await container.get(SERVICES.models).list();
  await start(container, options);
}

function port(given: string): number {
  const value = Number(given);
  if (Number.isInteger(value) && value >= 0 && value < 65_536) return value;
  throw new InvalidArgumentError('Give a whole number from 0 to 65535.');
}

function buffer(given: string): number {
  const frames = Number(given);
  if (Number.isInteger(frames) && frames >= 64 && frames <= 8192) return frames;
  throw new InvalidArgumentError('Give frames, a whole number from 64 to 8192.');
}
