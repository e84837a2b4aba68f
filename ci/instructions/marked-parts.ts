/** The parts that are counted, in this order, in groups of runs: a mark before each group and one after the last. */
export const MARKED_PARTS = ['nothing', 'block', 'network'] as const;
export type MarkedPart = (typeof MARKED_PARTS)[number];

/** Groups of a part: in the smallest one V8 has compiled and collected nothing. */
export const GROUPS = 5;
/** Runs of a group; of blocks, one note. */
export const RUNS = 80;
/** Samples of a block: a hop, and with it a run of the network. */
export const BLOCK = 256;

/** Number of the mark before a group; of `GROUPS`, of the one after the last. */
export const markOf = (part: MarkedPart, group: number): number => (GROUPS + 1) * MARKED_PARTS.indexOf(part) + group;
