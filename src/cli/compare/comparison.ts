import type { BoardPrice } from '../../board/board-prices.ts';
import { EVIDENCE, type Evidence } from '../bench/evidence.ts';
import { compareCounts, compareValues, type Difference } from './change.ts';
import { checkLimit, type Verdict } from './check-limit.ts';
import type { Column } from './columns.ts';
import { BOARD_METRICS, LATENCY_METRICS, type Metric, PLAY_METRICS } from './metrics.ts';
import { rateOf, type Spread, spreadOf } from './noise.ts';
import { latencyScenarios, playScenarios } from './scenarios.ts';
import { type Limit, limitsFor } from './thresholds.ts';

export interface Cell {
  /** Null is unknown. */
  readonly spread: Spread | null;
  /** Difference from another column of its class, given by index; null for the first column, and where either value is unknown. */
  readonly against: (Difference & { readonly column: number }) | null;
  readonly verdicts: readonly Verdict[];
}

export interface Row {
  /** 'board', or a scenario as 'blocks of 256, 10 panels'. */
  readonly scenario: string;
  readonly block: number | null;
  readonly metric: Pick<Metric<never>, 'id' | 'title' | 'unit' | 'better'>;
  /** One for each column. */
  readonly cells: readonly Cell[];
}

/** Columns of one class of evidence; only these are compared with each other. */
export interface ClassComparison {
  readonly evidence: Evidence;
  readonly columns: readonly Column[];
  /** The rows with a value in at least one column. */
  readonly rows: readonly Row[];
}

export interface Comparison {
  readonly classes: readonly ClassComparison[];
  /** Of the boards that are known, by board. */
  readonly prices: ReadonlyMap<string, BoardPrice>;
  /** Why nothing is compared, though there are several results; undefined where something is. */
  readonly warning: string | undefined;
  /** Whether a limit is exceeded. */
  readonly isLimitExceeded: boolean;
}

/** Compares columns with the first one of their board, or of their class; each class of evidence separately. */
export function compareColumns(
  columns: readonly Column[],
  limits: readonly Limit[],
  prices: ReadonlyMap<string, BoardPrice> = new Map(),
): Comparison {
  const classes = EVIDENCE.flatMap((evidence) => {
    const of = columns.filter((column) => column.evidence === evidence);
    return of.length === 0 ? [] : [{ evidence, columns: of, rows: rowsOf(of, limits) }];
  });
  const isLimitExceeded = classes.some(({ rows }) =>
    rows.some(({ cells }) => cells.some(({ verdicts }) => verdicts.some(({ state }) => state === 'exceeded'))),
  );
  return { classes, prices, warning: mergedWarning(columns), isLimitExceeded };
}

/** Files that were meant as two states and are one, such as two builds of one commit, leave nothing to compare. */
function mergedWarning(columns: readonly Column[]): string | undefined {
  const [{ name, results } = { name: '', results: [] }] = columns;
  if (columns.length !== 1 || results.length < 2) return undefined;
  return (
    `all ${results.length} results are repeats of one state, ${name}: nothing is compared. ` +
    'Measure another commit, or give the states names: `neurorack bench --label before`'
  );
}

function rowsOf(columns: readonly Column[], limits: readonly Limit[]): Row[] {
  const played = columns.map(playScenarios);
  const timed = columns.map(latencyScenarios);
  const scenarios = [
    ...new Map([...played, ...timed].flatMap((of) => [...of].map(([name, { block }]) => [name, block]))),
  ];
  scenarios.sort(([, a], [, b]) => b - a);
  const row = <Part>(
    scope: { readonly scenario: string; readonly block: number | null },
    metric: Metric<Part>,
    parts: readonly (readonly Part[])[],
  ): Row => ({
    ...scope,
    metric: { id: metric.id, title: metric.title, unit: metric.unit, better: metric.better },
    cells: cellsOf({ columns, metric, parts, limits, block: scope.block }),
  });
  const board = { scenario: 'board', block: null };
  return [
    ...BOARD_METRICS.map((metric) =>
      row(
        board,
        metric,
        columns.map(({ results }) => results),
      ),
    ),
    ...scenarios.flatMap(([scenario, block]) => [
      ...PLAY_METRICS.map((metric) =>
        row(
          { scenario, block },
          metric,
          played.map((of) => of.get(scenario)?.parts ?? []),
        ),
      ),
      ...LATENCY_METRICS.map((metric) =>
        row(
          { scenario, block },
          metric,
          timed.map((of) => of.get(scenario)?.parts ?? []),
        ),
      ),
    ]),
  ].filter(({ cells }) => cells.some(({ spread }) => spread !== null));
}

interface CellsRequest<Part> {
  readonly columns: readonly Column[];
  readonly metric: Metric<Part>;
  /** The repeats of each column. */
  readonly parts: readonly (readonly Part[])[];
  readonly limits: readonly Limit[];
  readonly block: number | null;
}

function cellsOf<Part>({ columns, metric, parts, limits, block }: CellsRequest<Part>): Cell[] {
  const counted = parts.map((of) =>
    metric.kind === 'count' ? known(of.map(metric.counted)).filter(({ over }) => over > 0) : [],
  );
  const rates = counted.map((of) => (of.length === 0 ? undefined : rateOf(of)));
  const values = parts.map((of, n) =>
    metric.kind === 'count'
      ? counted[n].map(({ count, over }) => count / over)
      : known(of.map((part) => metric.value(part) ?? null)),
  );
  return columns.map(({ identity, evidence }, n): Cell => {
    const base = baseOf(columns, n);
    const difference = base === undefined ? null : differenceFrom(base, n);
    const spread = spreadOf(values[n]);
    const isFirstOfBoard = base === undefined || columns[base].identity.board !== identity.board;
    const verdicts = limitsFor(limits, { metric: metric.id, board: identity.board, block, evidence })
      // A ratio limits the change of one board.
      .filter(({ ratio }) => ratio === undefined || !isFirstOfBoard)
      .map((limit) => checkLimit(limit, { spread, rate: rates[n], difference, better: metric.better }));
    return {
      spread,
      against: base === undefined || difference === null ? null : { ...difference, column: base },
      verdicts,
    };
  });

  function differenceFrom(base: number, n: number): Difference | null {
    if (metric.kind === 'count') return compareCounts([counted[base], counted[n]], metric);
    return compareValues([values[base], values[n]], metric);
  }
}

/** Index of a column's baseline: the first column of its board, otherwise the first of all; undefined for that one. */
function baseOf(columns: readonly Column[], n: number): number | undefined {
  const ofBoard = columns.findIndex(({ identity }) => identity.board === columns[n].identity.board);
  if (ofBoard !== n) return ofBoard;
  return n === 0 ? undefined : 0;
}

const known = <T>(values: readonly (T | null)[]): T[] => values.filter((one) => one !== null);
