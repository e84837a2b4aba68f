import type { BenchScenario } from '../bench/result-schema.ts';
import type { Column } from './columns.ts';

export interface Scenario<Part> {
  readonly block: number;
  /** One for each repeat. */
  readonly parts: readonly Part[];
}

type Play = NonNullable<BenchScenario['play']>;
type Latency = NonNullable<BenchScenario['latency']>;

/** The playing scenarios of a column, by name. */
export function playScenarios(column: Column): Map<string, Scenario<Play>> {
  return collect(column, ({ play }) => play);
}

/** The latency scenarios of a column, by name. */
export function latencyScenarios(column: Column): Map<string, Scenario<Latency>> {
  return collect(column, ({ latency }) => latency);
}

function collect<Part>(column: Column, part: (scenario: BenchScenario) => Part | null): Map<string, Scenario<Part>> {
  const found = new Map<string, Scenario<Part>>();
  for (const scenario of column.results.flatMap(({ scenarios }) => scenarios)) {
    const one = part(scenario);
    if (one === null) continue;
    const name = nameOf(scenario);
    found.set(name, { block: scenario.block, parts: [...(found.get(name)?.parts ?? []), one] });
  }
  return found;
}

function nameOf({ block, play }: BenchScenario): string {
  const panels = play?.panels?.panels ?? 0;
  return panels === 0 ? `blocks of ${block}` : `blocks of ${block}, ${panels} panel${panels === 1 ? '' : 's'}`;
}
