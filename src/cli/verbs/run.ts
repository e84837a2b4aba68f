import { type Command, InvalidArgumentError, Option } from 'commander';
import type { Container } from 'inversify';
import type { AudioJackOptions } from '../../app/choose-audio-jacks.ts';
import { chooseVoices, type VoiceOptions } from '../../app/choose-voices.ts';
import { modelsDirectory } from '../../app/installation.ts';
import { performancePath } from '../../app/recording/performance-path.ts';
import { print, printJson } from '../../app/terminal/print.ts';
import { NeurorackError } from '../../contracts/errors.ts';
import { partialPath } from '../../contracts/partial-path.ts';
import { DEFAULT_PATCH, GATE_MODES, type GateMode, LOOP_MODES, type LoopMode } from '../../control/patch.ts';
import type { Performance } from '../../control/performance/performance.ts';
import { DEFAULT_VOICES } from '../../control/voices.ts';
import { NETWORK_PLACES, type NetworkPlace } from '../../engine/network-plan.ts';
import { reasonOf } from '../../files/file-fault.ts';
import { readText } from '../../files/read-text.ts';
import { removeAtExit } from '../../files/remove-at-exit.ts';
import { ACCELERATOR_HELP } from '../accelerator-option.ts';
import { checkOutput } from '../check-output.ts';
import { addCvInputOptions } from '../cv-input-options.ts';
import { examples } from '../help.ts';
import { HOST_HELP, parseHost } from '../host-option.ts';
import { addVoiceOptions } from '../voice-options.ts';
import { parseVolume, VOLUME_HELP } from '../volume-option.ts';

interface RunOptions extends AudioJackOptions, VoiceOptions {
  readonly board?: string;
  readonly audio: string;
  readonly accelerator?: string;
  readonly network: NetworkPlace;
  readonly host?: string;
  readonly perform?: string;
  readonly record?: string;
  readonly seconds?: number;
  readonly block: string;
  readonly volume?: number;
  readonly set?: string;
  readonly setB?: string;
  readonly bank?: string;
  readonly gate: GateMode;
  readonly loop: LoopMode;
  readonly seed: number;
  readonly model: string;
  readonly models: string;
  readonly json?: boolean;
}

export function register(program: Command): void {
  const run = program
    .command('run')
    .summary('play, live or from a performance file')
    .description(
      'Play, live or from a performance file, until Ctrl-C or --seconds. Without a performance file the keyboard is the panel: ' +
        'space or a is gate 1, s is gate 2, 1-4 select a CV, the arrow keys change it.',
    )
    .option('--board <id>', 'board id (default: the board of this build)')
    .option(
      '--audio <sink>',
      "audio output: 'wav:<file>', 'auto' (a sound card, else the browser), 'browser' (the panel's page), 'null', or a " +
        'sound card of `neurorack devices`',
      'null',
    )
    .option('--accelerator <name>', ACCELERATOR_HELP)
    .addOption(
      new Option(
        '--network <place>',
        'where the network runs: in the render thread, on its own, or where it fits as measured',
      )
        .choices(NETWORK_PLACES)
        .default('auto'),
    )
    .option('--host <address>', `with --audio browser: ${HOST_HELP} (default: 127.0.0.1)`, parseHost)
    .option('--perform <file>', 'performance file that plays the jacks (docs/play.md)')
    .option('--record <file>', 'WAV file of what is played, with markers at gates and its performance beside it')
    .option('--seconds <number>', 'duration (default: that of the performance file, otherwise until Ctrl-C)', seconds)
    .addOption(new Option('--block <samples>', 'block size').choices(['64', '128', '256', '512']).default('256'))
    .option('--volume <dB>', VOLUME_HELP, parseVolume)
    .option('--set <name>', 'set A: a set of the bank, or a sound file (default: Boom, or the first of the bank)')
    .option('--set-b <name>', 'set B, for CV1 (default: Cowbell, or the second)')
    .option('--bank <file>', 'bank of the sets (default: the factory bank)')
    .addOption(new Option('--gate <mode>', 'mode of gate 1').choices(GATE_MODES).default(DEFAULT_PATCH.gateMode))
    .addOption(
      new Option('--loop <mode>', 'loop of gate 2: of descriptors, or of grains of the output')
        .choices(LOOP_MODES)
        .default(DEFAULT_PATCH.loopMode),
    )
    .option('--seed <number>', 'seed of all random choices', seed, 1)
    .option('--model <name>', 'name or folder of the model', 'impacts')
    .option('--models <directory>', 'folder of the models', modelsDirectory())
    .option('--json', 'print the measurements as JSON at the end')
    .action(runVerb);
  addVoiceOptions(run);
  addCvInputOptions(run);
  examples(run, [
    'neurorack run --audio auto',
    'neurorack run --perform docs/performances/first-steps.perf --audio wav:out.wav',
    'neurorack run --audio auto --record take.wav',
    'neurorack run --voices 4 --voice-mode alternate --audio auto',
    'neurorack run --seconds 60 --block 128 --json',
  ]);
}

