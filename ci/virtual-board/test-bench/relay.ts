import { openSync, readSync, writeSync } from 'node:fs';

/** A message on the bus, as /dev/vb-i2c delivers it (kernel/vb-i2c.c). */
export interface BusRequest {
  readonly number: number;
  readonly address: number;
  readonly isRead: boolean;
  /** Bytes wanted, of a read. */
  readonly length: number;
  /** Bytes of a write; none of a read. */
  readonly bytes: Uint8Array;
}

export interface BusResponse {
  /** 0, or the negative number of the error that the bus reports. */
  readonly status: number;
  /** Of a read. */
  readonly bytes?: Uint8Array;
}

const QUESTION_BYTES = 12;
const ANSWER_BYTES = 8;
const READ = 1;
/** Longest message: the kernel allows no more. */
const MAX_BYTES = 8192;

/** Reads a question from the bytes of one read. @throws RangeError when there are too few */
export function decodeRequest(bytes: Buffer): BusRequest {
  const length = bytes.readUInt32LE(8);
  const isRead = (bytes.readUInt16LE(6) & READ) !== 0;
  return {
    number: bytes.readUInt32LE(0),
    address: bytes.readUInt16LE(4),
    isRead,
    length,
    bytes: isRead ? new Uint8Array(0) : Uint8Array.from(bytes.subarray(QUESTION_BYTES, QUESTION_BYTES + length)),
  };
}

export function encodeResponse(number: number, { status, bytes = new Uint8Array(0) }: BusResponse): Buffer {
  const answer = Buffer.alloc(ANSWER_BYTES + bytes.length);
  answer.writeUInt32LE(number, 0);
  answer.writeInt32LE(status, 4);
  answer.set(bytes, ANSWER_BYTES);
  return answer;
}

/** The chips' side of the bus. Calls block: for a thread of its own. */
export interface BusRelay {
  nextRequest(): BusRequest;
  respond(number: number, answer: BusResponse): void;
}

export function openBusRelay(path = '/dev/vb-i2c'): BusRelay {
  const file = openSync(path, 'r+');
  const into = Buffer.alloc(QUESTION_BYTES + MAX_BYTES);
  return {
    nextRequest: () => decodeRequest(into.subarray(0, readSync(file, into))),
    respond: (number, answer) => {
      try {
        writeSync(file, encodeResponse(number, answer));
      } catch (error) {
        // The kernel has given this message up.
        if (!(error instanceof Error && 'code' in error && error.code === 'ESTALE')) throw error;
      }
    },
  };
}
