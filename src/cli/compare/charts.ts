import * as Plot from '@observablehq/plot';
import type { Bin } from '../bench/bins.ts';
import type { Column } from './columns.ts';
import type { ClassComparison } from './comparison.ts';
import { spreadOf } from './noise.ts';
import { latencyScenarios, playScenarios } from './scenarios.ts';
import { colourOf, drawPlot, type SvgDocument, type SvgElement } from './svg.ts';

/** A chart of one class of evidence. */
export interface Chart {
  readonly title: string;
  /** Undefined where no column has a value. */
  readonly drawing: SvgElement | undefined;
  /** Names of the columns without a value. */
  readonly unknown: readonly string[];
}

/** Charts of a class of evidence: block times by scenario, latency, temperature, power, quality. */
export function chartsOf({ columns }: ClassComparison, document: SvgDocument): Chart[] {
  return [
    ...scenariosOf(columns).map((scenario) => blockTimes(columns, scenario, document)),
    latency(columns, document),
    temperature(columns, document),
    power(columns, document),
    quality(columns, document),
  ];
}

export function scenariosOf(columns: readonly Column[]): string[] {
  return [...new Set(columns.flatMap((column) => [...playScenarios(column).keys()]))];
}

function createChart(
  title: string,
  columns: readonly Column[],
  shown: ReadonlySet<string>,
  make: () => SvgElement,
): Chart {
  const unknown = columns.map(({ name }) => name).filter((name) => !shown.has(name));
  return { title, drawing: shown.size === 0 ? undefined : make(), unknown };
}

const inOrder = (columns: readonly Column[], shown: ReadonlySet<string>): string[] =>
  columns.map(({ name }) => name).filter((name) => shown.has(name));
const colours = (columns: readonly Column[]): Plot.ScaleOptions => ({
  domain: columns.map(({ name }) => name),
  range: columns.map((_, n) => colourOf(n)),
});

/** Histogram of block times, repeats together; dashed: p99. */
export function blockTimes(columns: readonly Column[], scenario: string, document: SvgDocument): Chart {
  const bars = columns.flatMap(({ name, ...column }) => {
    const plays = playScenarios({ name, ...column }).get(scenario)?.parts ?? [];
    const bins = plays.flatMap(({ histograms }): Bin[] => histograms.blockUs);
    const total = bins.reduce((sum, [, , count]) => sum + count, 0);
    // Bins are an eighth of an octave wide; other bins, of results from elsewhere, go into the nearest one.
    const sums = new Map<number, number>();
    for (const [, to, count] of bins) {
      const index = Math.round(8 * Math.log2(to));
      sums.set(index, count + (sums.get(index) ?? 0));
    }
    return [...sums].map(([index, count]) => ({
      name,
      from: 2 ** ((index - 1) / 8),
      to: 2 ** (index / 8),
      share: (100 * count) / total,
    }));
  });
  const marks = columns.flatMap((column) => {
    const plays = playScenarios(column).get(scenario)?.parts ?? [];
    const spread = spreadOf(plays.flatMap(({ blockUs }) => (blockUs.p99Us === null ? [] : [blockUs.p99Us])));
    return spread === null || spread.median <= 0 ? [] : [{ name: column.name, p99: spread.median }];
  });
  const shown = new Set(bars.map(({ name }) => name));
  return createChart(`Block time, ${scenario}: share of blocks (dashed: p99)`, columns, shown, () =>
    drawPlot(document, {
      height: 60 + 90 * shown.size,
      x: { type: 'log', label: 'µs', grid: true, labelArrow: 'none' },
      y: { label: '%', ticks: 3, labelArrow: 'none' },
      fy: { domain: inOrder(columns, shown), label: null, axis: 'right' },
      color: colours(columns),
      marginLeft: 50,
      marginRight: 170,
      marks: [
        Plot.rect(bars, { x1: 'from', x2: 'to', y1: 0, y2: 'share', fy: 'name', fill: 'name' }),
        Plot.ruleX(marks, { x: 'p99', fy: 'name', stroke: '#222', strokeDasharray: '4 3' }),
        Plot.ruleY([0]),
      ],
    }),
  );
}

/** Latencies: a dot at p50, a line to p99; medians over repeats. */
export function latency(columns: readonly Column[], document: SvgDocument): Chart {
  const lines = columns.flatMap((column) =>
    [...latencyScenarios(column)].flatMap(([scenario, { parts }]) =>
      (['gate', 'cv'] as const).flatMap((way) => {
        const p50 = spreadOf(parts.flatMap((part) => part[way].p50Ms ?? []));
        const p99 = spreadOf(parts.flatMap((part) => part[way].p99Ms ?? []));
        if (p50 === null || p99 === null) return [];
        const label = `${column.name}, ${scenario.replace('blocks of ', '')}`;
        return [{ name: column.name, label, way: way === 'gate' ? 'gate' : 'CV', p50: p50.median, p99: p99.median }];
      }),
    ),
  );
  const shown = new Set(lines.map(({ name }) => name));
  return createChart('Latency from jack to sink (dot: p50, end of the line: p99)', columns, shown, () =>
    drawPlot(document, {
      height: 60 + 22 * lines.length,
      x: { label: 'ms', zero: true, grid: true, labelArrow: 'none' },
      y: { label: null, domain: [...new Set(lines.map(({ label }) => label))] },
      fy: { label: null, domain: ['gate', 'CV'], axis: 'right' },
      marginRight: 60,
      color: colours(columns),
      marks: [
        Plot.ruleY(lines, { y: 'label', fy: 'way', x1: 'p50', x2: 'p99', stroke: 'name', strokeWidth: 3 }),
        Plot.dot(lines, { y: 'label', fy: 'way', x: 'p50', fill: 'name', r: 5 }),
      ],
    }),
  );
}

