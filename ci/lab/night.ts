import type { LabBoard } from './lab-board.ts';
import type { BoardRecord } from './record.ts';
import { runSession, type SessionPlan } from './session.ts';

/** Runs all boards: boards of one rig one after the other, rigs in parallel. Records are in the order of `boards`. */
export async function runNight(boards: readonly LabBoard[], plan: SessionPlan): Promise<BoardRecord[]> {
  const rigs = new Map<string, LabBoard[]>();
  for (const board of boards) rigs.set(board.rig, [...(rigs.get(board.rig) ?? []), board]);
  const records = await Promise.all(
    [...rigs.values()].map(async (of) => {
      const done: BoardRecord[] = [];
      for (const board of of) done.push(await runSession(board, plan));
      return done;
    }),
  );
  const order = new Map(boards.map(({ id }, n) => [id, n]));
  return records.flat().toSorted((a, b) => (order.get(a.board) ?? 0) - (order.get(b.board) ?? 0));
}
