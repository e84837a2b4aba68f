import type { SoundBytes } from './sound-bytes.ts';

/** Sizes of 32 bits from here on are written by programs that could not return to the header (pipes, arecord, LAME). */
const UNKNOWN_FROM = 0x7fff_0000;
const LARGEST_32_BIT = 0xffff_ffff;
/** The same for sizes of 64 bits, whose greatest numbers are rounded. */
const UNKNOWN_FROM_64_BIT = 2 ** 63 - 2 ** 16;

/** How many bytes of samples a file holds, and how many its header states, if any. */
export interface DataSize {
  readonly present: number;
  readonly stated: number | undefined;
}

/** Whether a size of 32 or 64 bits stands for an unknown one. */
export function isUnknownSize(size: number): boolean {
  return (size >= UNKNOWN_FROM && size <= LARGEST_32_BIT) || size >= UNKNOWN_FROM_64_BIT;
}

/**
 * The bytes of samples from an offset: those that the header states, or all there are, with a warning, when it states none or more
 * than the file holds.
 *
 * @param stated undefined when the header states no size although its format has one
 */
export function dataSize(bytes: SoundBytes, offset: number, stated: number | undefined): DataSize {
  const present = Math.max(0, bytes.size - offset);
  if (stated === undefined || (isUnknownSize(stated) && stated > present)) {
    bytes.warn(`its header does not state how long it is: the ${present} bytes up to its end were taken as sound`);
    return { present, stated: undefined };
  }
  if (stated > present) {
    bytes.warn(`the file is truncated: its header states ${stated} bytes of sound, but there are ${present}`);
    return { present, stated };
  }
  return { present: stated, stated };
}
