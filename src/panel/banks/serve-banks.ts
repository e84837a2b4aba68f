import type { NumberedJob, NumberedReply } from './bank-client.ts';
import { runBankJob } from './bank-jobs.ts';
import type { BankLibrary } from './bank-library.ts';

/** Smallest change of progress to report. */
const PROGRESS_STEP = 0.01;

/**
 * Bank thread: the counterpart of `createBankClient`.
 *
 * @param send sends a reply to the thread of the client
 * @returns carries out a job of the client
 */
export function serveBanks(
  library: BankLibrary,
  send: (message: NumberedReply) => void,
): (message: NumberedJob) => Promise<void> {
  return async ({ call, job }) => {
    let reported = 0;
    const reply = await runBankJob(library, job, (share) => {
      if (share < reported + PROGRESS_STEP) return;
      reported = share;
      send({ call, reply: { kind: 'progress', share } });
    });
    send({ call, reply });
  };
}
