import { execFile } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { build } from 'esbuild';

/** Bundles a program of these tests (or any by its path in the house) for plain node; gives the file. */
export async function buildProgram(path: string): Promise<string> {
  const outfile = fileURLToPath(
    new URL(`../../dist/test/hailort-node/${path.replaceAll('/', '-')}.js`, import.meta.url),
  );
  await build({
    entryPoints: [fileURLToPath(new URL(`../../${path}.ts`, import.meta.url))],
    outfile,
    bundle: true,
    format: 'esm',
    platform: 'node',
    target: 'node20.19',
    external: ['koffi', 'esbuild'],
  });
  return outfile;
}

/** Runs a program in a process of its own; gives what it printed, fails when it fails. */
export async function runProgram(file: string, args: readonly string[], nodeOptions: readonly string[] = []) {
  const { stdout, stderr } = await promisify(execFile)(process.execPath, [...nodeOptions, file, ...args], {
    env: { ...process.env, NODE_OPTIONS: '' },
  });
  return { stdout, stderr };
}
