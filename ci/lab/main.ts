import { Command, CommanderError, InvalidArgumentError } from 'commander';
import { print, printJson } from '../../src/app/terminal/print.ts';
import { EXIT } from '../../src/cli/exit.ts';
import { reportError } from '../../src/cli/report-error.ts';
import type { StepRecord } from './record.ts';
import { registerSimulate } from './simulate.ts';

const BOARDS = 'ci/lab/boards.yaml';
const THRESHOLDS = 'ci/bench/thresholds.yaml';

/** The exit code that a command sets. */
interface Outcome {
  code: number;
}

/** Runs a command line of the lab; returns its exit code and never throws. */
export async function lab(args: readonly string[]): Promise<number> {
  const outcome: Outcome = { code: EXIT.success };
  const program = new Command('node ci/lab/run.js')
    .description('The lab: reserves boards, deploys the instrument to them, measures it there, and compares.')
    .showHelpAfterError()
    .exitOverride();
  registerNight(program, outcome);
  registerReport(program, outcome);
  registerBoards(program);
  registerSimulate(program);
  try {
    await program.parseAsync([...args], { from: 'user' });
    return outcome.code;
  } catch (error) {
    if (error instanceof CommanderError) return error.exitCode === 0 ? EXIT.success : EXIT.usage;
    return reportError(error);
  }
}

function registerNight(program: Command, outcome: Outcome): void {
  program
    .command('night')
    .description(
      'Reserve, power-cycle, check, deploy to and bench every board, and compare them. Exit code 1: a failure of the product; ' +
        '3: a rig error, or the lab could not start.',
    )
    .option('--boards <file>', 'boards under test', BOARDS)
    .option('--only <ids>', 'only these boards, as in pi5-1,nano-1', list, [])
    .option('--rig <id>', 'only the boards of this rig')
    .option('--models <names>', 'models to play', list, ['impacts'])
    .option(
      '--repeats <number>',
      'benches of each model; five distinguish a change of a few per cent from noise',
      whole,
      5,
    )
    .option('--seconds <number>', 'seconds of play for each block size', whole, 60)
    .option('--latencies <number>', 'timings of a gate, and of a voltage', whole, 50)
    .option('--blocks <sizes>', 'block sizes', list, ['256', '128'])
    .option('--sweep <seconds>', 'seconds of each step of the load sweep, 0 for none', whole, 5)
    .option('--bundles <folder>', 'take the archives of `npm run build -- --board` there instead of building them')
    .option('--baseline <files...>', 'results to compare with', [])
    .option('--thresholds <file>', 'limits', THRESHOLDS)
    .option('--out <folder>', 'folder of records, results and reports', 'dist/lab/results')
    .action(async (options) => {
      const [{ runLab }, { report, exitCodeOfReport }] = await Promise.all([
        import('./run-lab.ts'),
        import('./report.ts'),
      ]);
      const { boards: file, only, rig, models, repeats, bundles, out, baseline, thresholds } = options;
      const { seconds, latencies, sweep } = options;
      const bench = { seconds, latencies, sweep, blocks: options.blocks.map(Number) };
      await runLab({ file, only, rig, models, repeats, parameters: bench, bundles, out, onStep: logStep });
      const made = await report({ folders: [out], baseline, thresholds, out });
      print(made.markdown.trimEnd());
      outcome.code = exitCodeOfReport(made);
    });
}

function registerReport(program: Command, outcome: Outcome): void {
  program
    .command('report <folders...>')
    .description('Merge the nights of several rigs. Exit codes are those of night.')
    .option('--baseline <files...>', 'results to compare with', [])
    .option('--thresholds <file>', 'limits', THRESHOLDS)
    .option('--out <folder>', 'folder of reports', 'dist/lab/report')
    .action(async (folders, { baseline, thresholds, out }) => {
      const { report, exitCodeOfReport } = await import('./report.ts');
      const made = await report({ folders, baseline, thresholds, out });
      print(made.markdown.trimEnd());
      outcome.code = exitCodeOfReport(made);
    });
}

/** `record`, `rigs`. */
function registerBoards(program: Command): void {
  program
    .command('record <board>')
    .description('Record the facts of a healthy board, which health checks compare with.')
    .option('--boards <file>', 'boards under test', BOARDS)
    .action(async (board, { boards }) => {
      const { recordKnownGood } = await import('./run-lab.ts');
      print(await recordKnownGood(boards, board));
    });
  program
    .command('rigs')
    .description('Print rigs, and the boards that need bundles, as JSON for a workflow.')
    .option('--boards <file>', 'boards under test', BOARDS)
    .action(async ({ boards: file }) => {
      const { readBoardsFile } = await import('./boards-file.ts');
      const all = await readBoardsFile(file);
      const rigs = [...new Set(all.map(({ id, rig }) => rig ?? id))];
      printJson({ rigs, bundles: [...new Set(all.map(({ board }) => board))] });
    });
}

function logStep(board: string, { step, attempt, outcome, seconds, note }: StepRecord): void {
  const again = attempt === 2 ? ', again' : '';
  process.stderr.write(
    `${board}: ${step}${again}: ${outcome} (${seconds.toFixed(1)} s)${note === null ? '' : `: ${note}`}\n`,
  );
}

function list(given: string): string[] {
  return given.split(',').filter((word) => word !== '');
}

function whole(given: string): number {
  const value = Number(given);
  if (Number.isInteger(value) && value >= 0 && value <= 86_400) return value;
  throw new InvalidArgumentError('A whole number from 0 to 86400.');
}
