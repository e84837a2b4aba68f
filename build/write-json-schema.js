// Writes zod schemas as JSON schemas, for editors and for programs in other languages.
import { spawnSync } from 'node:child_process';
import { writeFileSync } from 'node:fs';
import * as z from 'zod';
import { root } from './bundle.js';

/** Writes what a schema accepts, formatted as `npm run lint` requires. */
export function writeJsonSchema(file, schema) {
  writeFileSync(`${root}${file}`, `${JSON.stringify(z.toJSONSchema(schema, { io: 'input' }), null, 2)}\n`);
  spawnSync('npx', ['biome', 'format', '--write', file], { cwd: root, stdio: 'ignore' });
}
