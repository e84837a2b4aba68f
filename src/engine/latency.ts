/** Block sizes that the engine renders in, samples. */
export const BLOCK_SIZES = [64, 128, 256, 512] as const;

export type BlockSize = (typeof BLOCK_SIZES)[number];

/** How a stream is buffered on its way to the sink; all in frames. */
export interface Buffering {
  /** Frames rendered at a time. */
  readonly block: BlockSize;
  /** Frames handed to the sink at a time. */
  readonly period: number;
  /** Frames left in the ring when rendering of the next block begins: the time that it may take. */
  readonly headroom: number;
  /** From a gate's edge to its first sample, without the synthesis' own latency: a block and its headroom. */
  readonly gateFrames: number;
}

/** Short, since a period adds to the latency of a gate; and a processor that is woken more often sleeps less deeply. */
const MAX_PERIOD = 32;
/**
 * Whole periods. A trigger's first block needs two runs of the network, for which the length of a small block is too short; for
 * a large block, headroom costs latency.
 */
const HEADROOM: Readonly<Record<BlockSize, number>> = { 64: 96, 128: 96, 256: 160, 512: 384 };

export function bufferingOf(block: BlockSize): Buffering {
  const headroom = HEADROOM[block];
  return { block, period: Math.min(MAX_PERIOD, block / 2), headroom, gateFrames: block + headroom };
}
