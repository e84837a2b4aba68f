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

const permissionsSchema = z.record(z.string(), z.string());
const stepSchema = z.object({
  uses: z.string().optional(),
  with: z.record(z.string(), z.unknown()).optional(),
  run: z.string().optional(),
});
const workflowSchema = z.object({
  permissions: permissionsSchema,
  concurrency: z.object({ group: z.string() }).optional(),
  jobs: z.record(z.string(), z.object({ permissions: permissionsSchema.optional(), steps: z.array(stepSchema) })),
});

/** All that a job may write, and nothing else. */
const WRITES = [
  'lab.yml charts contents',
  'package.yml publish id-token',
  'site.yml deploy pages',
  'site.yml deploy id-token',
];

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

  it.each(readdirSync(FOLDER))(
    '%s names actions by commit, asks for the least permissions, and has one run at a time',
    async (name) => {
      const { permissions, concurrency, jobs } = workflowSchema.parse(parse(await read(name)));
      expect([permissions, concurrency === undefined]).toEqual([{ contents: 'read' }, false]);
      const steps = Object.values(jobs).flatMap((job) => job.steps);
      for (const { uses, with: inputs, run } of steps) {
        if (uses !== undefined) expect.soft(uses).toMatch(/@[0-9a-f]{40}$/);
        if (uses?.startsWith('actions/checkout@')) expect.soft(inputs, name).toEqual({ 'persist-credentials': false });
        // A value of an event in a script would be run as a part of it.
        expect.soft(run ?? '', name).not.toContain('${{');
      }
      const writes = Object.entries(jobs).flatMap(([job, { permissions: own = {} }]) =>
        Object.entries(own).flatMap(([what, access]) => (access === 'write' ? [`${name} ${job} ${what}`] : [])),
      );
      expect(writes).toEqual(WRITES.filter((allowed) => allowed.startsWith(`${name} `)));
    },
  );

  it('that may write to the repository runs no script', async () => {
    const { jobs } = workflowSchema.parse(parse(await read('lab.yml')));
    expect(jobs.charts.steps.filter(({ run }) => run !== undefined)).toEqual([]);
  });

  it('of the lab takes another boards file, and five repeats, as the lab itself does', async () => {
    const text = await read('lab.yml');
    expect(text).toContain("inputs.boards || vars.NEURORACK_LAB_BOARDS || 'ci/lab/boards.yaml'");
    expect(text).toContain("inputs.repeats || '5'");
    const { said } = await runQuietly(() => lab(['night', '--help']));
    expect(said.replace(/\s+/g, ' ')).toMatch(/--repeats <number> [^-]*\(default: 5\)/);
  });

  it('uses command lines that the lab accepts', async () => {
    const { jobs } = workflowSchema.parse(parse(await read('lab.yml')));
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
