/** A lock that this tab holds among the tabs of its browser. */
export interface ProcessLock {
  /** May be called twice. */
  release(): Promise<void>;
}

/** Takes a lock; undefined while another tab has it. The browser releases the locks of a tab that is closed. */
export function tryLock(path: string): Promise<ProcessLock | undefined> {
  return request(path, { ifAvailable: true });
}

/** Runs some work while this tab holds a lock, after waiting for others. */
export async function withLock<T>(path: string, work: () => Promise<T>): Promise<T> {
  const lock = await request(path, {});
  try {
    return await work();
  } finally {
    await lock?.release();
  }
}

async function request(path: string, options: LockOptions): Promise<ProcessLock | undefined> {
  // Locks need a secure context; without one this tab works as if it were alone.
  const locks: LockManager | undefined = navigator.locks;
  if (locks === undefined) return { release: async () => undefined };
  return new Promise((resolve, reject) => {
    locks
      .request(path, options, (lock) => {
        if (lock === null) return resolve(undefined);
        // The lock is held for as long as this promise is open.
        return new Promise<void>((release) => resolve({ release: async () => release() }));
      })
      .catch(reject);
  });
}
