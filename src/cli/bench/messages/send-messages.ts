import { setTimeout as sleep } from 'node:timers/promises';
import * as z from 'zod';
import type { FloodMessage, MessageSender } from './message-input.ts';
import { MESSAGE_INPUTS } from './message-inputs.ts';

/** Messages a second on each input. */
export const FLOOD_RATE = 1000;
/** Time between two notes whose latency is measured: values rest for 20 ms before a new movement is noted (control-record.ts). */
const [MIN_APART_MS, SPREAD_MS] = [40, 20];
const NOTE_MS = 15;
/** Of a flood, a note begins with each hundredth message. */
const MESSAGES_A_NOTE = 100;

/** The sender's task: as the bench writes it, and as its process reads it. */
export const senderTaskSchema = z.object({
  /** Address of each input, by name. */
  addresses: z.record(z.string(), z.string()),
  /** Notes of each input whose latency is measured. */
  notes: z.int().min(0),
  /** Duration of the flood, s. */
  seconds: z.number().min(0),
});
export type SenderTask = z.infer<typeof senderTaskSchema>;

/** The sender's report: by input, the times of its notes, µs of the monotonic clock, and the number of its messages. */
export const senderReportSchema = z.record(z.string(), z.object({ notesUs: z.array(z.number()), sent: z.int() }));
export type SenderReport = z.infer<typeof senderReportSchema>;

/** The process of the sender: plays single notes on one input after the other, floods all at once, and prints its report. */
export async function sendMessages(task: SenderTask): Promise<void> {
  const report: SenderReport = {};
  const senders = await Promise.all(
    MESSAGE_INPUTS.filter(({ name }) => name in task.addresses).map(async ({ name, connect }) => {
      const own = { notesUs: [], sent: 0 };
      report[name] = own;
      return counting(await connect(task.addresses[name]), own);
    }),
  );
  for (const { send, own } of senders) {
    // A movement of the input before is over.
    await sleep(10 * MIN_APART_MS);
    own.notesUs = await playNotes(send, task.notes);
  }
  await flood(senders, task.seconds);
  await Promise.all(senders.map(({ close }) => close()));
  process.stdout.write(JSON.stringify(report));
}

function counting(sender: MessageSender, own: { notesUs: number[]; sent: number }) {
  return {
    own,
    send: (message: FloodMessage): void => {
      own.sent++;
      sender.send(message);
    },
    close: () => sender.close(),
  };
}

/** Plays notes, each of another pitch than the one before, at times without a fixed relation to the blocks. Returns their times. */
async function playNotes(send: (message: FloodMessage) => void, count: number): Promise<number[]> {
  const times: number[] = [];
  for (let n = 0; n < count; n++) {
    const note = 48 + ((7 * n) % 24);
    times.push(Number(process.hrtime.bigint()) / 1000);
    send({ kind: 'note', note, velocity: 1 + ((37 * n) % 127) });
    await sleep(NOTE_MS);
    send({ kind: 'note', note, velocity: 0 });
    await sleep(MIN_APART_MS - NOTE_MS + SPREAD_MS * ((0.618034 * n) % 1));
  }
  return times;
}

async function flood(senders: readonly Pick<MessageSender, 'send'>[], seconds: number): Promise<void> {
  const startMs = performance.now();
  let sent = 0;
  for (let elapsedMs = 0; elapsedMs < 1000 * seconds; elapsedMs = performance.now() - startMs) {
    for (; sent < (elapsedMs * FLOOD_RATE) / 1000; sent++) for (const { send } of senders) send(floodMessage(sent));
    await sleep(1);
  }
  for (const { send } of senders) send({ kind: 'note', note: 60, velocity: 0 });
}

function floodMessage(n: number): FloodMessage {
  const place = n % MESSAGES_A_NOTE;
  if (place === 0) return { kind: 'note', note: 60, velocity: 100 };
  return place === MESSAGES_A_NOTE / 2 ? { kind: 'note', note: 60, velocity: 0 } : { kind: 'control', value: n % 128 };
}
