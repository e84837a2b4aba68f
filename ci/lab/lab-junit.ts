import { escapeXml } from '../../src/cli/compare/escape-xml.ts';
import type { BoardRecord, LabRecord, RunRecord } from './record.ts';

/** A record as JUnit XML: a suite a board, a case a run. A rig error is an error, a failure of the product a failure. */
export function labJunit({ boards }: LabRecord): string {
  return [
    '<?xml version="1.0" encoding="UTF-8"?>',
    '<testsuites name="neurorack lab">',
    ...boards.map(suite),
    '</testsuites>',
    '',
  ].join('\n');
}

function suite({ board, runs, steps }: BoardRecord): string {
  const of = (outcome: RunRecord['outcome']): number => runs.filter((run) => run.outcome === outcome).length;
  const seconds = steps.reduce((sum, step) => sum + step.seconds, 0);
  const counts = `tests="${runs.length}" failures="${of('failed')}" errors="${of('error')}" skipped="${of('left out')}"`;
  return [
    `  <testsuite name="${escapeXml(board)}" ${counts} time="${seconds.toFixed(1)}">`,
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
