import type { NumberedJob, NumberedReply } from '../../../../src/panel/banks/bank-client.ts';
import { createBankLibrary } from '../../../../src/panel/banks/bank-library.ts';
import { serveBanks } from '../../../../src/panel/banks/serve-banks.ts';
import type { BankWorkerMessage } from './bank-messages.ts';
import { useDisk } from './current-disk.ts';
import type { Disk } from './disk.ts';
import { BANKS_FOLDER, FACTORY_BANK, INCOMING_FOLDER } from './folders.ts';
import { openDisk } from './open-disk.ts';

/** The entry of the bank Worker: it measures dropped sounds, and reads and writes banks, apart from the thread of the instrument. */
type Carry = (message: NumberedJob) => Promise<void>;

let opened: Promise<{ readonly disk: Disk; readonly carry: Carry }> | undefined;

addEventListener('message', ({ data }: MessageEvent<BankWorkerMessage>) => {
  if (data.kind === 'open') opened = open(data);
  else void opened?.then((worker) => carryOut(worker, data));
});

async function open({ name, factory }: Extract<BankWorkerMessage, { kind: 'open' }>) {
  const { disk } = await openDisk(name);
  useDisk(disk);
  await disk.makeFolder(INCOMING_FOLDER);
  // A factory bank that cannot be fetched is reported by the list of banks, as a missing file.
  const bytes = await fetchBytes(factory).catch(() => undefined);
  if (bytes !== undefined) await disk.write(FACTORY_BANK, bytes);
  const send = (message: NumberedReply): void => postMessage(message);
  const onMessage = (sentence: string): void => send({ call: -1, reply: { kind: 'message', sentence } });
  const library = createBankLibrary({ folder: BANKS_FOLDER, factory: FACTORY_BANK, onMessage });
  return { disk, carry: serveBanks(library, send) };
}

/** Writes the uploaded file of a job, which is in the memory of another thread, to this one's. */
async function carryOut(
  { disk, carry }: { readonly disk: Disk; readonly carry: Carry },
  { upload, message }: Extract<BankWorkerMessage, { kind: 'job' }>,
): Promise<void> {
  if (upload !== undefined) await disk.write(upload.path, upload.bytes);
  await carry(message);
}

async function fetchBytes(address: string): Promise<Uint8Array> {
  const response = await fetch(address);
  if (!response.ok) throw new Error(`the server answers ${response.status}`);
  return new Uint8Array(await response.arrayBuffer());
}
