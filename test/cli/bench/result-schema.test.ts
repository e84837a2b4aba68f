import { readFile } from 'node:fs/promises';
import { expect, it } from 'vitest';
import * as z from 'zod';
import { benchResultSchema } from '../../../src/cli/bench/result-schema.ts';

it('the published JSON schema equals the schema that results are checked with (rewrite it: node ci/bench/build-schema.js)', async () => {
  const stored = JSON.parse(await readFile(new URL('../../../ci/bench/result.schema.json', import.meta.url), 'utf8'));
  expect(stored).toEqual(JSON.parse(JSON.stringify(z.toJSONSchema(benchResultSchema, { io: 'input' }))));
});
