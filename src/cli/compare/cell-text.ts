import type { Change, Difference } from './change.ts';
import type { Column } from './columns.ts';
import type { Spread } from './noise.ts';

/** Formats a number with three significant digits. */
export function numberText(value: number): string {
  if (value !== 0 && Math.abs(value) < 0.001) return value.toExponential(1);
  return String(Number(value.toPrecision(3)));
}

/** Formats the median, with minimum and maximum where there are repeats. */
export function valueText({ median, low, high, runs }: Spread): string {
  if (runs === 1 || low === high) return numberText(median);
  return `${numberText(median)} (${numberText(low)}–${numberText(high)})`;
}

/** Formats the noise of a ratio; empty where it is unknown. */
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

/** Summarises the checks of all limits in a sentence; undefined without limits. */
export function limitsText(states: readonly ('kept' | 'exceeded' | 'unknown')[]): string | undefined {
  const countOf = (counted: string): number => states.filter((state) => state === counted).length;
  if (states.length === 0) return undefined;
  const text = (number: number, what: string): string => `${number} ${number === 1 ? 'limit' : 'limits'} ${what}`;
  const unknown = countOf('unknown') === 0 ? '' : `, ${countOf('unknown')} not checked`;
  const exceeded = countOf('exceeded') === 0 ? '' : `${text(countOf('exceeded'), 'exceeded')}, `;
  return `${exceeded}${text(countOf('kept'), 'kept')}${unknown}.`;
}

/** Describes the origin of a column's values in a line. */
export function provenance({ identity, results, notes }: Column): string {
  const { model, accelerator, label, node, cpu, evidence } = identity;
  const plays = results.flatMap(({ scenarios }) =>
    scenarios.flatMap(({ play }) => (play === null ? [] : [play.seconds])),
  );
  const shortest = plays.length === 0 ? null : Math.min(...plays);
  return [
    evidence,
    results.length === 1 ? '1 run' : `${results.length} runs`,
    ...(label === null ? [] : [`label ${label}`]),
    commitText(identity),
    `${model.id} ${model.version}${networkText(model)} on ${accelerator.name}`,
    cpu ?? 'CPU unknown',
    `Node ${node}`,
    ...(accelerator.fallbackReason === null ? [] : ['on the CPU as fallback for the accelerator']),
    ...(shortest !== null && shortest < MIN_SECONDS ? [`${Math.floor(shortest)} s: too short for a p99`] : []),
    ...notes,
  ].join(', ');
}

/** The model's family and the hop of its network, where the result has them. */
function networkText({ family, hop, sampleRate }: Column['identity']['model']): string {
  if (family === null || hop === null || sampleRate === null) return '';
  return ` (${family}, hop of ${hop} samples at ${sampleRate} Hz)`;
}

function commitText({ commit, uncommitted }: Column['identity']): string {
  const dirty = uncommitted === null || uncommitted === 'none' ? '' : ' with uncommitted changes (dirty)';
  return commit === null ? 'commit unknown' : `commit ${commit.slice(0, 7)}${dirty}`;
}

/** Duration that a p99 of block times needs, s. */
const MIN_SECONDS = 60;
