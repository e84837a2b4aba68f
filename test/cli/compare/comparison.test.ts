import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';
import { benchmarkList } from '../../../src/cli/compare/benchmark-list.ts';
import { junit } from '../../../src/cli/compare/junit.ts';
import { markdown } from '../../../src/cli/compare/markdown.ts';
import { readThresholds } from '../../../src/cli/compare/thresholds.ts';
import {
  busyRepeats,
  changesOf,
  compare,
  idleRepeats,
  OTHER_COMMIT,
  recorded,
  rowOf,
  slower,
  withCounters,
  withIdentity,
} from './recorded.ts';

const host = await recorded();
const limits = await readThresholds(fileURLToPath(new URL('../../../ci/bench/thresholds.yaml', import.meta.url)));

const ratioLimits = limits.filter(({ ratio }) => ratio !== undefined);
const blockLimits = limits.filter(({ metric }) => /^(block|network|dsp)-/.test(metric));

describe('five repeats', () => {
  it('are one column with median, minimum and maximum', () => {
    const comparison = compare(host);
    expect(comparison.classes.map(({ columns }) => columns.length)).toEqual([1]);
    const [cell] = rowOf(comparison, 'block-p50').cells;
    expect(cell.spread?.runs).toBe(5);
    expect(cell.spread?.low).toBeLessThan(cell.spread?.high ?? 0);
  });

  it.each([0, 1, 2, 3, 4])('differ by noise alone: run %i against the others exceeds no limit of a block time', (n) => {
    const one = withIdentity(host[n], { commit: OTHER_COMMIT });
    const comparison = compare([...host.filter((_, k) => k !== n), one], blockLimits);
    expect(rowOf(comparison, 'block-p99').cells[1].verdicts).toHaveLength(1);
    expect(comparison.isLimitExceeded).toBe(false);
  });

  it.each([0, 1, 2, 3, 4])('of an idle machine: run %i against the others is not a change', (n) => {
    const repeats = idleRepeats(host[0]);
    const one = withIdentity(repeats[n], { commit: OTHER_COMMIT });
    expect(changesOf(compare([...repeats.filter((_, k) => k !== n), one], limits))).toEqual([]);
  });
});

describe('a regression of 20 %', () => {
  it.each([5, 1])('in all block times of %i runs against five is worse and exceeds its limit', (runs) => {
    const after = idleRepeats(host[0]).slice(0, runs);
    const comparison = compare([...idleRepeats(host[0]), ...after.map((one) => slower(one, 1.2))], limits);
    for (const metric of ['block-p50', 'block-p99', 'network-p50', 'dsp-p50']) {
      const [cell] = rowOf(comparison, metric).cells.slice(1);
      expect.soft(cell.against?.change, metric).toBe('worse');
      expect.soft(cell.against?.ratio, metric).toBeCloseTo(1.2, 1);
      expect
        .soft(
          cell.verdicts.map(({ state }) => state),
          metric,
        )
        .toEqual(['exceeded']);
    }
    expect(comparison.isLimitExceeded).toBe(true);
  });

  it('in one of three single runs exceeds its limit but is not a change: the noise is unknown', () => {
    const [base, same, planted] = [host[0], withIdentity(host[0], { commit: 'e'.repeat(40) }), slower(host[0], 1.2)];
    const comparison = compare([base, same, planted], limits);
    const [, second, third] = rowOf(comparison, 'block-p50').cells;
    expect([second.against?.change, third.against?.change]).toEqual(['same', 'unsure']);
    expect(second.verdicts.map(({ state }) => state)).toEqual(['kept']);
    expect(third.verdicts.map(({ state }) => state)).toEqual(['exceeded']);
  });

  it('that is an improvement exceeds no limit', () => {
    const comparison = compare(
      [...idleRepeats(host[0]), ...idleRepeats(host[0]).map((one) => slower(one, 1 / 1.2))],
      limits,
    );
    expect(changesOf(comparison)).toContain('block-p50');
    expect(comparison.isLimitExceeded).toBe(false);
  });
});

describe('the noise of a busy machine', () => {
  const planted = compare([...busyRepeats(host[0]), ...busyRepeats(host[0]).map((one) => slower(one, 2))], blockLimits);

  it('wider than a limit leaves it unknown, even for a change by two, and skips its test case', () => {
    const [cell] = rowOf(planted, 'block-p50').cells.slice(1);
    expect(cell.against?.ratio).toBeCloseTo(2, 1);
    expect(cell.against?.band).toBeGreaterThan(2);
    expect(cell.verdicts.map(({ state }) => state)).toEqual(['unknown']);
    expect(cell.verdicts[0].reason).toContain('is noise, more than the limit');
    expect(planted.isLimitExceeded).toBe(false);
    const xml = junit(planted);
    const skipped = xml.match(/<skipped /g)?.length;
    expect(skipped).toBeGreaterThan(4);
    expect(xml).toContain(`<testsuites name="neurorack compare" tests="${skipped}" failures="0" skipped="${skipped}"`);
  });

  it('leaves an unchanged measurement unknown too, and keeps one that became much better', () => {
    const stateAfter = (ratio: number) => {
      const after = busyRepeats(host[0]).map((one) => slower(one, ratio));
      return rowOf(compare([...busyRepeats(host[0]), ...after], blockLimits), 'block-p50').cells[1].verdicts[0].state;
    };
    expect([1, 0.1].map(stateAfter)).toEqual(['unknown', 'kept']);
  });

  it('does not hide a slow-down that is larger', () => {
    const after = busyRepeats(host[0]).map((one) => slower(one, 9));
    const comparison = compare([...busyRepeats(host[0]), ...after], blockLimits);
    expect(rowOf(comparison, 'block-p50').cells[1].verdicts[0].state).toBe('exceeded');
  });
});

