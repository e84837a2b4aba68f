import { type Command, InvalidArgumentError } from 'commander';
import { modelsDirectory } from '../../app/installation.ts';
import { SERVICES } from '../../app/services.ts';
import { print, printJson } from '../../app/terminal/print.ts';
import type { NeurorackError } from '../../contracts/errors.ts';
import type { WavFormat } from '../../descriptors/wav-file.ts';
import { ACCELERATOR_HELP } from '../accelerator-option.ts';
import { checkOutput } from '../check-output.ts';
import { examples } from '../help.ts';
import { startProgress } from '../progress.ts';
import type { RenderedSound } from '../render/render-sound.ts';

interface RenderOptions {
  readonly output: string;
  readonly set: string;
  readonly setB?: string;
  readonly bank?: string;
  readonly cv1?: string;
  readonly cv2?: string;
  readonly cv3?: string;
  readonly cv4?: string;
  readonly cvRange?: readonly string[];
  readonly seed: number;
  readonly seconds?: number;
  readonly block: number;
  readonly format: WavFormat;
  readonly accelerator?: string;
  readonly model: string;
  readonly models: string;
  readonly json?: boolean;
}

/** Longer than any path; ten minutes are 106 MB in memory. */
const MAX_SECONDS = 600;
const MAX_BLOCK = 65_536;
const FORMATS: readonly WavFormat[] = ['pcm16', 'pcm24', 'float32'];

export function register(program: Command): void {
  const render = program
    .command('render')
    .summary('render one trigger to a WAV file')
    .description(
      'Render one trigger to a WAV file: a model plays the descriptors of a sound, or of an interpolation between two. ' +
        'The same arguments give the same file.',
    )
    .requiredOption('-o, --output <file>', 'the WAV file to write')
    .requiredOption('--set <name>', 'set A: a sound file, or a set of the bank')
    .option('--set-b <name>', 'set B, for CV1')
    .option('--bank <file>', 'bank of the sets (default: the factory bank)')
    .option(
      '--cv1 <volts>',
      'interpolation from set A to set B, 0 to 5 V; for every jack volts, or a CSV file of seconds,volts',
    )
    .option('--cv2 <volts>', 'scrub: start position in the sound, 0 to 5 V; read at the trigger')
    .option('--cv3 <volts>', 'transient sharpness, -5 (softer) to +5 V (sharper)')
    .option('--cv4 <volts>', 'stochastic variation, 0 (exact) to 5 V')
    .option('--cv-range <jack=range...>', "range of a jack: 0..5, 0..8, 0..10 or -5..5, as '1=0..10'")
    .option('--seed <number>', 'seed of phases, noise and variation', whole(0, 2 ** 32 - 1), 1)
    .option('--seconds <number>', 'duration of the file (default: that of the sound)', duration)
    .option('--block <samples>', 'block size in samples; does not change the sound', whole(1, MAX_BLOCK), 256)
    .option('--format <name>', `sample format: ${FORMATS.join(', ')}`, format, 'pcm24')
    .option('--accelerator <name>', ACCELERATOR_HELP)
    .option('--model <name>', 'name or folder of the model', 'impacts')
    .option('--models <directory>', 'folder of the models', modelsDirectory())
    .option('--json', 'print a summary as JSON')
    .action(run);
  examples(render, [
    'neurorack render --set kick.wav -o out.wav',
    'neurorack render --set kick.wav --set-b bell.wav --cv1 2.5 -o between.wav',
    'neurorack render --bank hits.nrbank --set boom --cv1 morph.csv --set-b crash --cv4 1 --seed 7 -o out.wav',
  ]);
}

