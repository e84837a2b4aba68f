import * as z from 'zod';
import type { BusRequest, BusResponse } from './relay.ts';

/** One message, as a bus analyser would show it. */
export interface BusMessage {
  /** µs of CLOCK_MONOTONIC, when it was asked. */
  readonly us: number;
  readonly address: number;
  readonly isRead: boolean;
  readonly bytes: Uint8Array;
  /** 0, or the negative number of the error. */
  readonly status: number;
}

/** A line of the log: r or w has the bytes, hexadecimal. */
const lineSchema = z.strictObject({
  us: z.int(),
  a: z.int().min(0).max(0x7f),
  r: z.string().optional(),
  w: z.string().optional(),
  error: z.int().negative().optional(),
});

export function writeBusLine({ us, address, isRead, bytes, status }: BusMessage): string {
  const hex = Buffer.from(bytes).toString('hex');
  return JSON.stringify({
    us: Math.round(us),
    a: address,
    ...(isRead ? { r: hex } : { w: hex }),
    ...(status < 0 ? { error: status } : {}),
  });
}

/** @throws ZodError for a line that is none of this log's */
export function readBusLine(line: string): BusMessage {
  const { us, a, r, w, error } = lineSchema.parse(JSON.parse(line));
  return { us, address: a, isRead: r !== undefined, bytes: Buffer.from(r ?? w ?? '', 'hex'), status: error ?? 0 };
}

export const toBusMessage = (us: number, question: BusRequest, answer: BusResponse): BusMessage => ({
  us,
  address: question.address,
  isRead: question.isRead,
  bytes: question.isRead ? (answer.bytes ?? new Uint8Array(0)) : question.bytes,
  status: answer.status,
});
