import { link, open, readFile, rm, stat, utimes } from 'node:fs/promises';
import { setTimeout as sleep } from 'node:timers/promises';
import { NeurorackError } from '../contracts/errors.ts';
import { ownName, partPathFor } from './part-files.ts';
import { isAlive, lifeOf } from './process-life.ts';
import { readLimited } from './read-limited.ts';

/** Longest wait for another process, ms: it may write a bank of 64 MiB to a slow card. */
const MAX_WAIT_MS = 60_000;
const POLL_MS = 15;
/** A holder renews its lock this often, ms. */
const RENEWAL_MS = 5_000;
/** Age of a lock without renewals whose holder is gone though its process runs, as after the fault of a thread, ms. */
const MAX_SILENCE_MS = 60_000;
/** Age of a file without content, or of the right to remove a lock, whose process was killed at that moment, ms. */
const MAX_UNFINISHED_MS = 10_000;
/** A larger file is no lock. */
const MAX_LOCK_BYTES = 4096;

/** A lock that this process holds among all processes of this computer. */
export interface ProcessLock {
  /** May be called twice. */
  release(): Promise<void>;
}

/**
 * Takes a lock, a file at `path`; undefined while another holder has it. The lock of a process that has ended is taken over.
 *
 * @param maxSilenceMs age without renewal at which a lock counts as left behind; without one its process alone decides
 * @throws the system's error when the file cannot be written
 */
export async function tryLock(path: string, maxSilenceMs = Number.POSITIVE_INFINITY): Promise<ProcessLock | undefined> {
  const content = `${process.pid} ${lifeOf(process.pid)} ${ownName()}\n`;
  if (!(await createWhole(path, content))) {
    if (!(await removeAbandoned(path, maxSilenceMs)) || !(await createWhole(path, content))) return undefined;
  }
  return {
    release: async () => {
      // Another process may have taken over.
      if ((await readFile(path, 'utf8').catch(() => '')) === content) await rm(path, { force: true });
    },
  };
}

/**
 * Runs some work while this process holds a lock, after waiting for others. On a disk that takes no lock, such as a full one, the work
 * runs without: it may be what makes room.
 *
 * @throws NeurorackError 'busy' when another process does not release it in time
 */
export async function withLock<T>(path: string, work: () => Promise<T>): Promise<T> {
  const lock = await waitForLock(path);
  const renewal = setInterval(() => {
    const now = new Date();
    void utimes(path, now, now).catch(() => undefined);
  }, RENEWAL_MS);
  renewal.unref();
  try {
    return await work();
  } finally {
    clearInterval(renewal);
    await lock?.release().catch(() => undefined);
  }
}

async function waitForLock(path: string): Promise<ProcessLock | undefined> {
  for (let waited = 0; waited < MAX_WAIT_MS; waited += POLL_MS) {
    try {
      const lock = await tryLock(path, MAX_SILENCE_MS);
      if (lock !== undefined) return lock;
    } catch {
      return undefined;
    }
    await sleep(POLL_MS);
  }
  throw new NeurorackError('busy', `another instance has held ${path} for ${MAX_WAIT_MS / 1000} s`, {
    remedy: 'try again once it is done; if none runs, remove that file',
  });
}

/** Creates a file that others see with its content or not at all; false when the name is taken. */
async function createWhole(path: string, content: string): Promise<boolean> {
  const part = partPathFor(path);
  try {
    await writeNew(part, content);
    return await didCreate(() => link(part, path).catch((cause: unknown) => withoutLinks(cause, path, content)));
  } finally {
    await rm(part, { force: true });
  }
}

/** FAT has no hard links: there the name is taken first, and the content follows. */
async function withoutLinks(cause: unknown, path: string, content: string): Promise<void> {
  if (codeOf(cause) === 'EEXIST') throw cause;
  await writeNew(path, content);
}

async function writeNew(path: string, content: string): Promise<void> {
  const file = await open(path, 'wx', 0o600);
  try {
    await file.writeFile(content);
  } finally {
    await file.close();
  }
}

async function didCreate(create: () => Promise<void>): Promise<boolean> {
  try {
    await create();
    return true;
  } catch (cause) {
    if (codeOf(cause) === 'EEXIST') return false;
    throw cause;
  }
}

/**
 * Removes a lock whose holder is gone; false when there is a holder. One process at a time may do so: a second one could remove the lock
 * that the first has just taken.
 */
async function removeAbandoned(path: string, maxSilenceMs: number): Promise<boolean> {
  if ((await stateOf(path, maxSilenceMs)) === 'held') return false;
  const right = `${path}.takeover`;
  if (!(await createWhole(right, `${process.pid} ${lifeOf(process.pid)} ${ownName()}\n`))) {
    if ((await stateOf(right, MAX_UNFINISHED_MS)) === 'abandoned') await rm(right, { force: true });
    return false;
  }
  try {
    if ((await stateOf(path, maxSilenceMs)) === 'held') return false;
    await rm(path, { force: true });
    return true;
  } finally {
    await rm(right, { force: true });
  }
}

/** Whether the holder of a lock still exists. */
async function stateOf(path: string, maxSilenceMs: number): Promise<'missing' | 'held' | 'abandoned'> {
  const found = await stat(path).catch(() => undefined);
  if (found === undefined) return 'missing';
  const age = Date.now() - found.mtimeMs;
  // A pipe would be read without an end.
  const text = await readLimited(path, MAX_LOCK_BYTES).catch(() => '');
  const [pid = '', life = ''] = text.toString().split(' ');
  const isHeld =
    pid === '' ? age < MAX_UNFINISHED_MS : age < maxSilenceMs && isAlive(Number(pid)) && lifeOf(Number(pid)) === life;
  return isHeld ? 'held' : 'abandoned';
}

function codeOf(cause: unknown): unknown {
  return cause instanceof Error && 'code' in cause ? cause.code : undefined;
}
