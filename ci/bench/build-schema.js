// Writes ci/bench/result.schema.json from src/cli/bench/result-schema.ts, for programs that read results.
// Run it after a change of the schema: `node ci/bench/build-schema.js`.
import { mkdirSync, writeFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { build } from 'esbuild';
import * as z from 'zod';

const root = fileURLToPath(new URL('../..', import.meta.url));
const file = `${root}dist/bench/result-schema.mjs`;
const bundle = await build({
  entryPoints: [`${root}src/cli/bench/result-schema.ts`],
  bundle: true,
  write: false,
  format: 'esm',
  platform: 'node',
  external: ['zod'],
  outfile: 'result-schema.js',
});
mkdirSync(`${root}dist/bench`, { recursive: true });
writeFileSync(file, bundle.outputFiles[0].text);
const { benchResultSchema } = await import(file);
writeFileSync(
  `${root}ci/bench/result.schema.json`,
  `${JSON.stringify(z.toJSONSchema(benchResultSchema, { io: 'input' }), null, 2)}\n`,
);
