import { HailortError } from './error.ts';

/**
 * An object of libhailort. It is released once: by `close`, by the garbage collector when nothing can reach it any more, or when the thread
 * ends; and never before the objects that were made from it.
 */
export interface Handle {
  readonly isClosed: boolean;
  /** @throws HailortError 'CLOSED' after `close` of this object or of its parent */
  assertOpen(): void;
  /** Keeps libhailort's object until the returned function is called, even after `close`. */
  hold(): () => void;
  /**
   * Closes this object and every object created from it. It is released at once, or after the calls under way; then the promise
   * resolves. May be called twice.
   */
  close(): Promise<void>;
}

/** The part that outlives the handle. It never refers to the handle, or the handle would never be collected. */
interface Holding {
  readonly what: string;
  readonly release: () => void;
  keep: readonly unknown[];
  readonly parent: Holding | undefined;
  readonly children: Set<Holding>;
  readonly after: ((error: unknown) => void)[];
  state: 'open' | 'closing' | 'released';
  failure: unknown;
  holds: number;
}

/** Objects of this thread without a parent; a thread that ends releases them. */
const roots = new Set<Holding>();
const holdings = new WeakMap<Handle, Holding>();
const collected = new FinalizationRegistry<Holding>((holding) => close(holding, { childrenToo: false }));

process.on('exit', () => {
  for (const root of roots) close(root, { childrenToo: true });
});

/**
 * @param options.what its name in messages
 * @param options.release releases the object. Create it in a function without access to the handle, such as `createRelease`: closures
 * of one scope share all their references, and one that refers to the handle would prevent its collection
 * @param options.parent the object it was created from
 * @param options.keep memory that libhailort may use until the object is released
 */
export function createHandle(options: {
  what: string;
  release: () => void;
  parent?: Handle;
  keep?: readonly unknown[];
}): Handle {
  const parent = options.parent === undefined ? undefined : holdings.get(options.parent);
  const holding: Holding = {
    what: options.what,
    release: options.release,
    keep: options.keep ?? [],
    parent,
    children: new Set(),
    after: [],
    state: 'open',
    failure: undefined,
    holds: 0,
  };
  (parent?.children ?? roots).add(holding);

  const handle: Handle = {
    get isClosed() {
      return holding.state !== 'open';
    },
    assertOpen: () => {
      if (holding.state !== 'open') throw new HailortError('CLOSED', `${holding.what} is closed`);
    },
    hold: () => {
      holding.holds += 1;
      let isHeld = true;
      return () => {
        if (isHeld) holding.holds -= 1;
        isHeld = false;
        settle(holding);
      };
    },
    close: () => {
      const released = whenReleased(holding);
      close(holding, { childrenToo: true });
      return released;
    },
  };
  holdings.set(handle, holding);
  collected.register(handle, holding);
  return handle;
}

function close(holding: Holding, { childrenToo }: { childrenToo: boolean }): void {
  if (holding.state === 'open') holding.state = 'closing';
  if (childrenToo) for (const child of holding.children) close(child, { childrenToo });
  settle(holding);
}

/** Releases an object that is closed and no longer used, then its parent. */
function settle(holding: Holding): void {
  if (holding.state !== 'closing' || holding.holds > 0 || holding.children.size > 0) return;
  holding.state = 'released';
  try {
    holding.release();
  } catch (error) {
    holding.failure = error;
  }
  holding.keep = [];
  (holding.parent?.children ?? roots).delete(holding);
  for (const act of holding.after.splice(0)) act(holding.failure);
  if (holding.parent !== undefined) settle(holding.parent);
}

function whenReleased(holding: Holding): Promise<void> {
  if (holding.state === 'released') return Promise.resolve();
  return new Promise((resolve, reject) => {
    holding.after.push((failure) => {
      if (failure === undefined) resolve();
      else reject(failure);
    });
  });
}
