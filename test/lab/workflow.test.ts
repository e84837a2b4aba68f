import { readdirSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { parse } from 'yaml';
import { z } from 'zod';
import { lab } from '../../ci/lab/main.ts';
import { runQuietly } from './run-quietly.ts';
import { openWorkflowParser } from './workflow-parser.ts';

const parser = openWorkflowParser();
const FOLDER = join(import.meta.dirname, '../../.github/workflows');
const read = (name: string): Promise<string> => readFile(join(FOLDER, name), 'utf8');

/** Errors that GitHub's parser and schema find: fields, expressions, jobs that are needed and not there. */
async function faultsOf(content: string): Promise<string[]> {
  const { convertWorkflowTemplate, NoOperationTraceWriter, parseWorkflow } = await parser;
  const { context, value } = parseWorkflow({ name: 'lab.yml', content }, new NoOperationTraceWriter());
  if (value !== undefined) await convertWorkflowTemplate(context, value);
  return context.errors.getErrors().map(({ message }) => message);
}

const jobsSchema = z.object({
  jobs: z.record(z.string(), z.object({ steps: z.array(z.object({ run: z.string().optional() })) })),
});

describe('a workflow', () => {
  it.each(readdirSync(FOLDER))('%s passes the parser of GitHub', async (name) => {
    expect(await faultsOf(await read(name))).toEqual([]);
  });

  it.each([
    ['runs-on: [self-hosted', 'runs-onn: [self-hosted'],
    ['needs: bundles\n', 'needs: bundels\n'],
    ['fromJSON(needs', 'fromJSN(needs'],
    ['timeout-minutes: 720', 'timeout-minutes: long'],
  ])('is refused with %s replaced by %s', async (from, to) => {
    const text = await read('lab.yml');
    expect(text).toContain(from);
    expect(await faultsOf(text.replace(from, to))).not.toEqual([]);
  });

  it('uses command lines that the lab accepts', async () => {
    const { jobs } = jobsSchema.parse(parse(await read('lab.yml')));
    const lines = Object.values(jobs).flatMap(({ steps }) => steps.flatMap(({ run }) => run?.split('\n') ?? []));
    const asked = lines.flatMap(
      (line) => /node ci\/lab\/run\.js ([^>]*)/.exec(line.replace(/"\$[A-Z]+"/g, '1'))?.[1] ?? [],
    );
    expect(asked.map((words) => words.split(' ')[0])).toEqual(['rigs', 'night', 'report']);
    for (const words of asked) {
      const { code, said } = await runQuietly(() => lab([...words.trim().split(' '), '--help']));
      expect.soft([code, said], words).toEqual([0, expect.stringContaining('Usage:')]);
      for (const option of words.match(/--[a-z-]+/g) ?? []) expect.soft(said, words).toContain(`${option} <`);
    }
  });
});
