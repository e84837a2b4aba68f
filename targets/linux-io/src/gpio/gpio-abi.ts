import type { LineRequest } from './gpio-lines.ts';

/** ioctl numbers and layouts of <linux/gpio.h>; sizes are the same on 64-bit x86 and ARM. */
export const CHIP_INFO = { request: 0x8044b401, size: 68, label: 32, labelLength: 32, lines: 64 } as const;

/** Version 2 of the interface: kernel 5.10 and later. */
export const V2 = {
  getLine: 0xc250b407,
  requestSize: 592,
  getValues: 0xc010b40e,
  valuesSize: 16,
  eventSize: 48,
  fd: 588,
} as const;

/** Version 1, with one request per line: the only version of JetPack 4.6. */
export const V1 = {
  getLineEvent: 0xc030b404,
  requestSize: 48,
  getValues: 0xc040b408,
  valuesSize: 64,
  eventSize: 16,
  fd: 44,
} as const;

export const RISING = 1;

const V2_FLAGS = { activeLow: 1 << 1, input: 1 << 2, rising: 1 << 4, falling: 1 << 5 };
const V2_BIAS = { 'pull-up': 1 << 8, 'pull-down': 1 << 9, none: 1 << 10 } as const;
const V1_FLAGS = { input: 1 << 0, activeLow: 1 << 2 };
const V1_BIAS = { 'pull-up': 1 << 5, 'pull-down': 1 << 6, none: 1 << 7 } as const;
const BOTH_EDGES = 3;

/** Events that the kernel buffers between two polls. */
const EVENT_BUFFER = 256;

/** `struct gpio_v2_line_request`: offsets 0, consumer 256, flags 288, lines 560, event buffer 564, fd 588. */
export function v2Request({ offsets, bias, isInverted, consumer = 'neurorack' }: LineRequest): Buffer {
  const bytes = Buffer.alloc(V2.requestSize);
  for (const [i, offset] of offsets.entries()) bytes.writeUInt32LE(offset, 4 * i);
  bytes.write(consumer.slice(0, 31), 256, 'latin1');
  const { input, rising, falling, activeLow } = V2_FLAGS;
  const flags = input | rising | falling | (isInverted ? activeLow : 0) | (bias === undefined ? 0 : V2_BIAS[bias]);
  bytes.writeBigUInt64LE(BigInt(flags), 288);
  bytes.writeUInt32LE(offsets.length, 560);
  bytes.writeUInt32LE(EVENT_BUFFER, 564);
  return bytes;
}

/** `struct gpioevent_request`: offset 0, handle flags 4, event flags 8, consumer 12, fd 44. */
export function v1Request(
  offset: number,
  { bias, isInverted, consumer = 'neurorack' }: LineRequest,
  withBias: boolean,
): Buffer {
  const bytes = Buffer.alloc(V1.requestSize);
  bytes.writeUInt32LE(offset, 0);
  const biasFlag = bias === undefined || !withBias ? 0 : V1_BIAS[bias];
  bytes.writeUInt32LE(V1_FLAGS.input | (isInverted ? V1_FLAGS.activeLow : 0) | biasFlag, 4);
  bytes.writeUInt32LE(BOTH_EDGES, 8);
  bytes.write(consumer.slice(0, 31), 12, 'latin1');
  return bytes;
}
