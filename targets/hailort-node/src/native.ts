import type { HailoCalls, Memory, NativeCall, Pointer } from './calls.ts';
import { errorOfStatus, HailortError } from './error.ts';
import type { InfoLayout } from './layout.ts';
import { INSUFFICIENT_BUFFER, SUCCESS } from './status.ts';
import type { Version } from './version.ts';

/** A loaded libhailort of a supported version. */
export interface Native {
  readonly file: string;
  readonly version: Version;
  readonly calls: HailoCalls;
  readonly layout: InfoLayout;
  /** Address of memory, for structs that hold pointers; the memory must outlive its use. */
  addressOf(memory: Memory): bigint;
}

/** @throws HailortError by the status, unless it is success */
export function check(call: string, status: number, subject?: string): void {
  if (status !== SUCCESS) throw errorOfStatus({ call, status, ...(subject === undefined ? {} : { subject }) });
}

/** The function by which a handle releases its object. */
export function createRelease(call: string, release: NativeCall<[Pointer]>, pointer: Pointer): () => void {
  return () => check(call, release(pointer));
}

/** The pointer or size_t that a call writes. */
export function receive(fill: (cell: BigUint64Array) => void): bigint {
  const cell = new BigUint64Array(1);
  fill(cell);
  return cell[0];
}

/** Value of every byte of a struct before libhailort fills it. */
const BLANK = 0xa5;
/** Blank bytes after the room of a struct. */
const MARGIN = 256;

/**
 * The struct that a call fills.
 *
 * @throws HailortError by the status; 'UNSUPPORTED_VERSION' when the call wrote beyond the struct
 */
export function receiveStruct(call: string, size: number, fill: (bytes: Uint8Array) => number): Uint8Array {
  const bytes = blank(size);
  check(call, fill(bytes));
  assertBlank(call, bytes, size);
  return bytes.subarray(0, size);
}

/** Blank bytes for structs of `size` bytes in all, with a margin after them. */
export function blank(size: number): Uint8Array {
  return new Uint8Array(size + MARGIN).fill(BLANK);
}

/**
 * Refuses a libhailort whose structs are larger than those of the checked headers: it writes beyond the bytes that they take.
 *
 * @throws HailortError 'UNSUPPORTED_VERSION'
 */
export function assertBlank(call: string, bytes: Uint8Array, from: number): void {
  if (bytes.subarray(from, from + MARGIN).every((byte) => byte === BLANK)) return;
  throw new HailortError('UNSUPPORTED_VERSION', `${call} fills a larger struct than those that this package has`);
}

/** First and largest number of structs: a chip has up to 40 streams, a HEF up to 8 network groups, a stream its features. */
const FIRST_ROOM = 64;
const LARGEST_ROOM = 65_536;

/**
 * Reads a list of unknown length: some calls return the length when the room was too small and some do not, so the room doubles until it
 * suffices.
 *
 * @param fill makes the call with a buffer for `count[0]` structs, sets `count`, and returns the status
 */
export function receiveList<Item>(options: {
  call: string;
  size: number;
  fill: (room: Uint8Array, count: BigUint64Array) => number;
  read: (bytes: Uint8Array, at: number) => Item;
}): readonly Item[] {
  const { call, size, fill, read } = options;
  for (let room = FIRST_ROOM; room <= LARGEST_ROOM; room *= 2) {
    const bytes = blank(room * size);
    const count = new BigUint64Array([BigInt(room)]);
    const status = fill(bytes, count);
    if (status === INSUFFICIENT_BUFFER) continue;
    check(call, status);
    const found = Number(count[0]);
    if (found > room)
      throw new HailortError('UNKNOWN_STATUS', `${call} returned ${found} where there was room for ${room}`);
    assertBlank(call, bytes, found * size);
    return Array.from({ length: found }, (_, i) => read(bytes, i * size));
  }
  throw errorOfStatus({ call, status: INSUFFICIENT_BUFFER });
}
