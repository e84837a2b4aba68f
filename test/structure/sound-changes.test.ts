import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { z } from 'zod';

const ROOT = join(import.meta.dirname, '../..');
const read = (path: string): unknown => JSON.parse(readFileSync(join(ROOT, path), 'utf8'));
const changesSchema = z.array(
  z.strictObject({
    what: z.string().min(10),
    why: z.string().min(10),
    commit: z
      .string()
      .regex(/^[0-9a-f]{7,40}$/)
      .optional(),
    models: z.record(z.string(), z.string()).optional(),
  }),
);
const manifestSchema = z.looseObject({ version: z.string() });

describe('ci/same-sound/changes.json', () => {
  const changes = changesSchema.parse(read('ci/same-sound/changes.json'));

  it('names what changed the sound and why, each once', () => {
    expect(changes.length).toBeGreaterThan(0);
    expect(new Set(changes.map(({ what }) => what)).size).toBe(changes.length);
  });

  // The check compares with the commit of the newest entry: a model without one would make it fail for no reason that is written down.
  it('has the versions of the shipped models: a commit with a new version adds an entry with `models`', () => {
    const names = readdirSync(join(ROOT, 'models')).filter((name) =>
      existsSync(join(ROOT, 'models', name, 'manifest.json')),
    );
    const shipped = names.map((name) => [name, manifestSchema.parse(read(`models/${name}/manifest.json`)).version]);
    const recorded: unknown = Object.assign({}, ...changes.map(({ models }) => models ?? {}));
    expect(recorded).toEqual(Object.fromEntries(shipped));
  });
});