async function run(options: RenderOptions): Promise<void> {
  const { set, setB: otherSet, bank: bankFile, cv1: a1, cv2: a2, cv3: a3, cv4: a4 } = options;
  await checkOutput({
    output: options.output,
    inputs: [set, otherSet, bankFile, a1, a2, a3, a4],
    extensions: ['.wav', '.wave'],
  });
  const [
    { createContainer },
    { encodedFor },
    { findSet },
    { readPanelVoltages },
    { renderSound },
    { analysisOf },
    { writeWav },
  ] = await Promise.all([
    import('../../app/create-container.ts'),
    import('../../app/set-encoders.ts'),
    import('../../app/find-set.ts'),
    import('../render/panel-voltages.ts'),
    import('../render/render-sound.ts'),
    import('../../model/analysis-settings.ts'),
    import('../../descriptors/wav-file.ts'),
  ]);
  const { cv1, cv2, cv3, cv4, cvRange: ranges, seed, seconds, block, setB, bank } = options;
  const controls = await readPanelVoltages({ cv1, cv2, cv3, cv4, ranges });
  const container = createContainer({ modelsDirectory: options.models, accelerator: options.accelerator });
  const models = container.get(SERVICES.models);
  const model = await models.load(options.model);
  const analysis = analysisOf(model);
  const warnings: string[] = [];
  const onWarning = (text: string): void => {
    warnings.push(text);
    process.stderr.write(`warning: ${text}\n`);
  };
  const names = setB === undefined ? [options.set] : [options.set, setB];
  const found = await Promise.all(names.map((name) => findSet({ name, bank, analysis, onWarning })));
  const [a, b] = await encodedFor(container, model, found);

  const progress = startProgress('rendering', 100);
  const onProgress = (share: number): void => progress.update(Math.floor(100 * share));
  let acceleratorError: NeurorackError | undefined;
  const onFallback = (error: NeurorackError): void => {
    acceleratorError = error;
  };
  const sound = await renderSound({
    models,
    model,
    a,
    b,
    controls,
    seed,
    seconds,
    block,
    onProgress,
    onFallback,
  }).finally(progress.stop);
  await writeWav(options.output, sound.samples, { sampleRate: sound.sampleRate, format: options.format });
  if (acceleratorError !== undefined) {
    const { message, remedy } = acceleratorError;
    process.stderr.write(`warning: rendered on the CPU instead of the accelerator: ${message}\nremedy: ${remedy}\n`);
  }
  if (sound.notice !== undefined) process.stderr.write(`${sound.notice}\n`);
  if (sound.faults > 0) {
    process.stderr.write(`warning: ${sound.faults} blocks are silent: the network's output was not finite\n`);
  }

  const result = {
    output: options.output,
    model: model.manifest.id,
    set: a.name,
    setB: b?.name ?? null,
    seed,
    block,
    ...summary(sound),
    warnings,
  };
  if (options.json) printJson(result);
  else print(sentence(result));
}

function summary({ samples, sampleRate, frames, faults, realTimeFactor }: RenderedSound) {
  let peak = 0;
  let power = 0;
  for (const x of samples) {
    peak = Math.max(peak, Math.abs(x));
    power += x * x;
  }
  return {
    frames,
    samples: samples.length,
    sampleRate,
    seconds: samples.length / sampleRate,
    peak,
    rms: Math.sqrt(power / samples.length),
    faults,
    realTimeFactor,
  };
}

function sentence(
  result: { output: string; model: string; set: string; setB: string | null } & ReturnType<typeof summary>,
) {
  const { output, model, set, setB, seconds, peak, realTimeFactor } = result;
  const { network, dsp } = realTimeFactor;
  const what = setB === null ? set : `${set} and ${setB}`;
  const speed = `network ${network.toFixed(3)} + DSP ${dsp.toFixed(3)} of real time`;
  return `${output}: ${what} by ${model}, ${seconds.toFixed(2)} s, peak ${(20 * Math.log10(peak)).toFixed(1)} dBFS (${speed})`;
}

function whole(low: number, high: number): (text: string) => number {
  return (text) => {
    const value = text.trim() === '' ? Number.NaN : Number(text);
    if (Number.isInteger(value) && value >= low && value <= high) return value;
    throw new InvalidArgumentError(`Give a whole number from ${low} to ${high}.`);
  };
}

function duration(text: string): number {
  const value = text.trim() === '' ? Number.NaN : Number(text);
  if (value > 0 && value <= MAX_SECONDS) return value;
  throw new InvalidArgumentError(`Give seconds, above 0 and at most ${MAX_SECONDS}.`);
}

function format(text: string): WavFormat {
  const found = FORMATS.find((one) => one === text);
  if (found !== undefined) return found;
  throw new InvalidArgumentError(`Give one of ${FORMATS.join(', ')}.`);
}
