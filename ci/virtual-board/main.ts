import { readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { Command, InvalidArgumentError, Option } from 'commander';
import { print, printJson } from '../../src/app/terminal/print.ts';
import { EXIT } from '../../src/cli/exit.ts';
import { exitCodeOf } from './host/exit-code.ts';
import { runGuest } from './host/guest.ts';
import { latencyScene, writeLatencyResult } from './host/latency.ts';
import { loadScene, perform } from './host/perform.ts';
import { runPowerCuts } from './host/power-cuts.ts';
import { setUp } from './host/setup.ts';
import { openGuestShell } from './host/shell.ts';
import { checkRecording, printChecks } from './report/check-recording.ts';
import { MIDI_FORMS } from './test-bench/midi-plan.ts';

const OUT = 'dist/virtual-board/out';

/** The exit code that a command sets. */
interface Outcome {
  code: number;
}

/** Runs a command line of the virtual board; returns its exit code and never throws. */
export async function virtualBoard(args: readonly string[]): Promise<number> {
  const outcome: Outcome = { code: EXIT.success };
  const program = new Command('node ci/virtual-board/run.js')
    .description('A Linux guest with simulated chips: the bundle of a board runs in it, drivers included.')
    .showHelpAfterError()
    .exitOverride();
  registerGuest(program, outcome);
  registerPerform(program, outcome);
  registerMeasurements(program, outcome);
  try {
    await program.parseAsync([...args], { from: 'user' });
    return outcome.code;
  } catch (error) {
    return exitCodeOf(error, 'the virtual board');
  }
}

/** `setup`, `boot`, `shell`: the guest itself. */
function registerGuest(program: Command, outcome: Outcome): void {
  program
    .command('setup')
    .description('Install the Debian packages (as root) and build the kernel modules; both are kept.')
    .action(() => print(`ready: Linux ${setUp(log).release}`));
  program
    .command('boot <script>')
    .description("Run a shell script in a guest; its exit status is the script's.")
    .option('--seconds <number>', 'longest run', seconds, 300)
    .option('--out <folder>', "the guest's /out", OUT)
    .action(async (script, { seconds: limit, out }) => {
      const end = await runGuest({
        files: setUp(log),
        script: readFileSync(script, 'utf8'),
        out: resolve(out),
        seconds: limit,
        console: process.stdout,
      });
      if (end.kind !== 'ended') log(`the guest ended without a verdict: ${end.kind}`);
      outcome.code = end.kind === 'ended' ? end.code : EXIT.fault;
    });
  program
    .command('shell')
    .description('A POSIX shell in a guest, its chips at rest, on standard input and output: for the lab, or by hand.')
    .option('--board <id>', 'whose packages and chips', 'virtual')
    .option('--out <folder>', 'folder of its console log', 'dist/virtual-board/shell')
    .option('--seconds <number>', 'longest run', seconds, 3600)
    .action(({ board, out, seconds: limit }) => openGuestShell({ board, out, seconds: limit, log }));
}

/** `perform`, `judge`: a scene and its checks. */
function registerPerform(program: Command, outcome: Outcome): void {
  program
    .command('perform <scene>')
    .description(
      'Play a scene: the bundle of the board is installed in a guest and started; panel and chips are simulated.',
    )
    .option('--board <id|file>', 'whose bundle: of boards/, or a file of your own', 'virtual')
    .option('--out <folder>', 'folder of recordings', OUT)
    .option('--seconds <number>', 'longest run', seconds, 600)
    .addOption(
      new Option('--midi <form>', "then play MIDI into ALSA's sequencer: a file and clocks").choices(MIDI_FORMS),
    )
    .action(async (scene, { board, out, midi, seconds: limit }) => {
      const loaded = loadScene(scene);
      const took = await perform({ scene: loaded, script: 'perform.sh', midi, board, out, seconds: limit, log });
      log(`played in ${took.toFixed(0)} s`);
      outcome.code = (await checkRecording(out)) ? EXIT.success : EXIT.negative;
    });
  program
    .command('judge <folder>')
    .description('Check the recordings of a scene again.')
    .action(async (folder) => {
      outcome.code = (await checkRecording(folder)) ? EXIT.success : EXIT.negative;
    });
}

/** `latency`, `power-cuts`. */
function registerMeasurements(program: Command, outcome: Outcome): void {
  program
    .command('latency')
    .description(
      "Time a gate's edge and a voltage's step to the control frame that shows it; writes a bench result of class virtual.",
    )
    .option('--count <number>', 'how often each', seconds, 100)
    .option('--out <folder>', 'folder of the result', 'dist/virtual-board/latency')
    .option('--seconds <number>', 'longest run', seconds, 900)
    .action(async ({ count, out, seconds: limit }) => {
      const { scene, secondsLong } = latencyScene(count);
      const variables = { SECONDS_LONG: String(secondsLong + 15) };
      await perform({ scene, script: 'latency.sh', variables, board: 'virtual', out, seconds: limit, log });
      const { control } = writeLatencyResult(out, setUp(log).release);
      printJson(control);
      if (control === undefined || control.edge.lost + control.cvStep.lost > 0) outcome.code = EXIT.negative;
    });
  program
    .command('power-cuts')
    .description('Cut the power again and again while settings are saved, and check the settings after each boot.')
    .option('--count <number>', 'how often', seconds, 20)
    .option('--out <folder>', 'folder of records', 'dist/virtual-board/power-cuts')
    .action(async ({ count, out }) => {
      const checks = await runPowerCuts({ count, out, log });
      printChecks(checks);
      if (checks.some(({ passed }) => !passed)) outcome.code = EXIT.negative;
    });
}

function log(line: string): void {
  process.stderr.write(`${line}\n`);
}

function seconds(given: string): number {
  const value = Number(given);
  if (value > 0 && value <= 86_400) return value;
  throw new InvalidArgumentError('A number of seconds, at most 86400.');
}
