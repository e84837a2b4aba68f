import { GCProfiler, getHeapStatistics, setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import type { Meters } from '../meters.ts';

/** The garbage collector of the calling thread. */
export interface GarbageCollector {
  /** Runs a minor collection, and counts every collection since the last call, V8's own too. Call between blocks. */
  collect(): void;
}

/**
 * Exposes V8's collector of young objects and turns off its memory reducer. A thread that sleeps most of the time looks idle to
 * V8, which would then shrink its heap: 2-11 ms in the middle of a block, for a megabyte.
 */
export function openGarbageCollector(meters: Meters): GarbageCollector {
  setFlagsFromString('--expose-gc');
  setFlagsFromString('--no-memory-reducer');
  const gc: unknown = runInNewContext('gc');
  // Not a PerformanceObserver: it allocates 2 kB a collection, which only a collection of the whole heap would free.
  let profiler = new GCProfiler();
  profiler.start();
  return {
    collect: () => {
      const asked = typeof gc === 'function' ? 1 : 0;
      if (typeof gc === 'function') gc({ type: 'minor' });
      const { statistics } = profiler.stop();
      if (statistics.length > asked) meters.count('unaskedGcPauses', statistics.length - asked);
      for (const { cost } of statistics) {
        meters.count('gcPauses');
        meters.count('gcPauseUs', Math.round(cost));
        meters.gcUs.add(cost);
      }
      profiler = new GCProfiler();
      profiler.start();
      meters.set('renderHeapKb', Math.round(getHeapStatistics().used_heap_size / 1024));
    },
  };
}
