import type { LabBoard } from './lab-board.ts';
import { runNight } from './night.ts';
import { createVirtualClock, type VirtualClock } from './virtual-clock.ts';

/** A farm of boards, and what goes wrong in it; times in minutes. */
export interface FarmPlan {
  readonly boards: number;
  /** Models that each board plays. */
  readonly models: number;
  /** Power switch, meter and loopback cable: one board of a rig runs at a time. Boards are dealt out to rigs in turn. */
  readonly rigs: number;
  readonly powerCycle: number;
  readonly health: number;
  readonly deploy: number;
  /** One bench of one model. */
  readonly bench: number;
  /** Share of benches that the rig spoils, not the product: a cable, a card, a console. */
  readonly rigErrors: number;
  readonly quarantineAfter: number;
  /** Boards, by number from 0, that cannot be reached. */
  readonly broken: readonly number[];
  /** How often a rig stops until somebody comes, an hour of its running. */
  readonly rigFailuresPerHour: number;
  /** Until somebody comes. */
  readonly repair: number;
  readonly seed: number;
}

/** What became of a plan. */
export interface FarmResult {
  /** From the first power cycle to the last release. */
  readonly minutes: number;
  readonly measured: number;
  /** Runs that the rig spoilt. */
  readonly errors: number;
  /** Runs that were not tried after others were spoilt. */
  readonly left: number;
  /** Steps of a second attempt that began with a power cycle. */
  readonly retries: number;
  /** Boards that the night asks somebody to look at. */
  readonly quarantined: readonly string[];
  /** Share of the rigs' time, until the last release, that was spent on runs. */
  readonly busy: number;
}

/**
 * Plays a night of a farm through the lab's own code, with boards that only take time and fail as the plan says: the same night for the same
 * seed.
 *
 * @throws RangeError for a plan that nobody could carry out
 */
export async function simulateFarm(plan: FarmPlan): Promise<FarmResult> {
  checkPlan(plan);
  const clock = createVirtualClock();
  const chance = createChance(plan.seed);
  let spent = 0;
  const boards = Array.from({ length: plan.boards }, (_, n) =>
    createPretended(n, { plan, clock, chance, onSpent: (minutes) => (spent += minutes) }),
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

interface Pretending {
  readonly plan: FarmPlan;
  readonly clock: VirtualClock;
  readonly chance: () => number;
  readonly onSpent: (minutes: number) => void;
}

function createPretended(n: number, { plan, clock, chance, onSpent }: Pretending): LabBoard {
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
      const isSpoilt = chance() < plan.rigErrors;
      // Half-way on average.
      await spend(isSpoilt ? chance() * plan.bench : plan.bench);
      if (isSpoilt) throw new Error('the rig spoilt it');
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
    throw new RangeError('times are minutes, and a bench takes some');
}

/** Numbers in [0, 1) by Park and Miller's generator (Communications of the ACM 31, 1988). */
function createChance(seed: number): () => number {
  let state = (Math.abs(Math.trunc(seed)) % 2_147_483_646) + 1;
  const next = (): number => {
    state = (state * 48_271) % 2_147_483_647;
    return state / 2_147_483_647;
  };
  // The first ones of small seeds are small.
  for (let n = 0; n < 4; n++) next();
  return next;
}
