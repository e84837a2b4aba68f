import { readdirSync, readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { join } from 'node:path';

const SCHED_FIFO = 1;
/** Above the render thread (60), which waits for them; below the audio thread (70). */
const PRIORITY = 65;
/** Names of libhailort's threads between a written frame and the read one; `OsUtils::set_current_thread_name`, 4.17 to 5.2. */
const NAMES =
  /^(CHANNEL_INTR|SCHEDULER|TRANSFR_LNCH|PUSH_QUEUE|PULL_QUEUE|ASYNC_PUSH_Q|ASYNC_PULL_Q|STREAM_READ|STREAM_WRITE)/;

type SetScheduler = (thread: number, policy: number, parameters: Int32Array) => number;

/**
 * Gives libhailort's threads a real-time priority: a render thread at SCHED_FIFO waits for them, and with ordinary priority each other program
 * of the processor would come before them. Does nothing where the system refuses. Returns the raised threads.
 *
 * @param options.tasks folder of this process's threads
 */
export function raiseHailoThreads({
  tasks = '/proc/self/task',
  setScheduler = openScheduler(),
}: {
  readonly tasks?: string | undefined;
  readonly setScheduler?: SetScheduler | undefined;
} = {}): readonly number[] {
  if (setScheduler === undefined) return [];
  const parameters = new Int32Array([PRIORITY]);
  return list(tasks)
    .filter((thread) => NAMES.test(nameOf(join(tasks, thread, 'comm'))))
    .map(Number)
    .filter((thread) => setScheduler(thread, SCHED_FIFO, parameters) === 0);
}

function list(folder: string): readonly string[] {
  try {
    return readdirSync(folder);
  } catch {
    return []; // no Linux
  }
}

function nameOf(file: string): string {
  try {
    return readFileSync(file, 'utf8').trim();
  } catch {
    return ''; // the thread has ended
  }
}

let opened: SetScheduler | undefined;

function openScheduler(): SetScheduler | undefined {
  try {
    const koffi: typeof import('koffi') = createRequire(import.meta.url)('koffi');
    opened ??= koffi.load('libc.so.6').func('int sched_setscheduler(int pid, int policy, const int *parameters)');
    return opened;
  } catch {
    return undefined; // the session says what is missing
  }
}
