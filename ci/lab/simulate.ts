import { type Command, InvalidArgumentError } from 'commander';
import { print, printTable } from '../../src/app/terminal/print.ts';
import { type FarmPlan, type FarmResult, simulateFarm } from './farm.ts';

/** What a farm's owner replaces by their own; docs/lab.md says where these are from. */
const USUAL = {
  boards: 50,
  models: 4,
  powerCycle: 1,
  health: 0.5,
  deploy: 2,
  bench: 6,
  spoilt: 0.03,
  broken: 1,
  stops: 0.002,
  repair: 720,
  nights: 200,
};

/** `simulate`: how long a night takes, by the number of rigs. */
export function registerSimulate(program: Command): void {
  program
    .command('simulate')
    .description('How long a night of a farm takes with so many rigs, with what goes wrong in one; times in minutes.')
    .option('--boards <number>', 'boards', number, USUAL.boards)
    .option('--models <number>', 'benches for each board: models times repeats', number, USUAL.models)
    .option('--power-cycle <minutes>', 'until it is up again', number, USUAL.powerCycle)
    .option('--health <minutes>', 'checking it', number, USUAL.health)
    .option('--deploy <minutes>', 'bringing it', number, USUAL.deploy)
    .option('--bench <minutes>', 'one bench', number, USUAL.bench)
    .option('--spoilt <share>', 'benches that a rig spoils', number, USUAL.spoilt)
    .option('--broken <number>', 'boards that cannot be reached', number, USUAL.broken)
    .option('--stops <number>', 'how often a rig stops, an hour of its running', number, USUAL.stops)
    .option('--repair <minutes>', 'until somebody comes', number, USUAL.repair)
    .option('--nights <number>', 'nights to play', number, USUAL.nights)
    .action(async (asked: typeof USUAL) => {
      const { boards, models, nights } = asked;
      print(`${boards} boards, ${models} benches each, ${nights} nights`);
      const rows: string[][] = [
        ['rigs', 'half within', '95 % within', 'longest', 'measured', 'spoilt', 'left out', 'rigs busy'],
      ];
      for (const rigs of [1, 2, 5, 10, 25, 50, 100].filter((count) => count <= boards))
        rows.push(rowOf(rigs, await playNights(planOf(asked, rigs), nights)));
      printTable(rows);
    });
}

function planOf(asked: typeof USUAL, rigs: number): Omit<FarmPlan, 'seed'> {
  const { boards, models, powerCycle, health, deploy, bench, spoilt, broken, stops, repair } = asked;
  return {
    boards,
    models,
    rigs,
    powerCycle,
    health,
    deploy,
    bench,
    rigErrors: spoilt,
    quarantineAfter: 2,
    broken: Array.from({ length: broken }, (_, n) => n),
    rigFailuresPerHour: stops,
    repair,
  };
}

async function playNights(plan: Omit<FarmPlan, 'seed'>, nights: number): Promise<FarmResult[]> {
  const results: FarmResult[] = [];
  for (let seed = 0; seed < nights; seed++) results.push(await simulateFarm({ ...plan, seed }));
  return results;
}

function rowOf(rigs: number, nights: readonly FarmResult[]): string[] {
  const hours = nights.map(({ minutes }) => minutes / 60).toSorted((a, b) => a - b);
  const within = (share: number): string => `${hours[Math.max(0, Math.ceil(share * hours.length) - 1)].toFixed(1)} h`;
  const mean = (of: (night: FarmResult) => number): number =>
    nights.reduce((sum, night) => sum + of(night), 0) / nights.length;
  return [
    String(rigs),
    within(0.5),
    within(0.95),
    within(1),
    mean(({ measured }) => measured).toFixed(1),
    mean(({ errors }) => errors).toFixed(1),
    mean(({ left }) => left).toFixed(1),
    `${Math.round(100 * mean(({ busy }) => busy))} %`,
  ];
}

function number(given: string): number {
  const value = Number(given);
  if (given.trim() !== '' && value >= 0 && value <= 100_000) return value;
  throw new InvalidArgumentError('A number from 0 to 100000.');
}
