import type { MessagePort } from 'node:worker_threads';
import { runBankJob } from './bank-jobs.ts';
import type { BankLibrary } from './bank-library.ts';
import type { NumberedJob, NumberedReply } from './bank-worker.ts';

/** Smallest change of progress to report. */
const PROGRESS_STEP = 0.01;

/** Bank thread: the counterpart of `createBankWorker`. */
export function serveBanks(library: BankLibrary, port: MessagePort): void {
  const send = (message: NumberedReply): void => port.postMessage(message);
  port.on('message', async ({ call, job }: NumberedJob) => {
    let reported = 0;
    const reply = await runBankJob(library, job, (share) => {
      if (share < reported + PROGRESS_STEP) return;
      reported = share;
      send({ call, reply: { kind: 'progress', share } });
    });
    send({ call, reply });
  });
}
