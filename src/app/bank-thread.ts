import { platform, setPriority } from 'node:os';
import { parentPort, workerData } from 'node:worker_threads';
import { Container } from 'inversify';
import type { NumberedReply } from '../panel/banks/bank-client.ts';
import type { BankThreadData } from '../panel/banks/bank-worker.ts';
import { serveBanks } from '../panel/banks/serve-banks.ts';
import { stateHome } from '../state/home.ts';
import { openKeptSounds } from './kept-sounds.ts';
import { bankThreadModule } from './modules/bank-thread-module.ts';
import { SERVICES } from './services.ts';

/** Lowest priority of Linux' scheduler (sched(7)). */
const LOWEST_PRIORITY = 19;

/** The entry of the bank thread: it measures dropped sounds, and reads and writes banks, apart from the threads that play. */
if (parentPort !== null) {
  // On Linux a priority is a thread's own (sched(7)); elsewhere this would slow the whole instrument.
  if (platform() === 'linux') setPriority(0, LOWEST_PRIORITY);
  const container = new Container();
  const port = parentPort;
  const onMessage = (sentence: string): void => {
    const message: NumberedReply = { call: -1, reply: { kind: 'message', sentence } };
    port.postMessage(message);
  };
  const data: BankThreadData = workerData;
  const { write: keepSound } = openKeptSounds(stateHome(process.env));
  container.load(bankThreadModule({ ...data, keepSound, onMessage }));
  port.on(
    'message',
    serveBanks(container.get(SERVICES.bankLibrary), (message) => port.postMessage(message)),
  );
}
