import { mkdir } from 'node:fs/promises';
import { dirname, resolve } from 'node:path';
import type { Command } from 'commander';
import { NeurorackError } from '../../contracts/errors.ts';
import { examples } from '../help.ts';
import { modelsDirectory } from '../installation.ts';
import { print } from '../print.ts';
import { startProgress } from '../progress.ts';

interface StartOptions {
  readonly output: string;
  readonly model: string;
  readonly models: string;
}

export function register(program: Command): void {
  const start = program
    .command('start')
    .summary('render the factory sound and say where it is')
    .description('Render the factory sound, the first set of the factory bank, and say where it is.')
    .option('-o, --output <file>', 'the WAV file to write; its folder is made', 'out/factory.wav')
    .option('--model <name>', 'name or folder of the model', 'impacts')
    .option('--models <directory>', 'where models are', modelsDirectory())
    .action(run);
  examples(start, ['neurorack start', 'neurorack start -o /tmp/boom.wav']);
}

async function run(options: StartOptions): Promise<void> {
  const [{ createApp }, { factoryBank }, { readBank }, { readPanelVoltages }, { renderSound }, { writeWav }] =
    await Promise.all([
      import('../../app.ts'),
      import('../render/find-set.ts'),
      import('../../descriptors/bank/read-bank.ts'),
      import('../render/panel-voltages.ts'),
      import('../render/render-sound.ts'),
      import('../../descriptors/wav-file.ts'),
    ]);
  const { models } = createApp({ modelsDirectory: options.models });
  const model = await models.load(options.model);
  const [a] = (await readBank(factoryBank())).sets;
  const path = resolve(options.output);
  await makeFolder(dirname(path));

  const progress = startProgress(a.name, 100);
  const onProgress = (share: number): void => progress.update(Math.floor(100 * share));
  const controls = await readPanelVoltages({});
  const sound = await renderSound({ models, model, a, controls, seed: 1, onProgress }).finally(progress.stop);
  await writeWav(path, sound.samples, { sampleRate: sound.sampleRate, format: 'pcm24' });

  const { author, licence } = a.provenance;
  print(path);
  print(`'${a.name}' (descriptors of a recording${author === undefined ? '' : ` by ${author}`}, ${licence}),`);
  print(
    `played by the model ${model.manifest.id} in ${(sound.samples.length / sound.sampleRate).toFixed(1)} s of sound`,
  );
  print('next: npx neurorack render --help');
}

/** One level only: Node's recursive `mkdir` never returns on file systems such as /proc. */
async function makeFolder(folder: string): Promise<void> {
  try {
    await mkdir(folder);
  } catch (cause) {
    if (cause instanceof Error && 'code' in cause && cause.code === 'EEXIST') return;
    throw new NeurorackError('cannot-write', `cannot make the folder ${folder}`, {
      remedy: 'give a place that exists with --output, or check its permissions',
      cause,
    });
  }
}
