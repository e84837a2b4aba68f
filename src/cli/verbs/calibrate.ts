import type { Command } from 'commander';
import type { AudioJackOptions } from '../../app/choose-audio-jacks.ts';
import { print, printJson, printTable } from '../../app/terminal/print.ts';
import type { AudioJacks } from '../../contracts/audio-jacks.ts';
import { NeurorackError } from '../../contracts/errors.ts';
import { UNCALIBRATED } from '../../control/calibration.ts';
import { JACKS, type Jack } from '../../control/jacks.ts';
import { fixed } from '../../numeric/fixed.ts';
import type { CalibrationFile } from '../../state/calibration.ts';
import type { JackChange } from '../calibrate/calibrate-jacks.ts';
import { addCvInputOptions } from '../cv-input-options.ts';
import { exitNegative } from '../exit.ts';
import { examples } from '../help.ts';

interface CalibrateOptions extends AudioJackOptions {
  readonly jack?: readonly string[];
  readonly points?: string;
  readonly show?: boolean;
  readonly reset?: boolean;
  readonly dryRun?: boolean;
  readonly json?: boolean;
}

export function register(program: Command): void {
  const calibrate = program
    .command('calibrate')
    .summary('calibrate the CV jacks with two known voltages')
    .description(
      'Calibrate each CV jack with two known voltages, step by step: the reading is shown live with its noise, taken once it is stable, and ' +
        'rejected with the reason if it is implausible. Stored separately from settings and presets, with the previous calibration kept; Ctrl-C changes nothing.',
    )
    .option('--jack <names...>', `jacks to calibrate, of ${JACKS.join(', ')} (default: all)`)
    .option('--points <volts>', 'the two voltages to patch (default: 0,5)')
    .option('--show', 'print the current calibration and change nothing')
    .option('--reset', 'remove the calibration of these jacks')
    .option('--dry-run', 'measure or reset and print the changes, but store nothing')
    .option('--json', 'print the result as JSON; prompts go to stderr')
    .action(run);
  addCvInputOptions(calibrate);
  examples(calibrate, [
    'neurorack calibrate',
    'neurorack calibrate --cv-input alsa:hw:CARD=ES8 --cv-map cv1=3,cv2=4',
    'neurorack calibrate --jack cv1 --points -5,5',
    'neurorack calibrate --show',
    'neurorack calibrate --reset --jack cv2',
  ]);
}

async function run(options: CalibrateOptions): Promise<void> {
  const [{ parseJacks, parsePoints }, { createCalibrationFile }, { stateHome }] = await Promise.all([
    import('../calibrate/points.ts'),
    import('../../state/state.ts'),
    import('../../state/home.ts'),
  ]);
  if (options.show && options.reset) {
    throw new NeurorackError('usage', '--show and --reset exclude each other', { remedy: 'give one of them' });
  }
  const audioJacks = options.show || options.reset ? undefined : await audioJacksOf(options);
  const jacks = parseJacks(options.jack, audioJacks?.channels);
  const points = parsePoints(options.points);
  const file = createCalibrationFile({ home: stateHome(process.env) });
  const { content: stored, messages } = await file.read();
  for (const message of messages) process.stderr.write(`${message}\n`);
  if (options.show) return show(stored, jacks, { ...options, path: file.path });

  const changes = options.reset ? [] : await measure({ jacks, points, stored, audioJacks });
  if (changes === undefined) {
    process.stderr.write('cancelled: the calibration is unchanged\n');
    return exitNegative();
  }
  const next = options.reset ? without(stored, jacks) : withChanges(stored, changes);
  const isStored = !options.dryRun && (options.reset === true || changes.length > 0);
  if (isStored) {
    const outcome = await file.save(next);
    if (!outcome.isDone) {
      throw new NeurorackError('cannot-write', outcome.message, {
        remedy: 'calibrate again afterwards: nothing was stored',
      });
    }
  }
  if (options.json) return printJson({ path: file.path, isStored, changes, calibration: next });
  for (const { jack, before, after, points: measured } of changes) {
    print(
      `${jack}: slope ${before.slope.toFixed(5)} -> ${after.slope.toFixed(5)}, offset ${millivolts(before.offset)} -> ${millivolts(after.offset)}`,
    );
    for (const { volts, noiseVolts, errorBeforeVolts, errorAfterVolts } of measured) {
      print(
        `  at ${volts} V error ${millivolts(errorBeforeVolts)} -> ${millivolts(errorAfterVolts)}, noise ${millivolts(noiseVolts)}`,
      );
    }
  }
  if (options.reset) print(`${jacks.join(', ')}: calibration ${options.dryRun ? 'would be removed' : 'removed'}`);
  print(
    isStored ? `stored in ${file.path}; the previous calibration is kept beside it as .previous` : 'nothing was stored',
  );
}

/** The inputs of a sound card that are the jacks: those of the command line, else those of the last start. */
async function audioJacksOf(options: CalibrateOptions): Promise<AudioJacks | undefined> {
  const [{ chooseAudioJacks }, { createContainer }, { modelsDirectory }, { SERVICES }] = await Promise.all([
    import('../../app/choose-audio-jacks.ts'),
    import('../../app/create-container.ts'),
    import('../../app/installation.ts'),
    import('../../app/services.ts'),
  ]);
  const container = createContainer({ modelsDirectory: modelsDirectory() });
  const { settings } = await container.getAsync(SERVICES.state);
  const { content } = await settings.read();
  return chooseAudioJacks(options, { last: content.cvInput, target: container.get(SERVICES.target) }) ?? undefined;
}

/** Opens the jacks and guides the operator through them; undefined if cancelled. */
async function measure(request: {
  jacks: readonly Jack[];
  points: readonly [number, number];
  stored: CalibrationFile;
  audioJacks: AudioJacks | undefined;
}): Promise<readonly JackChange[] | undefined> {
  const { openOperatorPrompt } = await import('../calibrate/operator-prompt.ts');
  const prompt = openOperatorPrompt();
  try {
    const [{ openCalibrationRig }, { calibrateJacks }] = await Promise.all([
      import('../calibrate/open-calibration-rig.ts'),
      import('../calibrate/calibrate-jacks.ts'),
    ]);
    const rig = await openCalibrationRig(prompt, request);
    try {
      return await calibrateJacks(rig, request);
    } finally {
      await rig.close();
    }
  } finally {
    prompt.close();
  }
}

function show(
  stored: CalibrationFile,
  jacks: readonly Jack[],
  { json, path }: { readonly json?: boolean; readonly path: string },
): void {
  if (json) {
    printJson({ path, calibration: stored });
    return;
  }
  const rows = jacks.map((jack) => {
    const { slope, offset } = stored[jack] ?? UNCALIBRATED;
    return [jack, `slope ${slope.toFixed(5)}`, `offset ${millivolts(offset)}`, stored[jack] ? '' : 'not calibrated'];
  });
  printTable(rows);
  print(path);
}

function without(stored: CalibrationFile, jacks: readonly Jack[]): CalibrationFile {
  const next = { ...stored };
  for (const jack of jacks) delete next[jack];
  return next;
}

function withChanges(stored: CalibrationFile, changes: readonly JackChange[]): CalibrationFile {
  const next = { ...stored };
  for (const { jack, after } of changes) next[jack] = after;
  return next;
}

const millivolts = (volts: number): string => `${fixed(1000 * volts, 1)} mV`;