async function runVerb(options: RunOptions): Promise<void> {
  const [{ createContainer }, { play }, { preparePlay }, { summary }] = await Promise.all([
    import('../../app/create-container.ts'),
    import('../../app/play.ts'),
    import('../../app/prepare-play.ts'),
    import('../../app/terminal/summary.ts'),
  ]);
  let keep = (): void => undefined;
  const inputs = [options.set, options.setB, options.bank, options.perform];
  const { record } = options;
  if (record !== undefined) {
    await checkOutput({ output: record, inputs, extensions: ['.wav'] });
    await checkOutput({ output: performancePath(record), inputs, extensions: ['.perf'] });
  }
  if (options.audio.startsWith('wav:')) {
    const output = options.audio.slice('wav:'.length);
    await checkOutput({ output, inputs, extensions: ['.wav', '.wave'] });
    // The audio thread writes the partial file; nothing is left of it when the process ends before the thread does.
    keep = removeAtExit(partialPath(output));
  }
  const performance = options.perform === undefined ? undefined : await readPerformance(options.perform);
  const container = createContainer({ modelsDirectory: options.models, accelerator: options.accelerator });
  const { audio, isSinkOptional } = await sinkOf(container, options);
  if (audio === 'browser') {
    const { start } = await import('../../app/start.ts');
    await start(container, {
      ...options,
      audio,
      port: 4880,
      headless: true,
      performance,
      seconds: lengthOf(options, performance),
    });
    return;
  }
  if (options.host !== undefined) {
    throw new NeurorackError('usage', '--host needs the panel', { remedy: 'add --audio browser' });
  }
  const prepared = await preparePlay(container, {
    ...options,
    audio,
    isSinkOptional,
    audioJacks: await audioJacksOf(container, options),
    gateMode: options.gate,
    loopMode: options.loop,
    voiceSettings: chooseVoices(options, DEFAULT_VOICES),
    hasVoicesGiven: true,
    block: Number(options.block),
    seconds: lengthOf(options, performance),
    performance,
  });
  const played = await play(prepared, { isQuiet: options.json === true, record });
  keep();
  if (options.json === true) printJson(played);
  else for (const line of summary(played)) print(line);
}

/** Seconds of the stream: a recording begins within its performance. */
function lengthOf({ seconds }: RunOptions, performance: Performance | undefined): number | undefined {
  return seconds === undefined ? performance?.endSeconds : seconds + (performance?.beginSeconds ?? 0);
}

/** The sink to play. An automatic one may be unplugged; one that is named has to open. */
async function sinkOf(container: Container, { audio }: RunOptions) {
  if (audio !== 'auto') return { audio, isSinkOptional: false };
  const [{ selectSink }, { SERVICES }, { NO_MODEL }] = await Promise.all([
    import('../../app/choose-audio.ts'),
    import('../../app/services.ts'),
    import('../../app/model-facts.ts'),
  ]);
  const target = container.get(SERVICES.target);
  return selectSink({
    target,
    sampleRate: NO_MODEL.sampleRate,
    onMessage: (line) => process.stderr.write(`${line}\n`),
  });
}

async function audioJacksOf(container: Container, options: RunOptions) {
  const [{ chooseAudioJacks }, { SERVICES }] = await Promise.all([
    import('../../app/choose-audio-jacks.ts'),
    import('../../app/services.ts'),
  ]);
  return chooseAudioJacks(options, { last: null, target: container.get(SERVICES.target) }) ?? undefined;
}

async function readPerformance(file: string): Promise<Performance> {
  const { parsePerformance } = await import('../../control/performance/parse-performance.ts');
  const text = await readText(file).catch((cause: unknown) => {
    if (cause instanceof NeurorackError) throw cause;
    throw new NeurorackError('bad-file', `cannot read the performance file ${file}: ${reasonOf(cause)}`, {
      remedy: 'check the file name; examples are in docs/performances',
      cause,
    });
  });
  const performance = parsePerformance(text, file);
  if (performance.lacksSounds === true) {
    process.stderr.write(`${file}: sounds that rang at the beginning of its recording are missing\n`);
  }
  return performance;
}

function seconds(given: string): number {
  const value = Number(given);
  if (value > 0 && value <= 86_400) return value;
  throw new InvalidArgumentError('Give seconds, above 0 and at most 86400.');
}

function seed(given: string): number {
  const value = Number(given);
  if (Number.isInteger(value) && value >= 0 && value < 2 ** 32) return value;
  throw new InvalidArgumentError('Give a whole number from 0 to 4294967295.');
}
