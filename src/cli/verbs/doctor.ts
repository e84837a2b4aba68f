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

/** Signs before a line, for eyes that skim. */
const SIGNS = { ok: 'ok     ', warning: 'WARNING', fault: 'FAULT  ' } as const;

export function register(program: Command): void {
  const doctor = program
    .command('doctor')
    .summary('what of this board is not as it should be, and what to do about it')
    .description(
      'Look at this board: Node, packages, buses, GPIO, sound card, accelerator, real-time limits, memory, clock, temperature. ' +
        'Says what is not as it should be, with a remedy each; exit code 1 when something will not work.',
    )
    .option('--board <id>', 'a board of boards/ (default: the one of this build)')
    .option('--root <folder>', 'look at a copy of /proc, /sys, /dev and /boot in this folder instead', '/')
    .option('--json', 'print the findings as JSON')
    .action(run);
  examples(doctor, ['neurorack doctor', 'neurorack doctor --json', 'neurorack doctor --board pi5-cpu']);
}

async function run(options: DoctorOptions): Promise<void> {
  const [{ createContainer }, { SERVICES }, { loadBoard }, { createSystemProbe }, { runChecks }] = await Promise.all([
    import('../../app/create-container.ts'),
    import('../../app/services.ts'),
    import('../../board/board.ts'),
    import('../doctor/system-probe.ts'),
    import('../doctor/checks.ts'),
  ]);
  const board =
    options.board === undefined
      ? createContainer({ modelsDirectory: modelsDirectory() }).get(SERVICES.board)
      : await loadBoard(join(installationRoot(), 'boards'), options.board);
  const findings = runChecks(createSystemProbe({ root: options.root }), board);
  if (options.json) printJson({ board: board.id, evidence: board.evidence, findings });
  else {
    print(`${board.name}${board.evidence === 'never-run' ? ': nobody has run the instrument on it yet' : ''}`);
    for (const { check, state, found, remedy } of findings) {
      print(`${SIGNS[state]}  ${check}: ${found}`);
      if (remedy !== undefined) print(`         ${remedy}`);
    }
  }
  if (findings.some(({ state }) => state === 'fault')) exitNegative();
}
