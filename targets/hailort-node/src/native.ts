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
    const bytes = new Uint8Array(room * size);
    const count = new BigUint64Array([BigInt(room)]);
    const status = fill(bytes, count);
    if (status === INSUFFICIENT_BUFFER) continue;
    check(call, status);
    const found = Number(count[0]);
    if (found > room)
      throw new HailortError('UNKNOWN_STATUS', `${call} returned ${found} where there was room for ${room}`);
    return Array.from({ length: found }, (_, i) => read(bytes, i * size));
  }
  throw errorOfStatus({ call, status: INSUFFICIENT_BUFFER });
}
