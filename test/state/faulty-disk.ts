import { basename, dirname, join } from 'node:path';
import type { FileSystem } from '../../src/state/file-system.ts';

interface Inode {
  bytes: Uint8Array;
  /** Bytes that survive a loss of power. */
  kept: Uint8Array;
}
type Step = { readonly name: string; readonly path: string };
type Change = (entries: Map<string, Inode>) => void;

/**
 * A disk in memory with power loss: unsynced files lose half of their bytes, and any of the unsynced directory changes may be
 * lost. A test can stop at a step, make it fail, or observe it.
 */
export interface FaultyDisk extends FileSystem {
  /** Every step taken, such as 'sync /home/settings.json'. */
  readonly steps: readonly string[];
  /** Makes a step fail with the returned error code. */
  refuse: (step: Step) => string | undefined;
  /** Called before each step, for actions of another instrument. */
  before: (step: Step) => Promise<void> | void;
  /** Number of steps after which the power fails: no later step is carried out. */
  stopAfter: number;
  put(path: string, bytes: Uint8Array | string): void;
  bytesAt(path: string): Uint8Array | undefined;
  names(): readonly string[];
  /** Returns the possible disks after a power loss: one for each set of unsynced changes that may be lost. */
  afterPowerLoss(): FaultyDisk[];
}

export function createFaultyDisk(synced: ReadonlyMap<string, Inode> = new Map()): FaultyDisk {
  const entries = new Map(synced);
  let durable = new Map(synced);
  let pending: { directory: string; change: Change }[] = [];
  const steps: string[] = [];

  const fail = (code: string, path: string): never => {
    throw Object.assign(new Error(`${code}: ${path}`), { code });
  };
  const step = async (name: string, path: string): Promise<void> => {
    if (steps.length >= disk.stopAfter) await new Promise(() => undefined);
    await disk.before({ name, path });
    steps.push(`${name} ${path}`);
    const code = disk.refuse({ name, path });
    if (code !== undefined) fail(code, path);
  };
  const change = (path: string, apply: Change): void => {
    apply(entries);
    pending.push({ directory: dirname(path), change: apply });
  };

  const disk: FaultyDisk = {
    steps,
    refuse: () => undefined,
    before: () => undefined,
    stopAfter: Number.POSITIVE_INFINITY,
    async read(path) {
      await step('read', path);
      return entries.get(path)?.bytes ?? fail('ENOENT', path);
    },
    target: async (path) => path,
    lock: async () => ({ release: async () => undefined }),
    async create(path) {
      await step('create', path);
      if (entries.has(path)) fail('EEXIST', path);
      const inode: Inode = { bytes: new Uint8Array(), kept: new Uint8Array() };
      change(path, (all) => all.set(path, inode));
      return {
        async write(bytes) {
          await step('write', path);
          inode.bytes = bytes;
          inode.kept = bytes.subarray(0, bytes.length / 2);
        },
        async sync() {
          await step('sync', path);
          inode.kept = inode.bytes;
        },
        close: () => step('close', path),
      };
    },
    async rename(from, to) {
      await step('rename', to);
      if (!entries.has(from)) fail('ENOENT', from);
      change(to, (all) => {
        const inode = all.get(from);
        if (inode === undefined) return;
        all.delete(from);
        all.set(to, inode);
      });
    },
    async remove(path) {
      await step('remove', path);
      change(path, (all) => all.delete(path));
    },
    async list(directory) {
      await step('list', directory);
      return [...entries.keys()].filter((path) => dirname(path) === directory).map((path) => basename(path));
    },
    makeDirectory: (path) => step('make', path),
    async syncDirectory(path) {
      await step('sync-directory', path);
      for (const { directory, change: apply } of pending) if (directory === path) apply(durable);
      pending = pending.filter(({ directory }) => directory !== path);
    },
    put(path, bytes) {
      const all = typeof bytes === 'string' ? new TextEncoder().encode(bytes) : bytes;
      entries.set(path, { bytes: all, kept: all });
      durable = new Map(entries);
    },
    bytesAt: (path) => entries.get(path)?.bytes,
    names: () => [...entries.keys()].sort(),
    afterPowerLoss: () =>
      Array.from({ length: 2 ** pending.length }, (_, lost) => {
        const left = new Map(durable);
        pending.forEach(({ change: apply }, n) => {
          if (((lost >> n) & 1) === 0) apply(left);
        });
        return createFaultyDisk(new Map([...left].map(([path, { kept }]) => [path, { bytes: kept, kept }])));
      }),
  };
  return disk;
}

/** State directory of the tests. */
export const HOME = '/home';
export const inHome = (name: string): string => join(HOME, name);
