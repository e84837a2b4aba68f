import { fileURLToPath } from 'node:url';
import type { BenchResult } from '../../../src/cli/bench/result-schema.ts';
import { columnsOf } from '../../../src/cli/compare/columns.ts';
import { type Comparison, compareColumns, type Row } from '../../../src/cli/compare/comparison.ts';
import { readResult } from '../../../src/cli/compare/read-result.ts';
import type { Limit } from '../../../src/cli/compare/thresholds.ts';

const FOLDER = fileURLToPath(new URL('../../fixtures/bench/', import.meta.url));

/** Five runs of `neurorack bench` on the same two cores, one after the other. */
export const RECORDED = [1, 2, 3, 4, 5].map((n) => `${FOLDER}host-${n}.json`);

export async function recorded(): Promise<BenchResult[]> {
  return Promise.all(RECORDED.map(async (file) => (await readResult(file)).result));
}

export const DERIVED_NOTE = 'derived from a recorded run for a test';

/** A copy of a result with another identity and a note that it was not measured. */
export function withIdentity(result: BenchResult, identity: Partial<BenchResult['identity']>): BenchResult {
  return { ...result, note: DERIVED_NOTE, identity: { ...result.identity, ...identity } };
}

export const OTHER_COMMIT = 'f'.repeat(40);

/** A copy of a result with the times of blocks, network and synthesis multiplied by `ratio`. */
export function slower(result: BenchResult, ratio: number, commit: string | null = OTHER_COMMIT): BenchResult {
  const times = (us: number | null): number | null => (us === null ? null : us * ratio);
  return {
    ...withIdentity(result, { commit }),
    scenarios: result.scenarios.map(({ play, ...scenario }) => {
      if (play === null) return { ...scenario, play };
      const quantiles = <Q extends typeof play.blockUs>(of: Q): typeof play.blockUs => ({
        count: of.count,
        p50Us: times(of.p50Us),
        p90Us: times(of.p90Us),
        p99Us: times(of.p99Us),
        p999Us: times(of.p999Us),
        maxUs: times(of.maxUs),
      });
      const histogram = (bins: typeof play.histograms.blockUs): typeof bins =>
        bins.map(([from, to, count]) => [from * ratio, to * ratio, count]);
      const { blockUs, blockCpuUs, networkUs, dspUs } = play.histograms;
      return {
        ...scenario,
        play: {
          ...play,
          blockUs: quantiles(play.blockUs),
          blockCpuUs: quantiles(play.blockCpuUs),
          networkUs: quantiles(play.networkUs),
          dspUs: quantiles(play.dspUs),
          histograms: {
            blockUs: histogram(blockUs),
            blockCpuUs: histogram(blockCpuUs),
            networkUs: histogram(networkUs),
            dspUs: histogram(dspUs),
          },
        },
      };
    }),
  };
}

const NO_EVENTS = { underruns: 0, deviceUnderruns: 0, hostOverruns: 0, engineOverruns: 0 };

/** Five repeats as on an idle machine, 1.2 % apart and without underruns, derived for tests. */
export function idleRepeats(result: BenchResult): BenchResult[] {
  return scaledRepeats(withCounters(result, NO_EVENTS), [1, 1.01, 0.99, 1.015, 0.985]);
}

/** Five repeats as on a machine with other work: every time is up to twice as long, derived for tests. */
export function busyRepeats(result: BenchResult): BenchResult[] {
  return scaledRepeats(withCounters(result, NO_EVENTS), [1, 1.9, 1.1, 1.6, 1.3]);
}

function scaledRepeats(result: BenchResult, ratios: readonly number[]): BenchResult[] {
  return ratios.map((ratio) => slower(result, ratio, result.identity.commit));
}

/** A copy of a result with other counters. */
export function withCounters(result: BenchResult, counters: Readonly<Record<string, number>>): BenchResult {
  return {
    ...result,
    scenarios: result.scenarios.map(({ play, ...scenario }) => ({
      ...scenario,
      play: play === null ? null : { ...play, counters: { ...play.counters, ...counters } },
    })),
  };
}

export function compare(
  results: readonly BenchResult[],
  limits: readonly Limit[] = [],
  prices: Comparison['prices'] = new Map(),
): Comparison {
  return compareColumns(columnsOf(results.map((result, n) => ({ file: `${n}.json`, result }))), limits, prices);
}

/** The first row of a metric. */
export function rowOf(comparison: Comparison, metric: string): Row {
  const row = comparison.classes.flatMap(({ rows }) => rows).find((one) => one.metric.id === metric);
  if (row === undefined) throw new Error(`no row of ${metric}`);
  return row;
}

/** Metrics with a change reported for the last column. */
export function changesOf({ classes }: Comparison): string[] {
  return classes.flatMap(({ rows }) =>
    rows.flatMap(({ metric, cells }) => {
      const change = cells.at(-1)?.against?.change;
      return change === 'better' || change === 'worse' ? [metric.id] : [];
    }),
  );
}
