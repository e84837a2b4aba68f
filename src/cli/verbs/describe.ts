import { basename } from 'node:path';
import { type Command, InvalidArgumentError, Option } from 'commander';
import { print } from '../../app/terminal/print.ts';
import type { Analysis } from '../../descriptors/analysis/analyse.ts';
import type { Recording } from '../../descriptors/recording/load-recording.ts';
import { checkOutput } from '../check-output.ts';
import { asCsv, asJson } from '../describe/as-text.ts';
import { settingsFrom, type WindowOptions } from '../describe/settings.ts';
import { summary } from '../describe/summary.ts';
import { examples } from '../help.ts';
import { startProgress } from '../progress.ts';

interface DescribeOptions extends WindowOptions {
  readonly json?: boolean;
  readonly csv?: boolean;
  readonly plot?: string;
  readonly output?: string;
  readonly start?: number;
  readonly seconds?: number;
  readonly strict?: boolean;
}

export function register(program: Command): void {
  const describe = program
    .command('describe')
    .argument('<sound>', 'a sound file: WAV, FLAC, AIFF, MP3, Ogg or M4A; any sample rate and number of channels')
    .summary('analyse the seven descriptors of a sound file')
    .description(
      'Analyse the seven descriptors of a sound file, frame by frame, by the definitions of librosa: rms, zcr, rolloff, flatness, bandwidth, centroid, f0.',
    )
    .option('--json', 'print every frame as JSON, in natural units')
    .addOption(new Option('--csv', 'print every frame as CSV').conflicts('json'))
    .option('--plot <file.svg>', 'plot the waveform and the seven curves')
    .option('-o, --output <file>', 'write the output to a file instead of stdout')
    .option('--start <seconds>', 'start of the analysed part', seconds)
    .option('--seconds <seconds>', 'duration of the analysed part (default: to the end)', seconds)
    .option('--strict', 'refuse a doubtful file or recording (truncated, clipped, too quiet, ...) instead of warning')
    .option('--hop <samples>', 'hop from frame to frame (default: 256)', samples)
    .option('--window <samples>', 'spectral window, a power of two (default: 1024)', samples)
    .option('--rms-window <samples>', 'window of rms (default: 512)', samples)
    .option('--zcr-window <samples>', 'window of zcr (default: 1024)', samples)
    .option('--f0-window <samples>', 'window of f0 (default: 2048)', samples)
    .action(run);
  examples(describe, [
    'neurorack describe kick.wav',
    'neurorack describe kick.wav --plot kick.svg',
    'neurorack describe gong.flac --json | jq .descriptors.centroid',
    'neurorack describe gong.flac --csv -o gong.csv --hop 512 --window 2048 --rms-window 2048 --zcr-window 2048',
    'neurorack describe concert.wav --start 61.5 --seconds 4',
  ]);
}

async function run(path: string, options: DescribeOptions): Promise<void> {
  if (options.plot !== undefined) await checkOutput({ output: options.plot, inputs: [path], extensions: ['.svg'] });
  if (options.output !== undefined) await checkOutput({ output: options.output, inputs: [path] });
  const settings = settingsFrom(options);
  const [{ loadRecording }, { analyse }, { writeFileAtomically }] = await Promise.all([
    import('../../descriptors/recording/load-recording.ts'),
    import('../../descriptors/analysis/analyse.ts'),
    import('../../files/atomic-file.ts'),
  ]);
  const progress = startProgress('analysing', 1);
  const measured = await loadRecording(path, {
    startSeconds: options.start,
    seconds: options.seconds,
    strict: options.strict,
    onProgress: (share) => progress.update(share / 2),
  })
    .then((sound) => ({ sound, result: analyse(sound.samples, settings, (share) => progress.update((1 + share) / 2)) }))
    .finally(progress.stop);
  const { sound, result } = measured;
  for (const text of sound.warnings) process.stderr.write(`warning: ${path}: ${text}\n`);
  if (options.plot !== undefined) {
    const { plotSvg } = await import('../describe/plot.ts');
    await writeFileAtomically(options.plot, plotSvg(sound, result, basename(path)));
  }
  const text = textOf(sound, result, options);
  if (options.output === undefined) print(text);
  else await writeFileAtomically(options.output, `${text}\n`);
}

function textOf(sound: Recording, result: Analysis, { json, csv }: DescribeOptions): string {
  if (json) return asJson(result, sound);
  return csv ? asCsv(result) : summary(sound, result);
}

function samples(text: string): number {
  const value = text.trim() === '' ? Number.NaN : Number(text);
  if (Number.isInteger(value) && value > 0) return value;
  throw new InvalidArgumentError('Give a whole number of samples above 0.');
}

function seconds(text: string): number {
  const value = text.trim() === '' ? Number.NaN : Number(text);
  if (Number.isFinite(value) && value >= 0) return value;
  throw new InvalidArgumentError('Give seconds, 0 or more.');
}
