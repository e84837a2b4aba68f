import { existsSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { bundle } from '../../build/bundle.js';

/** The engine worker's entry as it ships; `npm test` builds it first. */
export const THREAD_FILE = fileURLToPath(new URL('../../dist/cli/engine-thread.js', import.meta.url));

if (!existsSync(THREAD_FILE)) throw new Error(`${THREAD_FILE} is not there: run \`npm run build\` first`);

/** Bundles a worker entry of the tests and returns the bundle's path. */
export async function buildThread(name: string): Promise<string> {
  const outfile = fileURLToPath(new URL(`../../dist/test/${name}.js`, import.meta.url));
  await bundle({ entryPoints: [`test/realtime/${name}.ts`], outfile });
  return outfile;
}
