import { platform, setPriority } from 'node:os';
import { parentPort, workerData } from 'node:worker_threads';
import { serveBanks } from '../panel/banks/serve-banks.ts';

const LOWEST = 19;

/** The entry of the thread that measures dropped sounds and reads and writes banks: never the one that plays. */
if (parentPort !== null) {
  // On Linux a priority is a thread's own (sched(7)); elsewhere this would slow the whole instrument.
  if (platform() === 'linux') setPriority(0, LOWEST);
  serveBanks(workerData, parentPort);
}
