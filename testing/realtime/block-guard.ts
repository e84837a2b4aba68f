import fs from 'node:fs';
import { syncBuiltinESMExports } from 'node:module';
import { getHeapStatistics } from 'node:v8';

/** Mean of what the blocks of a run allocated. */
export interface BlockAllocation {
  readonly blocks: number;
  /** In the heap, bytes a block: what is left are numbers that V8 boxes between functions. */
  readonly heapBytes: number;
  /** Outside the heap, as the memory of typed arrays, bytes a block. */
  readonly externalBytes: number;
}

/** Refuses logs, files and locks inside a block, and counts what a run of blocks allocates. */
export interface BlockGuard {
  enter(): void;
  leave(): void;
  /** Collects garbage and begins to count. */
  mark(): void;
  /** Allocation since `mark`, by that many blocks and between them. */
  allocationOf(blocks: number): BlockAllocation;
  /** Gives the guarded functions back. */
  close(): void;
}

type Place = readonly [object: object, name: string, kind: 'log' | 'lock' | 'file'];

/** A call that a block must not make. */
export class ForbiddenCall extends Error {
  constructor(kind: Place[2], name: string) {
    super(`a ${kind} inside a block: ${name}`);
    this.name = 'ForbiddenCall';
  }
}

/** Guards the calling thread. A collection inside a run would count as negative: give the process a large young generation and `--expose-gc`. */
export function guardBlocks(): BlockGuard {
  let isInside = false;
  const restore = forbiddenPlaces().map((place) => forbid(place, () => isInside));
  syncBuiltinESMExports();
  let before = getHeapStatistics();
  return {
    enter: () => {
      isInside = true;
    },
    leave: () => {
      isInside = false;
    },
    mark: () => {
      globalThis.gc?.();
      before = getHeapStatistics();
    },
    allocationOf: (blocks) => {
      const now = getHeapStatistics();
      return {
        blocks,
        heapBytes: (now.used_heap_size - before.used_heap_size) / blocks,
        externalBytes: (now.external_memory - before.external_memory) / blocks,
      };
    },
    close: () => {
      for (const one of restore) one();
      syncBuiltinESMExports();
    },
  };
}

function forbiddenPlaces(): Place[] {
  const logs = ['log', 'info', 'warn', 'error', 'debug', 'trace'].map((name): Place => [console, name, 'log']);
  const files = Object.keys(fs).filter((name) => name.endsWith('Sync') || ['open', 'read', 'write'].includes(name));
  return [
    ...logs,
    [process.stdout, 'write', 'log'],
    [process.stderr, 'write', 'log'],
    [process, 'emitWarning', 'log'],
    [Atomics, 'wait', 'lock'],
    ...files.map((name): Place => [fs, name, 'file']),
  ];
}

/** Makes a function throw while `isForbidden`; returns a function that gives the former one back. */
function forbid([object, name, kind]: Place, isForbidden: () => boolean): () => void {
  const former: unknown = Reflect.get(object, name);
  if (typeof former !== 'function') return () => undefined;
  const guarded = function (this: unknown, ...args: unknown[]): unknown {
    if (isForbidden()) throw new ForbiddenCall(kind, name);
    return Reflect.apply(former, this, args);
  };
  Reflect.set(object, name, Object.assign(guarded, former));
  return () => void Reflect.set(object, name, former);
}
