import { isQuarantined } from './boards-file.ts';
import type { Bench, LabBoard, StepResult } from './lab-board.ts';
import type { BoardRecord, RunRecord, StepRecord } from './record.ts';

/** The work of a night, the same for every board. */
export interface SessionPlan {
  readonly models: readonly string[];
  readonly repeats: number;
  /** Consecutive runs with a rig error after which the board's other runs are left out. */
  readonly quarantineAfter: number;
  /** YYYY-MM-DD. */
  readonly today: string;
  /** Seconds. */
  readonly now: () => number;
  readonly onStep?: (board: string, step: StepRecord) => void;
}

/**
 * All steps of a night with one board: reserve, power cycle, health, deploy, every bench, release. A step with a rig error is tried once more,
 * after a power cycle, and both attempts are recorded; a fault of the product, and every measurement, is final. Never throws.
 */
export async function runSession(board: LabBoard, plan: SessionPlan): Promise<BoardRecord> {
  return new Session(board, plan).run();
}

type Attempt = 1 | 2;
type Attempted = { readonly answer: StepResult<string>; readonly attempts: Attempt } | { readonly error: string };

class Session {
  readonly #board: LabBoard;
  readonly #plan: SessionPlan;
  readonly #benches: readonly Bench[];
  readonly #steps: StepRecord[] = [];

  constructor(board: LabBoard, plan: SessionPlan) {
    this.#board = board;
    this.#plan = plan;
    this.#benches = plan.models.flatMap((model) =>
      Array.from({ length: plan.repeats }, (_, n): Bench => ({ model, repeat: n + 1 })),
    );
  }

  async run(): Promise<BoardRecord> {
    const { quarantine } = this.#board;
    if (quarantine !== undefined && isQuarantined(quarantine, this.#plan.today)) {
      const { owner, reason, until } = quarantine;
      return this.#record(this.#allRuns('left out', `in quarantine until ${until} (${owner}): ${reason}`), null);
    }
    try {
      await this.#step('reserve', 1, () => this.#board.reserve());
    } catch (error) {
      // A board that is not reserved is not power-cycled.
      return this.#record(this.#allRuns('error', messageOf(error)), null);
    }
    try {
      const deployed = await twice((attempt) => this.#setUp(attempt));
      if ('error' in deployed) return this.#record(this.#allRuns('error', deployed.error), deployed.error);
      if ('failed' in deployed.answer) return this.#record(this.#allRuns('failed', deployed.answer.failed), null);
      return await this.#runBenches();
    } finally {
      await this.#step('release', 1, () => this.#board.release()).catch(() => undefined);
    }
  }

  async #runBenches(): Promise<BoardRecord> {
    const { quarantineAfter } = this.#plan;
    const runs: RunRecord[] = [];
    let errors = 0;
    let why = '';
    for (const bench of this.#benches) {
      if (errors >= quarantineAfter) {
        const reason = `${errors} runs before had rig errors`;
        runs.push({ ...bench, outcome: 'left out', why: reason, attempts: 0, result: null });
        continue;
      }
      const attempted = await twice((attempt) => this.#measure(bench, attempt));
      if ('error' in attempted) {
        errors++;
        why = attempted.error;
        runs.push({ ...bench, outcome: 'error', why, attempts: 2, result: null });
        continue;
      }
      errors = 0;
      const { answer, attempts } = attempted;
      if ('failed' in answer) runs.push({ ...bench, outcome: 'failed', why: answer.failed, attempts, result: null });
      else runs.push({ ...bench, outcome: 'measured', why: null, attempts, result: answer.done });
    }
    return this.#record(runs, errors >= quarantineAfter ? why : null);
  }

  async #setUp(attempt: Attempt): Promise<StepResult<string>> {
    await this.#powerCycle(attempt);
    return this.#step('deploy', attempt, () => this.#board.deploy());
  }

  async #measure(bench: Bench, attempt: Attempt): Promise<StepResult<string>> {
    if (attempt === 2) await this.#powerCycle(attempt);
    return this.#step('bench', attempt, () => this.#board.bench(bench));
  }

  async #powerCycle(attempt: Attempt): Promise<void> {
    await this.#step('power', attempt, () => this.#board.powerCycle());
    await this.#step('health', attempt, () => this.#board.checkHealth());
  }

  /** Does one step and records its outcome. */
  async #step<T>(name: StepRecord['step'], attempt: Attempt, work: () => Promise<T>): Promise<T> {
    const from = this.#plan.now();
    const note = (outcome: StepRecord['outcome'], text: string | null): void => {
      const seconds = Math.max(0, this.#plan.now() - from);
      const step: StepRecord = { step: name, attempt, outcome, seconds, note: text };
      this.#steps.push(step);
      this.#plan.onStep?.(this.#board.id, step);
    };
    try {
      const result = await work();
      if (result === false) note('none', null);
      else if (isFailed(result)) note('failed', result.failed);
      else note('done', typeof result === 'string' ? result : null);
      return result;
    } catch (error) {
      note('error', messageOf(error));
      throw error;
    }
  }

  #record(runs: readonly RunRecord[], quarantine: string | null): BoardRecord {
    const { id, rig } = this.#board;
    return { board: id, rig, steps: this.#steps, runs: [...runs], quarantine };
  }

  /** The same outcome for every run. */
  #allRuns(outcome: RunRecord['outcome'], why: string): RunRecord[] {
    return this.#benches.map((bench) => ({ ...bench, outcome, why, attempts: 0, result: null }));
  }
}

async function twice(work: (attempt: Attempt) => Promise<StepResult<string>>): Promise<Attempted> {
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

function isFailed(result: unknown): result is { readonly failed: string } {
  return typeof result === 'object' && result !== null && 'failed' in result && typeof result.failed === 'string';
}

function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
