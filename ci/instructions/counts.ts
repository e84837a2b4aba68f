import { GROUPS, type MarkedPart, markOf, RUNS } from './marked-parts.ts';

/** Instructions of a block, of the run of the network in it, and of everything else: synthesis, control, triggers. */
export interface Counts {
  readonly block: number;
  readonly network: number;
  readonly other: number;
}

/**
 * The counts between the marks, a run of each part, of its smallest group; those of a part without work are subtracted.
 *
 * @param text a line `mark instructions` a mark, as `count.c` writes it
 * @throws RangeError when a mark is missing
 */
export function countsIn(text: string): Counts {
  const at = new Map<number, number>();
  for (const line of text.trim().split('\n')) {
    const [mark, instructions] = line.split(' ').map(Number);
    at.set(mark, instructions);
  }
  const place = (mark: number): number => {
    const instructions = at.get(mark);
    if (instructions === undefined) throw new RangeError(`the plugin has written no mark ${mark}`);
    return instructions;
  };
  const between = (part: MarkedPart): number => {
    const groups = Array.from(
      { length: GROUPS },
      (_, group) => place(markOf(part, group + 1)) - place(markOf(part, group)),
    );
    return Math.min(...groups) / RUNS;
  };
  const nothing = between('nothing');
  const [block, network] = [between('block') - nothing, between('network') - nothing].map(Math.round);
  return { block, network, other: block - network };
}
