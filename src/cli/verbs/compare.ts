import { join } from 'node:path';
import type { Command } from 'commander';
import { installationRoot } from '../../app/installation.ts';
import { print, printJson } from '../../app/terminal/print.ts';
import { writeFileAtomically } from '../../files/atomic-file.ts';
import { checkOutput } from '../check-output.ts';
import { exitNegative } from '../exit.ts';
import { examples } from '../help.ts';

interface CompareOptions {
  readonly thresholds?: string;
  readonly html?: string;
  readonly picture?: string;
  readonly junit?: string;
  readonly list?: string;
  readonly json?: boolean;
}

export function register(program: Command): void {
  const compare = program
    .command('compare')
    .summary('compare results of `neurorack bench`')
    .description(
      'Compare results of `neurorack bench` side by side, as Markdown. Several results of one board in one state are repeats: a difference ' +
        'within their noise is not reported as a change. Measured, virtual and estimated values have separate tables.',
    )
    .argument('<results...>', 'files written by `neurorack bench -o`; the first one is the baseline')
    .option('--thresholds <file>', 'file of limits, as ci/bench/thresholds.yaml; exit code 1 when one is exceeded')
    .option('--html <file>', 'write the report with its charts')
    .option('--picture <file>', 'write one chart of the report as SVG')
    .option('--junit <file>', 'write the limits as test cases')
    .option('--list <file>', 'write names, units and values for github-action-benchmark (customSmallerIsBetter)')
    .option('--json', 'print the comparison as JSON')
    .action(run);
  examples(compare, [
    'neurorack compare before.json after.json',
    'neurorack compare before-*.json after-*.json --thresholds ci/bench/thresholds.yaml --html report.html',
    'neurorack compare host.json pi5.json jetson.json --html boards.html',
  ]);
}

async function run(files: readonly string[], options: CompareOptions): Promise<void> {
  const { thresholds, html, picture, junit, list } = options;
  const inputs = [...files, thresholds];
  const outputs = [
    [html, '.html'],
    [picture, '.svg'],
    [junit, '.xml'],
    [list, '.json'],
  ] as const;
  for (const [output, extension] of outputs)
    if (output !== undefined) await checkOutput({ output, inputs, extensions: [extension] });
  const [{ readResult }, { columnsOf }, { compareColumns }, { readThresholds }, { readPrices }] = await Promise.all([
    import('../compare/read-result.ts'),
    import('../compare/columns.ts'),
    import('../compare/comparison.ts'),
    import('../compare/thresholds.ts'),
    import('../../board/board-prices.ts'),
  ]);
  const results = await Promise.all(files.map(readResult));
  const limits = thresholds === undefined ? [] : await readThresholds(thresholds);
  const comparison = compareColumns(columnsOf(results), limits, await readPrices(join(installationRoot(), 'boards')));
  if (html !== undefined)
    await writeFileAtomically(html, (await import('../compare/html-report.ts')).htmlReport(comparison));
  if (picture !== undefined)
    await writeFileAtomically(picture, (await import('../compare/readme-picture.ts')).readmePicture(comparison));
  if (junit !== undefined) await writeFileAtomically(junit, (await import('../compare/junit.ts')).junit(comparison));
  if (list !== undefined) {
    const { benchmarkList } = await import('../compare/benchmark-list.ts');
    await writeFileAtomically(list, `${JSON.stringify(benchmarkList(comparison), null, 2)}\n`);
  }
  if (options.json === true) printJson((await import('../compare/comparison-json.ts')).comparisonJson(comparison));
  else print((await import('../compare/markdown.ts')).markdown(comparison).trimEnd());
  if (comparison.warning !== undefined) process.stderr.write(`warning: ${comparison.warning}\n`);
  if (comparison.isLimitExceeded) exitNegative();
}
