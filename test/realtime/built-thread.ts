import { existsSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { build } from 'esbuild';

/** The engine worker's entry as it ships; `npm test` builds it first. */
export const THREAD_FILE = fileURLToPath(new URL('../../dist/cli/engine-thread.js', import.meta.url));

if (!existsSync(THREAD_FILE)) throw new Error(`${THREAD_FILE} is not there: run \`npm run build\` first`);

/** Bundles a worker entry of the tests and returns the bundle's path. */
export async function buildThread(name: string): Promise<string> {
  const outfile = fileURLToPath(new URL(`../../dist/test/${name}.js`, import.meta.url));
  await build({
    entryPoints: [fileURLToPath(new URL(`./${name}.ts`, import.meta.url))],
    outfile,
    bundle: true,
    format: 'esm',
    platform: 'node',
    target: 'node20.19',
    external: ['onnxruntime-node', 'koffi', 'yauzl'],
    banner: {
      js: "import { createRequire as createRequire_ } from 'node:module'; const require = createRequire_(import.meta.url);",
    },
  });
  return outfile;
}
