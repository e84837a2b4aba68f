import type { MessagePort } from 'node:worker_threads';
import { runBankJob } from './bank-jobs.ts';
import type { BankLibrary } from './bank-library.ts';
import type { NumberedJob, NumberedReply } from './bank-worker.ts';

/** A step of progress is told of when it is this much. */
const STEP = 0.01;

/** The other end of `createBankWorker`, on its thread. */
export function serveBanks(library: BankLibrary, port: MessagePort): void {
  const tell = (message: NumberedReply): void => port.postMessage(message);
  port.on('message', async ({ call, job }: NumberedJob) => {
    let told = 0;
    const reply = await runBankJob(library, job, (share) => {
      if (share < told + STEP) return;
      told = share;
      tell({ call, reply: { kind: 'progress', share } });
    });
    tell({ call, reply });
  });
}
