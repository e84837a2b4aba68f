import { describe, expect, it } from 'vitest';
import { countsIn } from '../../ci/instructions/counts.ts';
import { GROUPS, MARKED_PARTS, markOf, RUNS } from '../../ci/instructions/marked-parts.ts';

/** Instructions of a run of each part; V8 compiles in some groups. */
const TAKES = { nothing: 20, block: 420, network: 220 };
const COMPILATION = 1_000_000;

function marks(): string {
  let instructions = 1000;
  return MARKED_PARTS.flatMap((part) =>
    Array.from({ length: GROUPS + 1 }, (_, group) => {
      if (group > 0) instructions += RUNS * TAKES[part] + (group % 2 === 1 ? COMPILATION : 0);
      return `${markOf(part, group)} ${instructions}\n`;
    }),
  ).join('');
}

describe('the counts between the marks of the plugin', () => {
  it('are those of one run, without calls, marks and the compilations in some groups', () => {
    expect(countsIn(marks())).toEqual({ block: 400, network: 200, other: 200 });
  });

  it('are refused when a mark is missing', () => {
    expect(() => countsIn(marks().replace(/^7 .*\n/m, ''))).toThrow('no mark 7');
  });
});
