import type { LabBoard } from './lab-board.ts';
import { runNight } from './night.ts';
import { createVirtualClock, type VirtualClock } from './virtual-clock.ts';

/** A device farm and its faults; times in minutes. */
export interface FarmPlan {
  readonly boards: number;
  /** Number of models on each board. */
  readonly models: number;
  /** Number of rigs: power switch, meter and loopback cable. One board of a rig runs at a time; boards are assigned to rigs in turn. */
  readonly rigs: number;
  readonly powerCycle: number;
  readonly health: number;
  readonly deploy: number;
  /** Duration of a bench of one model. */
  readonly bench: number;
  /** Share of benches with a rig error: a cable, a card, a console. */
  readonly rigErrors: number;
  readonly quarantineAfter: number;
  /** Boards, by number from 0, that cannot be reached. */
  readonly broken: readonly number[];
  /** Rig failures per hour of running; each lasts until a repair. */
  readonly rigFailuresPerHour: number;
  /** Duration until a rig is repaired. */
  readonly repair: number;
  readonly seed: number;
}

/** Result of a simulated night. */
export interface FarmResult {
  /** From the first power cycle to the last release. */
  readonly minutes: number;
  readonly measured: number;
  /** Runs with a rig error. */
  readonly errors: number;
  /** Runs left out after rig errors. */
  readonly left: number;
  /** Power cycles for a second attempt. */
  readonly retries: number;
  /** Boards that the night puts into quarantine. */
  readonly quarantined: readonly string[];
  /** Share of the rigs' time spent on runs, until the last release. */
  readonly busy: number;
}

/**
 * Simulates a night of a farm by the lab's own code, with boards that take time and fail as planned: the same night for the same
 * seed.
 *
 * @throws RangeError for an impossible plan
 */
export async function simulateFarm(plan: FarmPlan): Promise<FarmResult> {
  checkPlan(plan);
  const clock = createVirtualClock();
  const chance = createChance(plan.seed);
  let spent = 0;
  const boards = Array.from({ length: plan.boards }, (_, n) =>
    createSimulatedBoard(n, { plan, clock, chance, onSpent: (minutes) => (spent += minutes) }),
  );
  const models = Array.from({ length: plan.models }, (_, n) => `model ${n + 1}`);
  const { quarantineAfter } = plan;
  const night = runNight(boards, {
    models,
    repeats: 1,
    quarantineAfter,
    today: '2000-01-01',
    now: () => clock.now() * 60,
  });
  const records = await clock.run(night);
  const runs = records.flatMap((record) => record.runs);
  const count = (outcome: string): number => runs.filter((run) => run.outcome === outcome).length;
  const steps = records.flatMap((record) => record.steps);
  const minutes = clock.now();
  return {
    minutes,
    measured: count('measured'),
    errors: count('error'),
    left: count('left out'),
    retries: steps.filter(({ step, attempt }) => step === 'power' && attempt === 2).length,
    quarantined: records.flatMap(({ board, quarantine }) => (quarantine === null ? [] : [board])),
    busy: spent / (plan.rigs * Math.max(minutes, 1e-9)),
  };
}

interface SimulatedBoardOptions {
  readonly plan: FarmPlan;
  readonly clock: VirtualClock;
  readonly chance: () => number;
  readonly onSpent: (minutes: number) => void;
}

function createSimulatedBoard(n: number, { plan, clock, chance, onSpent }: SimulatedBoardOptions): LabBoard {
  const spend = async (minutes: number): Promise<void> => {
    onSpent(minutes);
    await clock.sleep(minutes);
    if (chance() < 1 - Math.exp((-plan.rigFailuresPerHour * minutes) / 60)) await clock.sleep(plan.repair);
  };
  return {
    id: `board-${n}`,
    rig: `rig-${n % plan.rigs}`,
    quarantine: undefined,
    reserve: async () => undefined,
    powerCycle: async () => {
      await spend(plan.powerCycle);
      return true;
    },
    checkHealth: async () => {
      await spend(plan.health);
      if (plan.broken.includes(n)) throw new Error('it cannot be reached');
      return 'healthy';
    },
    deploy: async () => {
      await spend(plan.deploy);
      return { done: '' };
    },
    bench: async () => {
      const hasError = chance() < plan.rigErrors;
      // On average it ends halfway.
      await spend(hasError ? chance() * plan.bench : plan.bench);
      if (hasError) throw new Error('rig error');
      return { done: '' };
    },
    release: async () => undefined,
  };
}

function checkPlan(plan: FarmPlan): void {
  const counts = [plan.boards, plan.models, plan.rigs, plan.quarantineAfter];
  if (!counts.every((count) => Number.isInteger(count) && count >= 1 && count <= 100_000))
    throw new RangeError('boards, models, rigs and quarantineAfter are whole numbers from 1 on');
  if (!(plan.rigErrors >= 0 && plan.rigErrors <= 1)) throw new RangeError('rigErrors is a share from 0 to 1');
  const times = [plan.powerCycle, plan.health, plan.deploy, plan.repair, plan.rigFailuresPerHour];
  if (!times.every((time) => time >= 0) || !(plan.bench > 0))
    throw new RangeError('times are minutes, and a bench takes more than 0');
}

/** Numbers in [0, 1) by Park and Miller's generator (Communications of the ACM 31, 1988). */
function createChance(seed: number): () => number {
  let state = (Math.abs(Math.trunc(seed)) % 2_147_483_646) + 1;
  const next = (): number => {
    state = (state * 48_271) % 2_147_483_647;
    return state / 2_147_483_647;
  };
  // The first numbers of small seeds are small.
  for (let n = 0; n < 4; n++) next();
  return next;
}
