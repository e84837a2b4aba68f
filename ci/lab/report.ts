import { mkdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { installationRoot } from '../../src/app/installation.ts';
import { readPrices } from '../../src/board/board-prices.ts';
import { benchmarkList } from '../../src/cli/compare/benchmark-list.ts';
import { columnsOf } from '../../src/cli/compare/columns.ts';
import { type Comparison, compareColumns } from '../../src/cli/compare/comparison.ts';
import { htmlReport } from '../../src/cli/compare/html-report.ts';
import { junit } from '../../src/cli/compare/junit.ts';
import { markdown } from '../../src/cli/compare/markdown.ts';
import { readResult } from '../../src/cli/compare/read-result.ts';
import { type Limit, readThresholds } from '../../src/cli/compare/thresholds.ts';
import { NeurorackError } from '../../src/contracts/errors.ts';
import { writeFileAtomically } from '../../src/files/atomic-file.ts';
import { labJunit } from './lab-junit.ts';
import { labMarkdown } from './lab-markdown.ts';
import { type LabRecord, labRecordSchema } from './record.ts';

/** Name of the record in a folder of results. */
export const RECORD = 'lab.json';

export interface ReportOptions {
  /** Folders of nights, each with a record and its results. */
  readonly folders: readonly string[];
  /** Results to compare with; they are the first columns. */
  readonly baseline: readonly string[];
  readonly thresholds: string | undefined;
  readonly out: string;
}

export interface Report {
  readonly record: LabRecord;
  /** Null when nothing was measured. */
  readonly comparison: Comparison | null;
  readonly markdown: string;
}

/**
 * Merges nights, as of several rigs, and writes lab.md, lab.xml, and, if anything was measured, report.html, limits.xml and
 * charts.json.
 *
 * @throws NeurorackError 'bad-file', 'bad-config', 'cannot-write'
 */
export async function report({ folders, baseline, thresholds, out }: ReportOptions): Promise<Report> {
  const nights = await Promise.all(folders.map(async (folder) => ({ folder, record: await readRecord(folder) })));
  const files = nights.flatMap(({ folder, record }) =>
    record.boards.flatMap(({ runs }) => runs.flatMap(({ result }) => (result === null ? [] : [join(folder, result)]))),
  );
  const limits: readonly Limit[] = thresholds === undefined ? [] : await readThresholds(thresholds);
  const results = await Promise.all([...baseline, ...files].map(readResult));
  const prices = await readPrices(join(installationRoot(), 'boards'));
  const comparison = files.length === 0 ? null : compareColumns(columnsOf(results), limits, prices);
  const record: LabRecord = {
    format: 'neurorack-lab-record',
    version: 1,
    at: nights.map((night) => night.record.at).toSorted()[0] ?? new Date().toISOString(),
    boards: nights.flatMap((night) => night.record.boards),
  };
  const text = [labMarkdown(record), ...(comparison === null ? [] : [markdown(comparison)])].join('\n');
  await mkdir(out, { recursive: true });
  const write = (name: string, content: string): Promise<void> => writeFileAtomically(join(out, name), content);
  await write('lab.md', text);
  await write('lab.xml', labJunit(record));
  if (comparison !== null) {
    await write('report.html', htmlReport(comparison));
    await write('limits.xml', junit(comparison));
    await write('charts.json', `${JSON.stringify(benchmarkList(comparison), null, 2)}\n`);
  }
  return { record, comparison, markdown: text };
}

/** Exit code: 0 everything was measured within the limits; 1 a failure of the product or an exceeded limit; 3 rig errors only. */
export function exitCodeOfReport({ record, comparison }: Report): 0 | 1 | 3 {
  const outcomes = record.boards.flatMap(({ runs }) => runs.map(({ outcome }) => outcome));
  if (outcomes.includes('failed') || comparison?.isLimitExceeded === true) return 1;
  // A quarantine in the boards file is known and changes no exit code.
  return outcomes.includes('error') ? 3 : 0;
}

async function readRecord(folder: string): Promise<LabRecord> {
  const file = join(folder, RECORD);
  try {
    return labRecordSchema.parse(JSON.parse(await readFile(file, 'utf8')));
  } catch (cause) {
    throw new NeurorackError('bad-file', `${file} is no record of a night`, {
      remedy: 'name a folder that `node ci/lab/run.js night --out` wrote',
      cause,
    });
  }
}
