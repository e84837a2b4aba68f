import { join } from 'node:path';
import type { Command } from 'commander';
import { installationRoot, modelsDirectory } from '../../app/installation.ts';
import { print, printJson } from '../../app/terminal/print.ts';
import { exitNegative } from '../exit.ts';
import { examples } from '../help.ts';

interface DoctorOptions {
  readonly board?: string;
  readonly root: string;
  readonly json?: boolean;
}

/** The state at the start of a line. */
const STATE_LABELS = { ok: 'ok     ', warning: 'WARNING', fault: 'FAULT  ' } as const;

export function register(program: Command): void {
  const doctor = program
    .command('doctor')
    .summary('find problems of this board, each with a remedy')
    .description(
      'Check this board: Node, packages, buses, GPIO, sound card, accelerator, real-time limits, memory, clock, temperature. ' +
        'Prints each problem with a remedy; exit code 1 when something will not work.',
    )
    .option('--board <id>', 'board id (default: the board of this build)')
    .option('--root <folder>', 'check the copy of /proc, /sys, /dev and /boot in this folder instead', '/')
    .option('--json', 'print the findings as JSON')
    .action(run);
  examples(doctor, ['neurorack doctor', 'neurorack doctor --json', 'neurorack doctor --board pi5-cpu']);
}

async function run(options: DoctorOptions): Promise<void> {
  const [{ createContainer }, { SERVICES }, { loadBoard }, { createSystemProbe }, { runChecks }, { latchedGates }] =
    await Promise.all([
      import('../../app/create-container.ts'),
      import('../../app/services.ts'),
      import('../../board/board.ts'),
      import('../doctor/system-probe.ts'),
      import('../doctor/checks.ts'),
      import('../doctor/keeper-check.ts'),
    ]);
  const container = createContainer({ modelsDirectory: modelsDirectory() });
  const own = container.get(SERVICES.board);
  const board = options.board === undefined ? own : await loadBoard(join(installationRoot(), 'boards'), options.board);
  // Lines are read of this computer alone, by the target that was built for it.
  const isHere = options.root === '/' && board.id === own.id;
  const levels = isHere ? ((await container.get(SERVICES.target).readGates?.()) ?? []) : [];
  const latched = latchedGates(board, levels);
  const findings = [
    ...runChecks(createSystemProbe({ root: options.root }), board, container.get(SERVICES.families)),
    ...(latched === undefined ? [] : [latched]),
  ];
  if (options.json) printJson({ board: board.id, evidence: board.evidence, findings });
  else {
    print(
      `${board.name}${board.evidence === 'never-run' ? ': the instrument has not been run on this board yet' : ''}`,
    );
    for (const { check, state, found, remedy } of findings) {
      print(`${STATE_LABELS[state]}  ${check}: ${found}`);
      if (remedy !== undefined) print(`         ${remedy}`);
    }
  }
  if (findings.some(({ state }) => state === 'fault')) exitNegative();
}
