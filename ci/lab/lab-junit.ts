import { escapeXml } from '../../src/cli/compare/escape-xml.ts';
import type { BoardRecord, LabRecord, RunRecord } from './record.ts';

/** A record as JUnit XML: a suite a board, a case a run. A rig error is an error, a failure of the product a failure. */
export function labJunit({ boards }: LabRecord): string {
  const all = boards.flatMap(({ runs }) => runs);
  return [
    '<?xml version="1.0" encoding="UTF-8"?>',
    `<testsuites name="neurorack lab" ${countsOf(all)}>`,
    ...boards.map(suite),
    '</testsuites>',
    '',
  ].join('\n');
}

function countsOf(runs: readonly RunRecord[]): string {
  const of = (outcome: RunRecord['outcome']): number => runs.filter((run) => run.outcome === outcome).length;
  return `tests="${runs.length}" failures="${of('failed')}" errors="${of('error')}" skipped="${of('left out')}"`;
}

function suite({ board, runs, steps }: BoardRecord): string {
  const seconds = steps.reduce((sum, step) => sum + step.seconds, 0);
  return [
    `  <testsuite name="${escapeXml(board)}" ${countsOf(runs)} time="${seconds.toFixed(1)}">`,
    ...runs.map((run) => testCase(board, run)),
    '  </testsuite>',
  ].join('\n');
}

const TAGS = { failed: 'failure', error: 'error', 'left out': 'skipped' } as const;

function testCase(board: string, { model, repeat, outcome, why }: RunRecord): string {
  const open = `    <testcase classname="${escapeXml(board)}" name="${escapeXml(`${model}, run ${repeat}`)}"`;
  if (outcome === 'measured') return `${open}/>`;
  return `${open}>\n      <${TAGS[outcome]} message="${escapeXml(why ?? '')}"/>\n    </testcase>`;
}
