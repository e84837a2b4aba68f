/** Block sizes that the engine renders in, samples. */
export const BLOCK_SIZES = [64, 128, 256, 512] as const;

export type BlockSize = (typeof BLOCK_SIZES)[number];

/** How the samples of a stream are handed on; all in frames. */
export interface Buffering {
  /** Rendered at a time. */
  readonly block: BlockSize;
  /** Handed to the sink at a time. */
  readonly period: number;
  /** Left in the ring when the next block's rendering begins: the time that it may take. */
  readonly headroom: number;
  /** From a gate's edge to the sample that answers it, the synthesis' own latency apart: a block and its headroom. */
  readonly gateFrames: number;
}

/** Short, since a gate is heard as late as a period more; and a processor that is woken more often sleeps less deeply. */
const MOST_PERIOD = 32;
/**
 * Whole periods. A trigger's first block costs two runs of the network, which a small block has no time for in its own
 * length; a large one pays for headroom with latency.
 */
const HEADROOM: Readonly<Record<BlockSize, number>> = { 64: 96, 128: 96, 256: 160, 512: 384 };

export function bufferingOf(block: BlockSize): Buffering {
  const headroom = HEADROOM[block];
  return { block, period: Math.min(MOST_PERIOD, block / 2), headroom, gateFrames: block + headroom };
}
