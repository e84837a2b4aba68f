import { createRequire } from 'node:module';
import type { ThreadControl } from '@neurorack/contracts/thread-control';

const SCHED_FIFO = 1;
/** The range of audio programs: above ordinary threads, below the kernel's watchdogs. */
const PRIORITY = { first: 70, second: 60, third: 50 } as const;
const CLOCK_THREAD_CPUTIME_ID = 3;

/**
 * Scheduling and CPU time of the calling thread, by the C library through koffi. Without koffi or off Linux every request is refused with a
 * reason. The library is loaded at the first call.
 */
export function createLinuxThread({
  open = openLibrary,
}: {
  /** The C library, or the reason that there is none. */
  readonly open?: () => ThreadLibrary | string;
} = {}): ThreadControl {
  let library: ThreadLibrary | string | undefined;
  const load = (): ThreadLibrary | string => {
    library ??= open();
    return library;
  };
  const time = new BigInt64Array(2);
  /** Each number's lower and upper half: a BigInt would be allocated at every reading. */
  const halves = new Uint32Array(time.buffer);
  return {
    requestRealtime: (rank = 'first') => {
      const loaded = load();
      if (typeof loaded === 'string') {
        const missingPackage = process.platform === 'linux' ? 'koffi' : undefined;
        return { isRealtime: false, reason: loaded, missingPackage };
      }
      const refused = loaded.schedSetscheduler(0, SCHED_FIFO, new Int32Array([PRIORITY[rank]])) !== 0;
      if (!refused) return { isRealtime: true };
      return { isRealtime: false, reason: 'the system refused SCHED_FIFO: set rtprio in /etc/security/limits.d' };
    },
    cpuTimeUs: () => {
      const loaded = load();
      if (typeof loaded === 'string' || loaded.clockGettime(CLOCK_THREAD_CPUTIME_ID, time) !== 0) return null;
      return (halves[0] + halves[1] * 2 ** 32) * 1e6 + halves[2] / 1e3;
    },
  };
}

/** The calls of the C library that are used; 0 is success. */
export interface ThreadLibrary {
  schedSetscheduler(pid: number, policy: number, parameters: Int32Array): number;
  clockGettime(clock: number, time: BigInt64Array): number;
}

function openLibrary(): ThreadLibrary | string {
  if (process.platform !== 'linux') return `real-time threads are available on Linux only, this is ${process.platform}`;
  try {
    const koffi: typeof import('koffi') = createRequire(import.meta.url)('koffi');
    const libc = koffi.load('libc.so.6');
    return {
      schedSetscheduler: libc.func('int sched_setscheduler(int pid, int policy, const int *parameters)'),
      clockGettime: libc.func('int clock_gettime(int clock, _Out_ int64_t *time)'),
    };
  } catch (cause) {
    const why = cause instanceof Error ? cause.message.split('\n')[0] : String(cause);
    return `the package koffi is not usable (${why}): run \`npm install koffi\``;
  }
}
