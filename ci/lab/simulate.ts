import { type Command, InvalidArgumentError } from 'commander';
import { print, printTable } from '../../src/app/terminal/print.ts';
import { type FarmPlan, type FarmResult, simulateFarm } from './farm.ts';

/** Defaults, to be replaced by the figures of a farm; docs/lab.md has their sources. */
const DEFAULTS = {
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

/** `simulate`: the duration of a night by the number of rigs. */
export function registerSimulate(program: Command): void {
  program
    .command('simulate')
    .description('Simulate the duration of a night by the number of rigs, faults included; times in minutes.')
    .option('--boards <number>', 'boards', number, DEFAULTS.boards)
    .option('--models <number>', 'benches for each board: models times repeats', number, DEFAULTS.models)
    .option('--power-cycle <minutes>', 'duration of a power cycle', number, DEFAULTS.powerCycle)
    .option('--health <minutes>', 'duration of a health check', number, DEFAULTS.health)
    .option('--deploy <minutes>', 'duration of a deployment', number, DEFAULTS.deploy)
    .option('--bench <minutes>', 'duration of a bench', number, DEFAULTS.bench)
    .option('--spoilt <share>', 'share of benches with a rig error', number, DEFAULTS.spoilt)
    .option('--broken <number>', 'number of boards that cannot be reached', number, DEFAULTS.broken)
    .option('--stops <number>', 'rig failures per hour of running', number, DEFAULTS.stops)
    .option('--repair <minutes>', 'duration until a rig is repaired', number, DEFAULTS.repair)
    .option('--nights <number>', 'nights to simulate', number, DEFAULTS.nights)
    .action(async (asked: typeof DEFAULTS) => {
      const { boards, models, nights } = asked;
      print(`${boards} boards, ${models} benches each, ${nights} nights`);
      const rows: string[][] = [
        ['rigs', 'half within', '95 % within', 'longest', 'measured', 'rig errors', 'left out', 'rigs busy'],
      ];
      for (const rigs of [1, 2, 5, 10, 25, 50, 100].filter((count) => count <= boards))
        rows.push(rowOf(rigs, await playNights(planOf(asked, rigs), nights)));
      printTable(rows);
    });
}

function planOf(asked: typeof DEFAULTS, rigs: number): Omit<FarmPlan, 'seed'> {
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
