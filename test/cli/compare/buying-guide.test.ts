import { describe, expect, it } from 'vitest';
import type { BenchResult } from '../../../src/cli/bench/result-schema.ts';
import { buyingGuide } from '../../../src/cli/compare/buying-guide.ts';
import type { Comparison } from '../../../src/cli/compare/comparison.ts';
import { htmlReport } from '../../../src/cli/compare/html-report.ts';
import { markdown } from '../../../src/cli/compare/markdown.ts';
import { compare, idleRepeats, recorded, withIdentity } from './recorded.ts';

const host = await recorded();

/** A result whose load sweep found this number of voices, and these blocks without overruns. */
function withLoad(result: BenchResult, fits: number, blocks: readonly number[]): BenchResult {
  const sizes = [64, 128, 256].map((block) => ({
    block,
    fits: blocks.includes(block),
    engineOverruns: 0,
    blocks: 100,
  }));
  return {
    ...result,
    load: { seconds: 5, blocks: sizes, voices: [{ model: 'impacts', block: 256, fits, isLimit: true }] },
  };
}

const small = withLoad(withIdentity(host[0], { board: 'pi4-cpu' }), 2, [256]);
const large = withLoad(withIdentity(host[0], { board: 'pi5-cpu' }), 5, [64, 128, 256]);
const virtual = withLoad(withIdentity(host[0], { board: 'virtual', evidence: 'virtual' }), 9, [64]);

const source = 'https://example.org/price';
const prices: Comparison['prices'] = new Map([
  ['jetson-nano', { class: 'no longer made' }],
  ['jetson-orin-nano', { class: '200 to 300 $', at: '2024-12', source }],
  ['pi4-cpu', { class: 'unknown' }],
  ['pi5-cpu', { class: 'under 100 $', at: '2026-01', source }],
  ['pi5-hailo8', { class: 'unknown' }],
]);

describe('the guide of boards', () => {
  const guide = buyingGuide(compare([small, large, virtual], [], prices)) ?? [];

  it('has a table for each class of evidence, ordered within it alone, and one of boards that nobody has run', () => {
    expect(guide.map(({ evidence, rows }) => [evidence, rows.map(({ board }) => board)])).toEqual([
      ['measured', ['pi5-cpu', 'pi4-cpu']],
      ['virtual', ['virtual']],
      ['not run', ['jetson-nano', 'jetson-orin-nano', 'pi5-hailo8']],
    ]);
  });

  it('has headroom, latency, quality, power and price with its month; what was not measured stays unknown', () => {
    expect(guide[0].rows[0]).toEqual({
      board: 'pi5-cpu',
      voices: '5 of impacts',
      block: '64 samples',
      latency: '11.9 ms, blocks of 256',
      quality: '2.39 dB',
      watts: 'unknown',
      price: 'under 100 $ (2026-01)',
      runs: '1',
    });
    expect(guide.flatMap(({ rows }) => rows.map(({ board, price }) => [board, price]))).toEqual([
      ['pi5-cpu', 'under 100 $ (2026-01)'],
      ['pi4-cpu', 'unknown'],
      ['virtual', 'unknown'],
      ['jetson-nano', 'no longer made'],
      ['jetson-orin-nano', '200 to 300 $ (2024-12)'],
      ['pi5-hailo8', 'unknown'],
    ]);
    const { price: _price, runs, board, ...unmeasured } = guide[2].rows[1];
    expect([board, runs]).toEqual(['jetson-orin-nano', '0']);
    expect(new Set(Object.values(unmeasured))).toEqual(new Set(['unknown']));
  });

  it('takes the least favourable repeat', () => {
    const [worse] = buyingGuide(compare([large, withLoad(large, 3, [128]), small])) ?? [];
    expect(worse.rows[0]).toMatchObject({ voices: '3 of impacts', block: '128 samples', runs: '2' });
    const [none] = buyingGuide(compare([withLoad(large, 3, []), small])) ?? [];
    expect(none.rows[0].block).toBe('none of those tried');
  });

  it('is the first part of the report, and absent where all results are of one board', () => {
    const comparison = compare([small, large, virtual]);
    expect(markdown(comparison)).toMatch(/^# Comparison\n\n## Which board should I buy\?/);
    expect(htmlReport(comparison)).toMatch(
      /<h1>Comparison<\/h1>\s*<section class="guide"><h2>Which board should I buy\?/,
    );
    expect(markdown(compare(idleRepeats(host[0])))).not.toContain('Which board');
  });
});
