import { execFile } from 'node:child_process';
import { existsSync } from 'node:fs';
import { mkdir, rm, symlink } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { promisify } from 'node:util';
import * as z from 'zod';
import { takeLock } from '../lock.ts';
import { createLocalShell } from './local-shell.ts';
import type { Transport } from './transport.ts';

const execute = promisify(execFile);

export interface LocalOptions {
  readonly id: string;
  /** This checkout, whose packages are used. */
  readonly root: string;
  /** Folder into which the bundle is installed. */
  readonly folder: string;
}

/** This computer as a board: the deployed bundle in a folder of its own, with the packages of this checkout. */
export function createLocalTransport({ id, root, folder }: LocalOptions): Transport {
  return {
    reserve: () => takeLock(id),
    open: async () => {
      await mkdir(folder, { recursive: true });
      return createLocalShell();
    },
    prefix: folder,
    nodeModules: (bundle) => linkPackages(bundle, { root, folder: join(folder, 'packages') }),
  };
}

const packageSchema = z.object({
  dependencies: z.record(z.string(), z.string()).default({}),
  optionalDependencies: z.record(z.string(), z.string()).default({}),
});

/** Links the packages of a bundle, and no others. */
export async function linkPackages(
  bundle: string,
  { root, folder }: { root: string; folder: string },
): Promise<string> {
  const { stdout: list } = await execute('tar', ['-tzf', bundle]);
  const name = list.split('\n').find((line) => /^[^/]+\/package\.json$/.test(line)) ?? 'package.json';
  const { stdout } = await execute('tar', ['-xzOf', bundle, name]);
  const { dependencies, optionalDependencies } = packageSchema.parse(JSON.parse(stdout));
  await rm(folder, { recursive: true, force: true });
  await mkdir(folder, { recursive: true });
  for (const each of Object.keys({ ...dependencies, ...optionalDependencies })) {
    const from = join(root, 'node_modules', each);
    if (!existsSync(from)) continue; // optional packages of other computers
    await mkdir(dirname(join(folder, each)), { recursive: true });
    await symlink(from, join(folder, each));
  }
  return folder;
}
