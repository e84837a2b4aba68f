import type { Change, Difference } from './change.ts';
import type { Column } from './columns.ts';
import type { Spread } from './noise.ts';

/** Three digits that count. */
export function numberText(value: number): string {
  if (value !== 0 && Math.abs(value) < 0.001) return value.toExponential(1);
  return String(Number(value.toPrecision(3)));
}

/** The median, and the extremes where there are repeats. */
export function valueText({ median, low, high, runs }: Spread): string {
  if (runs === 1 || low === high) return numberText(median);
  return `${numberText(median)} (${numberText(low)}–${numberText(high)})`;
}

/** ± of the ratio that is noise; a question mark where that is unknown. */
export function bandText({ band }: Difference): string {
  return band === null ? '' : ` ±${Math.round(100 * (band - 1))} %`;
}

const CHANGES: Readonly<Record<Change, string>> = {
  better: 'better',
  worse: 'worse',
  same: '',
  unsure: '(noise unknown)',
};

export function changeText(change: Change): string {
  return CHANGES[change];
}

/** What holding all limits gave, in a sentence; undefined where none was held. */
export function limitsText(states: readonly ('kept' | 'past' | 'unknown')[]): string | undefined {
  const of = (wanted: string): number => states.filter((state) => state === wanted).length;
  if (states.length === 0) return undefined;
  const told = (number: number, what: string): string => `${number} ${number === 1 ? 'limit' : 'limits'} ${what}`;
  const unknown = of('unknown') === 0 ? '' : `, ${of('unknown')} could not be told`;
  const past = of('past') === 0 ? '' : `${told(of('past'), 'passed')}, `;
  return `${past}${told(of('kept'), 'kept')}${unknown}.`;
}

/** Where a column's numbers come from, in a line. */
export function provenance({ identity, results, notes }: Column): string {
  const { model, accelerator, commit, node, cpu, evidence } = identity;
  const plays = results.flatMap(({ scenarios }) =>
    scenarios.flatMap(({ play }) => (play === null ? [] : [play.seconds])),
  );
  const shortest = plays.length === 0 ? null : Math.min(...plays);
  return [
    evidence,
    results.length === 1 ? '1 run' : `${results.length} runs`,
    commit === null ? 'commit unknown' : `commit ${commit.slice(0, 7)}`,
    `${model.id} ${model.version} on ${accelerator.name}`,
    cpu ?? 'processor unknown',
    `Node ${node}`,
    ...(accelerator.standIn === null ? [] : ['the processor stood in for the accelerator']),
    ...(shortest !== null && shortest < LEAST_SECONDS ? [`${Math.floor(shortest)} s: too short for its 99 %`] : []),
    ...notes,
  ].join(', ');
}

/** A p99 wants a minute of blocks. */
const LEAST_SECONDS = 60;
