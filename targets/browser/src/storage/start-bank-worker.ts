import type { NumberedJob, NumberedReply, StartBankThread } from '../../../../src/panel/banks/bank-client.ts';
import type { BankWorkerMessage } from './bank-messages.ts';
import type { Disk } from './disk.ts';

export interface BankWorkerOptions {
  /** Address of the built folder, with a slash at its end. */
  readonly folder: string;
  /** The disk of this thread, whose memory has the uploads. */
  readonly disk: Disk;
  readonly diskName: string;
}

/** Starts the bank Worker for `createBankClient`. Jobs are posted in the order of their calls. */
export function startBankWorker({ folder, disk, diskName }: BankWorkerOptions): StartBankThread {
  return ({ onReply, onEnd }) => {
    const worker = new Worker(new URL('bank-worker.js', folder), { type: 'module', name: 'neurorack-banks' });
    worker.onmessage = ({ data }: MessageEvent<NumberedReply>) => onReply(data);
    worker.onerror = () => {
      worker.terminate();
      onEnd();
    };
    const post = (message: BankWorkerMessage): void => {
      const bytes = message.kind === 'job' ? message.upload?.bytes : undefined;
      worker.postMessage(message, bytes === undefined ? [] : [bytes.buffer]);
    };
    post({ kind: 'open', name: diskName, factory: new URL('banks/factory.nrbank', folder).href });
    let last: Promise<void> = Promise.resolve();
    return {
      post: (message) => {
        last = last.then(async () => post({ kind: 'job', message, upload: await takeUpload(disk, message) }));
      },
      terminate: () => {
        worker.terminate();
        onEnd();
        return undefined;
      },
    };
  };
}

/** The uploaded file of a job, which this thread then no longer has. */
async function takeUpload(disk: Disk, { job }: NumberedJob) {
  const path = job.kind === 'sound' ? job.sound.path : job.kind === 'import' ? job.file.path : undefined;
  if (path === undefined) return undefined;
  const bytes = await disk.read(path).catch(() => undefined);
  await disk.remove(path);
  return bytes === undefined ? undefined : { path, bytes };
}
