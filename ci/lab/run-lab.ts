import { mkdir } from 'node:fs/promises';
import { dirname, join, resolve } from 'node:path';
import { installationRoot } from '../../src/app/installation.ts';
import { NeurorackError } from '../../src/contracts/errors.ts';
import { writeFileAtomically } from '../../src/files/atomic-file.ts';
import type { BenchParameters } from './bench-script.ts';
import { type BoardEntry, isQuarantined, readBoardsFile } from './boards-file.ts';
import { loadBundles } from './bundles.ts';
import { readFacts, readKnownGood } from './health.ts';
import { runNight } from './night.ts';
import { createRealBoard } from './real-board.ts';
import type { LabRecord, StepRecord } from './record.ts';
import { RECORD } from './report.ts';
import { createTransport } from './transports/create-transport.ts';

export interface LabOptions {
  readonly file: string;
  readonly only: readonly string[];
  readonly rig: string | undefined;
  readonly models: readonly string[];
  readonly repeats: number;
  readonly parameters: BenchParameters;
  /** Folder of archives; undefined builds them. */
  readonly bundles: string | undefined;
  readonly out: string;
  readonly onStep: (board: string, step: StepRecord) => void;
}

/** Consecutive runs with a rig error, each tried twice, after which the other runs of a board are left out. */
const QUARANTINE_AFTER = 2;

/**
 * Runs a night of the selected boards; record and results go to `out`.
 *
 * @throws NeurorackError of the boards file, its files and the bundles; errors of a board are in the record
 */
export async function runLab(run: LabOptions): Promise<LabRecord> {
  const { file, models, repeats, parameters: asked, out } = run;
  const entries = await selectBoards(run);
  const today = new Date().toISOString().slice(0, 10);

  const bundles = await loadBundles(
    entries.map(({ board }) => board),
    run.bundles,
  );
  await mkdir(out, { recursive: true });
  const boards = await Promise.all(
    entries.map(async (entry) => {
      const { knownGood, quarantine } = entry;
      const isUsed = knownGood !== undefined && !isQuarantined(quarantine, today);
      const bundle = bundles.get(entry.board);
      if (bundle === undefined) throw new Error(`no bundle of ${entry.board}`);
      return createRealBoard({
        entry,
        transport: createTransport(entry, { file, root: installationRoot() }),
        bundle,
        knownGood: isUsed ? await readKnownGood(resolve(dirname(file), knownGood)) : null,
        parameters: asked,
        out,
      });
    }),
  );
  const at = new Date().toISOString();
  const now = (): number => performance.now() / 1000;
  const plan = { models, repeats, quarantineAfter: QUARANTINE_AFTER, today, now, onStep: run.onStep };
  const record: LabRecord = {
    format: 'neurorack-lab-record',
    version: 1,
    at,
    boards: await runNight(boards, plan),
  };
  await writeFileAtomically(join(out, RECORD), `${JSON.stringify(record, null, 2)}\n`);
  return record;
}

/** The selected boards of the file. @throws NeurorackError 'usage' for a board that is not in the file */
export async function selectBoards(asked: {
  readonly file: string;
  readonly only: readonly string[];
  readonly rig: string | undefined;
}): Promise<readonly BoardEntry[]> {
  const all = await readBoardsFile(asked.file);
  const unknown = asked.only.find((name) => !all.some(({ id }) => id === name));
  const chosen = all.filter(
    ({ id, rig }) =>
      (asked.only.length === 0 || asked.only.includes(id)) && (asked.rig === undefined || (rig ?? id) === asked.rig),
  );
  if (unknown === undefined && chosen.length > 0) return chosen;
  throw new NeurorackError('usage', `${asked.file} has no board ${unknown ?? `of the rig ${asked.rig}`}`, {
    remedy: `choose of ${all.map(({ id, rig }) => `${id} (rig ${rig ?? id})`).join(', ')}`,
  });
}

/** Records the present facts of a board as those of a healthy one. Resolves with the file. */
export async function recordKnownGood(file: string, board: string): Promise<string> {
  const [entry] = await selectBoards({ file, only: [board], rig: undefined });
  if (entry.knownGood === undefined) {
    throw new NeurorackError('usage', `${file} names no knownGood of ${board}`, {
      remedy: `add to it: knownGood: known-good/${board}.json`,
    });
  }
  const to = resolve(dirname(file), entry.knownGood);
  const transport = createTransport(entry, { file, root: installationRoot() });
  const release = await transport.reserve();
  try {
    const shell = await transport.open();
    try {
      const known = { ...(await readFacts(shell)), bootId: null };
      const content = { format: 'neurorack-lab-known-good', version: 1, at: new Date().toISOString(), facts: known };
      await mkdir(dirname(to), { recursive: true });
      await writeFileAtomically(to, `${JSON.stringify(content, null, 2)}\n`);
      return to;
    } finally {
      await shell.close();
    }
  } finally {
    await release();
  }
}
