import { describe, expect, it } from 'vitest';
import type { BenchResult } from '../../../src/cli/bench/result-schema.ts';
import { buyingGuide } from '../../../src/cli/compare/buying-guide.ts';
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

describe('the guide of boards', () => {
  const guide = buyingGuide(compare([small, large, virtual])) ?? [];

  it('has a table for each class of evidence, ordered within it alone, and one of boards that nobody has run', () => {
    expect(guide.map(({ evidence, rows }) => [evidence, rows.map(({ board }) => board)])).toEqual([
      ['measured', ['pi5-cpu', 'pi4-cpu']],
      ['virtual', ['virtual']],
      ['not run', ['pi5-hailo8l', 'pi5-hailo8', 'pi5-hailo10h', 'jetson-nano', 'jetson-orin-nano']],
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
      price: 'under 100 $ (2025-12)',
      runs: '1',
    });
    const { price, runs, board, ...unmeasured } = guide[2].rows[4];
    expect([board, price, runs]).toEqual(['jetson-orin-nano', 'unknown', '0']);
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
