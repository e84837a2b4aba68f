import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import { bundle, root } from '../../build/bundle.js';

/** Bundles a program by its path in the repository, without `.ts`, for plain node. Returns the file. */
export async function buildProgram(path: string): Promise<string> {
  const outfile = `${root}dist/test/hailort-node/${path.replaceAll('/', '-')}.js`;
  await bundle({ entryPoints: [`${path}.ts`], outfile });
  return outfile;
}

/** Runs a program in a process of its own and returns its output. @throws Error when it fails */
export async function runProgram(file: string, args: readonly string[], nodeOptions: readonly string[] = []) {
  const { stdout, stderr } = await promisify(execFile)(process.execPath, [...nodeOptions, file, ...args], {
    env: { ...process.env, NODE_OPTIONS: '' },
  });
  return { stdout, stderr };
}
