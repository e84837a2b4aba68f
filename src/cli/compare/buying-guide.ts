import type { BoardPrice } from '../../board/board-prices.ts';
import type { Evidence } from '../bench/evidence.ts';
import type { BenchResult } from '../bench/result-schema.ts';
import { numberText } from './cell-text.ts';
import type { Column } from './columns.ts';
import type { Comparison } from './comparison.ts';
import { spreadOf } from './noise.ts';
import { latencyScenarios } from './scenarios.ts';

/** Properties of a board as texts; unknown is 'unknown'. */
export interface GuideRow {
  readonly board: string;
  /** Voices side by side on one core. */
  readonly voices: string;
  /** Smallest block that played without engine overruns, samples. */
  readonly block: string;
  /** From a gate to the sink, 99 % of gates, at the smallest block measured. */
  readonly latency: string;
  /** Largest distance of the sound from that of float32. */
  readonly quality: string;
  readonly watts: string;
  readonly price: string;
  readonly runs: string;
}

/** The boards of one class of evidence; only these are ordered against each other, by voices. */
export interface GuideClass {
  readonly evidence: Evidence;
  readonly rows: readonly GuideRow[];
}

export const GUIDE_TITLE = 'Which board should I buy?';
export const GUIDE_HEAD: readonly (readonly [keyof GuideRow, string])[] = [
  ['board', 'board'],
  ['voices', 'voices on one core'],
  ['block', 'smallest block without overruns'],
  ['latency', 'gate to sound, 99 %'],
  ['quality', 'sound, from float32'],
  ['watts', 'power, playing'],
  ['price', 'price class'],
  ['runs', 'runs'],
];
export const GUIDE_NOTE =
  'Each class of evidence has a table of its own, ordered by voices; classes are not compared. Latency is without the sound card’s buffer. ' +
  'Price classes are those of the month named, of the board with its accelerator; the board’s file has their source.';

const UNKNOWN = 'unknown';

/** A row for each board, the latest state of each; undefined where the results are of one board alone. */
export function buyingGuide({
  classes,
  prices,
}: Pick<Comparison, 'classes' | 'prices'>): readonly GuideClass[] | undefined {
  const boards = new Set(classes.flatMap(({ columns }) => columns.map(({ identity }) => identity.board)));
  if (boards.size < 2) return undefined;
  const measured = classes.map(({ evidence, columns }) => {
    const latest = new Map(columns.map((column) => [column.identity.board, column]));
    const ordered = [...latest.values()].toSorted((a, b) => (voicesOf(b)?.fits ?? -1) - (voicesOf(a)?.fits ?? -1));
    return { evidence, rows: ordered.map((column) => rowOf(column, prices)) };
  });
  const others = [...prices].flatMap(([board, price]) => (boards.has(board) ? [] : [unknownRow(board, price)]));
  const notRun: GuideClass = {
    evidence: 'not run',
    rows: [...measured.filter(({ evidence }) => evidence === 'not run').flatMap(({ rows }) => rows), ...others],
  };
  return [...measured.filter(({ evidence }) => evidence !== 'not run'), ...(notRun.rows.length === 0 ? [] : [notRun])];
}

function rowOf(column: Column, prices: ReadonlyMap<string, BoardPrice>): GuideRow {
  const { identity, results } = column;
  const voices = voicesOf(column);
  const blocks = results.flatMap(({ load }) => (load === null ? [] : [smallestBlock(load.blocks)]));
  const block = blocks.length === 0 ? null : Math.max(...blocks.map((one) => one ?? Number.POSITIVE_INFINITY));
  return {
    board: identity.board,
    voices: voices === undefined ? UNKNOWN : `${voices.fits}${voices.isLimit ? '' : ' or more'} of ${voices.model}`,
    block: block === null ? UNKNOWN : Number.isFinite(block) ? `${block} samples` : 'none of those tried',
    latency: latencyText(column),
    quality: qualityText(results),
    watts: wattsText(results),
    price: priceText(prices.get(identity.board)),
    runs: String(results.length),
  };
}

function unknownRow(board: string, price: BoardPrice): GuideRow {
  const unknown = { voices: UNKNOWN, block: UNKNOWN, latency: UNKNOWN, quality: UNKNOWN, watts: UNKNOWN };
  return { board, ...unknown, price: priceText(price), runs: '0' };
}

/** The model with the most voices in its least favourable repeat. */
function voicesOf({ results }: Column) {
  const models = new Map<string, { model: string; fits: number; isLimit: boolean }>();
  for (const { model, fits, isLimit } of results.flatMap(({ load }) => load?.voices ?? [])) {
    if (fits === null) continue;
    const least = models.get(model);
    if (least === undefined || fits < least.fits) models.set(model, { model, fits, isLimit });
  }
  return [...models.values()].toSorted((a, b) => b.fits - a.fits)[0];
}

/** Null where none fits. */
function smallestBlock(blocks: NonNullable<BenchResult['load']>['blocks']): number | null {
  const fitting = blocks.filter(({ fits }) => fits === true).map(({ block }) => block);
  return fitting.length === 0 ? null : Math.min(...fitting);
}

function latencyText(column: Column): string {
  const scenarios = [...latencyScenarios(column).values()].toSorted((a, b) => a.block - b.block);
  for (const { block, parts } of scenarios) {
    const spread = spreadOf(parts.flatMap(({ gate }) => (gate.p99Ms === null ? [] : [gate.p99Ms])));
    if (spread !== null) return `${numberText(spread.median)} ms, blocks of ${block}`;
  }
  return UNKNOWN;
}

function qualityText(results: readonly BenchResult[]): string {
  const parity = results.flatMap((result) => result.parity ?? []);
  if (parity.some(({ passed }) => !passed)) return 'fails its tolerance';
  const distances = parity.flatMap(({ logSpectralDistanceDb }) => logSpectralDistanceDb ?? []);
  return distances.length === 0 ? UNKNOWN : `${numberText(Math.max(...distances))} dB`;
}

function wattsText(results: readonly BenchResult[]): string {
  const meters = results.flatMap(({ power }) => (power?.playingWatts == null ? [] : [power]));
  const spread = spreadOf(meters.map(({ playingWatts }) => playingWatts ?? 0));
  return spread === null ? UNKNOWN : `${numberText(spread.median)} W (${meters[0].meter})`;
}

function priceText(price: BoardPrice | undefined): string {
  if (price === undefined) return UNKNOWN;
  return price.at === undefined ? price.class : `${price.class} (${price.at})`;
}
