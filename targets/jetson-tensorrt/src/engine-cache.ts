import { createHash, randomUUID } from 'node:crypto';
import { mkdir, open, readdir, readFile, rename, rm } from 'node:fs/promises';
import { homedir } from 'node:os';
import { basename, join } from 'node:path';
import { cannotWrite } from '@neurorack/contracts/write-fault';

const CHECKSUM_BYTES = 32;

/** Engines of this board, one per model. A file contains the SHA-256 of the plan, then the plan. */
export interface EngineCache {
  /** The plan of a key; undefined when it is missing or damaged. */
  read(name: string, key: string): Promise<Uint8Array | undefined>;
  /**
   * Stores the plan that `make` writes into a file under the key, atomically, and deletes the plans of the same name under other keys.
   *
   * @throws NeurorackError 'cannot-write', and errors of `make`
   */
  write(name: string, key: string, make: (file: string) => Promise<void>): Promise<Uint8Array>;
}

/** Folder of engines: beside the settings of the service, else in the user's cache. */
export function enginesFolder(environment: Readonly<Record<string, string | undefined>> = process.env): string {
  const { NEURORACK_HOME: own, XDG_CACHE_HOME: cache } = environment;
  return own ? join(own, 'engines') : join(cache || join(homedir(), '.cache'), 'neurorack', 'engines');
}

/** SHA-256 of everything that an engine depends on. */
export function engineKey(parts: readonly (Uint8Array | string)[]): string {
  const hash = createHash('sha256');
  for (const part of parts) hash.update(`${part.length}:`).update(part);
  return hash.digest('hex');
}

export function createEngineCache(folder: string): EngineCache {
  const fileOf = (name: string, key: string): string => join(folder, `${name}-${key.slice(0, 32)}.plan`);
  return {
    read: async (name, key) => {
      const bytes = await readFile(fileOf(name, key)).catch(() => undefined);
      if (bytes === undefined || bytes.length <= CHECKSUM_BYTES) return undefined;
      const plan = bytes.subarray(CHECKSUM_BYTES);
      return checksum(plan).equals(bytes.subarray(0, CHECKSUM_BYTES)) ? plan : undefined;
    },
    write: async (name, key, make) => {
      const path = fileOf(name, key);
      const unfinished = `${path}.${randomUUID()}`;
      try {
        await mkdir(folder, { recursive: true }).catch((cause: unknown) => {
          throw cannotWrite(folder, cause);
        });
        await make(`${unfinished}.made`);
        const plan = await readFile(`${unfinished}.made`);
        await store(unfinished, plan, path);
        await dropOthers(folder, name, basename(path));
        return plan;
      } finally {
        await Promise.all(
          [`${unfinished}.made`, unfinished].map((file) => rm(file, { force: true }).catch(() => undefined)),
        );
      }
    },
  };
}

async function store(unfinished: string, plan: Uint8Array, path: string): Promise<void> {
  try {
    const file = await open(unfinished, 'wx');
    try {
      await file.writeFile(Buffer.concat([checksum(plan), plan]));
      await file.sync();
    } finally {
      await file.close();
    }
    await rename(unfinished, path);
  } catch (cause) {
    throw cannotWrite(path, cause);
  }
}

/** Deletes engines of older models or of another TensorRT, which are of no use any more. */
async function dropOthers(folder: string, name: string, kept: string): Promise<void> {
  const stale = (await readdir(folder).catch(() => [])).filter(
    (file) => file !== kept && file.startsWith(`${name}-`) && /^[0-9a-f]{32}\.plan$/.test(file.slice(name.length + 1)),
  );
  await Promise.all(stale.map((file) => rm(join(folder, file), { force: true }).catch(() => undefined)));
}

const checksum = (bytes: Uint8Array): Buffer => createHash('sha256').update(bytes).digest();