describe('underruns', () => {
  const underruns = limits.filter(({ metric }) => metric === 'underruns');

  it('of one repeat of five exceed their limit, though the median has none', () => {
    const repeats = idleRepeats(host[0]).map((one, n) => (n === 2 ? withCounters(one, { underruns: 40 }) : one));
    const comparison = compare(repeats, underruns);
    const [cell] = rowOf(comparison, 'underruns').cells;
    expect([cell.spread?.median, cell.verdicts[0].state]).toEqual([0, 'exceeded']);
    expect(comparison.isLimitExceeded).toBe(true);
  });

  it.each(['engine-overruns', 'host-overruns', 'underruns', 'missed-deadlines'])('and %s have a limit', (metric) => {
    expect(limits.filter((limit) => limit.metric === metric && limit.max !== undefined)).toHaveLength(1);
  });
});

describe('uncommitted work', () => {
  const clean = host.map((one) => withIdentity(one, { uncommitted: 'none' }));
  const dirty = (digit: string) => withIdentity(host[0], { uncommitted: digit.repeat(40) });

  it('is never pooled with its commit, nor with other uncommitted work, and is marked', () => {
    const { classes } = compare([...clean, dirty('a'), dirty('a'), dirty('b')]);
    expect(classes[0].columns.map(({ name, results }) => [name, results.length])).toEqual([
      ['host committed', 5],
      ['host dirty aaaaaaa', 2],
      ['host dirty bbbbbbb', 1],
    ]);
    expect(markdown(compare([...clean, dirty('a')]))).toContain('with uncommitted changes (dirty)');
  });
});

describe('a label', () => {
  it('tells apart what nothing else does', () => {
    const labelled = (label: string) => host.map((one) => withIdentity(one, { label }));
    const { classes, warning } = compare([...labelled('before'), ...labelled('after')]);
    expect(classes[0].columns.map(({ name }) => name)).toEqual(['host before', 'host after']);
    expect(warning).toBeUndefined();
  });
});

describe('classes of evidence', () => {
  const virtual = slower(withIdentity(host[0], { board: 'virtual' }), 3);
  const all = [
    ...host,
    withIdentity(virtual, { board: 'virtual', evidence: 'virtual' }),
    withIdentity(host[1], { board: 'jetson-nano', evidence: 'estimated' }),
  ];

  it('are never compared with each other', () => {
    const { classes, isLimitExceeded } = compare(all, ratioLimits);
    expect(classes.map(({ evidence, columns }) => [evidence, columns.length])).toEqual([
      ['measured', 1],
      ['virtual', 1],
      ['estimated', 1],
    ]);
    for (const { rows } of classes) for (const { cells } of rows) expect(cells[0].against).toBeNull();
    expect(isLimitExceeded).toBe(false);
  });

  it('begin each name of the list for charts', () => {
    const names = benchmarkList(compare(all)).map(({ name }) => name.split(' · ')[0]);
    expect(new Set(names)).toEqual(new Set(['measured', 'virtual', 'estimated']));
  });
});

describe('a board of another kind', () => {
  it('is shown beside the first, and no ratio limits it', () => {
    const other = slower(host[0], 3);
    const comparison = compare(
      [host[0], withIdentity(other, { board: 'pi5-cpu', commit: host[0].identity.commit })],
      limits,
    );
    const cell = rowOf(comparison, 'block-p50').cells[1];
    expect(cell.against?.ratio).toBeCloseTo(3, 6);
    expect(cell.verdicts).toEqual([]);
  });
});

describe('an unknown value', () => {
  const bare = {
    ...withIdentity(host[0], { board: 'pi5-cpu' }),
    cold: null,
    throughput: null,
    parity: null,
    scenarios: [],
  };

  it('has no number and is not a change', () => {
    const cell = rowOf(compare([...host, bare]), 'throughput').cells[1];
    expect(cell).toEqual({ spread: null, against: null, verdicts: [] });
  });

  it('keeps no limit and is a skipped test case', () => {
    const [limit] = limits.filter(({ metric }) => metric === 'parity-max');
    const comparison = compare([...host, bare], [limit]);
    expect(rowOf(comparison, 'parity-max').cells[1].verdicts.map(({ state }) => state)).toEqual(['unknown']);
    expect(junit(comparison)).toContain('<skipped message="not measured"/>');
  });

  it('is not in the list for charts', () => {
    expect(benchmarkList(compare([bare])).map(({ name }) => name)).toEqual([
      'measured · pi5-cpu · board · bundled code',
    ]);
  });
});
