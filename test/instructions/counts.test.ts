import { describe, expect, it } from 'vitest';
import { countsIn } from '../../ci/instructions/counts.ts';

/** Marks 0 to 5: beginning and end of nothing, of the blocks, of the network's runs. */
const MARKS = '0 1000\n1 1200\n2 5000\n3 9200\n4 20000\n5 22200\n';

describe('the counts between the marks of the plugin', () => {
  it('are those of one run, without what calls and marks take themselves', () => {
    // 10 runs: nothing 20 each, blocks 420, the network 220.
    expect(countsIn(MARKS, 10)).toEqual({ block: 400, network: 200, other: 200 });
  });

  it('are refused when a mark is missing', () => {
    expect(() => countsIn(MARKS.replace('3 9200\n', ''), 10)).toThrow('no mark 3');
  });
});
