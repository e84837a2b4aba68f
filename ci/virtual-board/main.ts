import { readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { Command, InvalidArgumentError } from 'commander';
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

const OUT = 'dist/virtual-board/out';

/** Runs a command line of the virtual board; gives its exit code and never throws. */
export async function virtualBoard(args: readonly string[]): Promise<number> {
  let code: number = EXIT.success;
  const program = new Command('node ci/virtual-board/run.js')
    .description('A Linux guest with chips that are models: what is built for a board runs in it, drivers and all.')
    .showHelpAfterError()
    .exitOverride();
  program
    .command('setup')
    .description('Install what is needed (Debian packages, as root), build kernel modules; kept for the next time.')
    .action(() => print(`ready: Linux ${setUp(tell).release}`));
  program
    .command('boot <script>')
    .description("Run a shell script in a guest; its exit status is the script's.")
    .option('--seconds <number>', 'longest run', seconds, 300)
    .option('--out <folder>', "the guest's /out", OUT)
    .action(async (script, { seconds: limit, out }) => {
      const end = await runGuest({
        files: setUp(tell),
        script: readFileSync(script, 'utf8'),
        out: resolve(out),
        seconds: limit,
        console: process.stdout,
      });
      if (end.kind !== 'ended') tell(`the guest ended without a verdict: ${end.kind}`);
      code = end.kind === 'ended' ? end.code : EXIT.fault;
    });
  program
    .command('shell')
    .description(
      "A POSIX shell in a guest, its chips at rest, on standard input and output: the lab's, or to look around.",
    )
    .option('--board <id>', 'whose packages and chips', 'virtual')
    .option('--out <folder>', 'where its console goes', 'dist/virtual-board/shell')
    .option('--seconds <number>', 'longest run', seconds, 3600)
    .action(({ board, out, seconds: limit }) => openGuestShell({ board, out, seconds: limit, log: tell }));
  program
    .command('perform <scene>')
    .description(
      'Play a scene: the bundle of the board is installed in a guest and started; hands and chips are models.',
    )
    .option('--board <id|file>', 'whose bundle: of boards/, or a file of your own', 'virtual')
    .option('--out <folder>', 'where recordings go', OUT)
    .option('--seconds <number>', 'longest run', seconds, 600)
    .action(async (scene, { board, out, seconds: limit }) => {
      const took = await perform({
        scene: loadScene(scene),
        script: 'perform.sh',
        board,
        out,
        seconds: limit,
        log: tell,
      });
      tell(`played in ${took.toFixed(0)} s`);
      code = (await checkRecording(out)) ? EXIT.success : EXIT.negative;
    });
  program
    .command('judge <folder>')
    .description('Hold what a performance left against what it asked for, again.')
    .action(async (folder) => {
      code = (await checkRecording(folder)) ? EXIT.success : EXIT.negative;
    });
  program
    .command('latency')
    .description(
      "Time a gate's edge and a voltage's step to the control frame that shows it; writes a result of class virtual.",
    )
    .option('--count <number>', 'how often each', seconds, 100)
    .option('--out <folder>', 'where the result goes', 'dist/virtual-board/latency')
    .option('--seconds <number>', 'longest run', seconds, 900)
    .action(async ({ count, out, seconds: limit }) => {
      const { scene, secondsLong } = latencyScene(count);
      const variables = { SECONDS_LONG: String(secondsLong + 15) };
      await perform({ scene, script: 'latency.sh', variables, board: 'virtual', out, seconds: limit, log: tell });
      const { control } = writeLatencyResult(out, setUp(tell).release);
      printJson(control);
      if (control === undefined || control.edge.lost + control.cvStep.lost > 0) code = EXIT.negative;
    });
  program
    .command('power-cuts')
    .description('Cut the power again and again while settings are saved, and look what comes back.')
    .option('--count <number>', 'how often', seconds, 20)
    .option('--out <folder>', 'where records go', 'dist/virtual-board/power-cuts')
    .action(async ({ count, out }) => {
      const checks = await runPowerCuts({ count, out, log: tell });
      printChecks(checks);
      if (checks.some(({ passed }) => !passed)) code = EXIT.negative;
    });
  try {
    await program.parseAsync([...args], { from: 'user' });
    return code;
  } catch (error) {
    return exitCodeOf(error, 'the virtual board');
  }
}

function tell(line: string): void {
  process.stderr.write(`${line}\n`);
}

function seconds(given: string): number {
  const value = Number(given);
  if (value > 0 && value <= 86_400) return value;
  throw new InvalidArgumentError('A number of seconds, at most 86400.');
}
