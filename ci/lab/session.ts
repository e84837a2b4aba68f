import { isQuarantined } from './boards-file.ts';
import type { Bench, LabBoard, StepResult } from './lab-board.ts';
import type { BoardRecord, RunRecord, StepRecord } from './record.ts';

/** What every board of a night is asked. */
export interface SessionPlan {
  readonly models: readonly string[];
  readonly repeats: number;
  /** Runs in a row that the rig spoilt, after which the board's others are left out. */
  readonly quarantineAfter: number;
  /** YYYY-MM-DD. */
  readonly today: string;
  /** Seconds. */
  readonly now: () => number;
  readonly onStep?: (board: string, step: StepRecord) => void;
}

/**
 * Everything that is done with one board: reserve, power cycle, health, deploy, every bench, release. The rig's errors are tried once more,
 * after a power cycle, and both attempts are recorded; what the product is at fault for, and every measurement, stands as it is. Never
 * throws.
 */
export async function runSession(board: LabBoard, plan: SessionPlan): Promise<BoardRecord> {
  const steps: StepRecord[] = [];
  const benches = plan.models.flatMap((model) =>
    Array.from({ length: plan.repeats }, (_, n): Bench => ({ model, repeat: n + 1 })),
  );
  const record = (runs: readonly RunRecord[], quarantine: string | null): BoardRecord => ({
    board: board.id,
    rig: board.rig,
    steps,
    runs: [...runs],
    quarantine,
  });
  const allAs = (outcome: RunRecord['outcome'], why: string): RunRecord[] =>
    benches.map((bench) => ({ ...bench, outcome, why, attempts: 0, result: null }));

  if (board.quarantine !== undefined && isQuarantined(board.quarantine, plan.today)) {
    const { owner, reason, until } = board.quarantine;
    return record(allAs('left out', `in quarantine until ${until} (${owner}): ${reason}`), null);
  }
  try {
    await step('reserve', 1, () => board.reserve());
  } catch (error) {
    // What is not ours is not switched off and on.
    return record(allAs('error', messageOf(error)), null);
  }
  try {
    const deployed = await twice(setUp);
    if ('error' in deployed) return record(allAs('error', deployed.error), deployed.error);
    if ('failed' in deployed.answer) return record(allAs('failed', deployed.answer.failed), null);
    return await runBenches();
  } finally {
    await step('release', 1, () => board.release()).catch(() => undefined);
  }

  async function runBenches(): Promise<BoardRecord> {
    const runs: RunRecord[] = [];
    let spoilt = 0;
    let why = '';
    for (const bench of benches) {
      if (spoilt >= plan.quarantineAfter) {
        runs.push({
          ...bench,
          outcome: 'left out',
          why: `${spoilt} runs before were spoilt`,
          attempts: 0,
          result: null,
        });
        continue;
      }
      const came = await twice((attempt) => measure(bench, attempt));
      if ('error' in came) {
        spoilt++;
        why = came.error;
        runs.push({ ...bench, outcome: 'error', why, attempts: 2, result: null });
        continue;
      }
      spoilt = 0;
      const { answer, attempts } = came;
      if ('failed' in answer) runs.push({ ...bench, outcome: 'failed', why: answer.failed, attempts, result: null });
      else runs.push({ ...bench, outcome: 'measured', why: null, attempts, result: answer.done });
    }
    return record(runs, spoilt >= plan.quarantineAfter ? why : null);
  }

  async function setUp(attempt: 1 | 2): Promise<StepResult<string>> {
    await step('power', attempt, () => board.powerCycle());
    await step('health', attempt, () => board.checkHealth());
    return step('deploy', attempt, () => board.deploy());
  }

  async function measure(bench: Bench, attempt: 1 | 2): Promise<StepResult<string>> {
    if (attempt === 2) {
      await step('power', attempt, () => board.powerCycle());
      await step('health', attempt, () => board.checkHealth());
    }
    return step('bench', attempt, () => board.bench(bench));
  }

  /** Does one step and writes down what came of it. */
  async function step<T>(name: StepRecord['step'], attempt: 1 | 2, work: () => Promise<T>): Promise<T> {
    const from = plan.now();
    const note = (outcome: StepRecord['outcome'], words: string | null): void => {
      const one = { step: name, attempt, outcome, seconds: Math.max(0, plan.now() - from), note: words };
      steps.push(one);
      plan.onStep?.(board.id, one);
    };
    try {
      const came = await work();
      if (came === false) note('none', null);
      else if (isFailed(came)) note('failed', came.failed);
      else note('done', typeof came === 'string' ? came : null);
      return came;
    } catch (error) {
      note('error', messageOf(error));
      throw error;
    }
  }
}

type Came = { readonly answer: StepResult<string>; readonly attempts: 1 | 2 } | { readonly error: string };

async function twice(work: (attempt: 1 | 2) => Promise<StepResult<string>>): Promise<Came> {
  try {
    return { answer: await work(1), attempts: 1 };
  } catch {
    try {
      return { answer: await work(2), attempts: 2 };
    } catch (error) {
      return { error: messageOf(error) };
    }
  }
}

function isFailed(came: unknown): came is { readonly failed: string } {
  return typeof came === 'object' && came !== null && 'failed' in came && typeof came.failed === 'string';
}

function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
