/** The parts that are counted, in this order; part n begins at mark 2n and ends at mark 2n + 1. */
export const MARKED_PARTS = ['nothing', 'block', 'network'] as const;
export type MarkedPart = (typeof MARKED_PARTS)[number];

/** Samples of a block: a hop, and with it a run of the network. */
export const BLOCK = 256;
