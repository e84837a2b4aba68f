// Writes boards/*.schema.json from src/board/board-schema.ts, for editors that check YAML as one types.
// Run it after a change of the schema: `npm run build && node build/build-board-schemas.js`.
import { writeFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { build } from 'esbuild';
import * as z from 'zod';

const root = fileURLToPath(new URL('..', import.meta.url));
const bundle = await build({
  entryPoints: [`${root}src/board/board-schema.ts`],
  bundle: true,
  write: false,
  format: 'esm',
  platform: 'node',
  external: ['zod'],
  outfile: 'board-schema.js',
});
const file = `${root}dist/board-schema.mjs`;
writeFileSync(file, bundle.outputFiles[0].text);
const { boardSchema, panelSchema } = await import(file);
for (const [name, schema] of Object.entries({ board: boardSchema, panel: panelSchema })) {
  const json = z.toJSONSchema(schema, { io: 'input' });
  writeFileSync(`${root}boards/${name}.schema.json`, `${JSON.stringify(json, null, 2)}\n`);
}