/** Temperature of the hotter of CPU and accelerator over the run. */
function temperature(columns: readonly Column[], document: SvgDocument): Chart {
  const points = columns.flatMap((column) =>
    [...playScenarios(column).values()].flatMap(({ parts }, scenario) =>
      parts.flatMap(({ health }, run) =>
        health.flatMap(({ seconds, cpuC, acceleratorC }) => {
          const known = [cpuC, acceleratorC].filter((celsius) => celsius !== null);
          if (known.length === 0) return [];
          return [
            { name: column.name, run: `${column.name} ${scenario} ${run}`, seconds, celsius: Math.max(...known) },
          ];
        }),
      ),
    ),
  );
  const shown = new Set(points.map(({ name }) => name));
  return createChart('Temperature while playing', columns, shown, () =>
    drawPlot(document, {
      height: 240,
      marginLeft: 60,
      x: { label: 'seconds', labelArrow: 'none' },
      y: { label: '°C', grid: true, labelArrow: 'none' },
      color: { ...colours(columns), legend: false },
      marks: [
        Plot.line(points, { x: 'seconds', y: 'celsius', z: 'run', stroke: 'name' }),
        Plot.text(
          points,
          Plot.selectLast({
            x: 'seconds',
            y: 'celsius',
            z: 'name',
            text: 'name',
            fill: 'name',
            dy: -8,
            textAnchor: 'end',
          }),
        ),
      ],
    }),
  );
}

function power(columns: readonly Column[], document: SvgDocument): Chart {
  const bars = columns.flatMap(({ name, results }) =>
    (['idleWatts', 'playingWatts'] as const).flatMap((which) => {
      const spread = spreadOf(results.flatMap((result) => result.power?.[which] ?? []));
      return spread === null ? [] : [{ name, which: which === 'idleWatts' ? 'idle' : 'playing', watts: spread.median }];
    }),
  );
  const shown = new Set(bars.map(({ name }) => name));
  return createChart('Power', columns, shown, () =>
    drawPlot(document, {
      height: 60 + 50 * shown.size,
      x: { label: 'W', grid: true, labelArrow: 'none' },
      y: { label: null, domain: ['idle', 'playing'] },
      fy: { label: null, domain: inOrder(columns, shown), axis: 'right' },
      marginLeft: 60,
      marginRight: 160,
      color: colours(columns),
      marks: [
        Plot.barX(bars, {
          x: 'watts',
          y: 'which',
          fy: 'name',
          fill: 'name',
          fillOpacity: (bar: { which: string }) => (bar.which === 'idle' ? 0.5 : 1),
        }),
        Plot.ruleX([0]),
      ],
    }),
  );
}

/** Each artifact's largest error on the reference vectors, as a share of its tolerance. */
function quality(columns: readonly Column[], document: SvgDocument): Chart {
  const dots = columns.flatMap((column) => qualityOf(column));
  const shown = new Set(dots.map(({ name }) => name));
  return createChart('Largest error on the reference vectors / tolerance (above 1: fails)', columns, shown, () =>
    drawPlot(document, {
      height: 60 + 24 * dots.length,
      x: { type: 'log', label: 'error / tolerance', grid: true, labelArrow: 'none', tickFormat: '~g' },
      y: { label: null, domain: [...new Set(dots.map(({ label }) => label))] },
      marginLeft: 260,
      color: colours(columns),
      marks: [
        Plot.ruleX([1], { stroke: '#b00', strokeDasharray: '4 3' }),
        Plot.dot(dots, { x: 'share', y: 'label', fill: 'name', r: 5 }),
      ],
    }),
  );
}

function qualityOf({ name, results }: Column): { name: string; label: string; share: number }[] {
  const files = new Map<string, number[]>();
  for (const { file, maxError, tolerance } of results.flatMap(({ parity }) => parity ?? [])) {
    if (maxError !== null && tolerance > 0) files.set(file, [...(files.get(file) ?? []), maxError / tolerance]);
  }
  return [...files].flatMap(([file, shares]) => {
    const spread = spreadOf(shares);
    // A logarithmic axis has no 0: an error of 0 is drawn at its left end.
    return spread === null ? [] : [{ name, label: `${name}, ${file}`, share: Math.max(spread.median, 1e-6) }];
  });
}
