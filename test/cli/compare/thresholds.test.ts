import { mkdtemp, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { readThresholds } from '../../../src/cli/compare/thresholds.ts';
import { namedErrorOf } from '../../../testing/named-error.ts';

async function limitsOf(...lines: readonly string[]) {
  const file = join(await mkdtemp(join(tmpdir(), 'neurorack-thresholds-')), 'thresholds.yaml');
  await writeFile(file, ['format: neurorack-thresholds', 'version: 1', 'limits:', ...lines, ''].join('\n'));
  return readThresholds(file);
}

describe('a thresholds file', () => {
  it('is read with the former names of metrics and limits', async () => {
    const limits = await limitsOf(
      '  - { metric: own-misses, most: 1 }',
      '  - { metric: scheduling-misses, max: 2 }',
      '  - { metric: throughput, least: 3 }',
    );
    expect(limits).toMatchObject([
      { metric: 'engine-overruns', max: 1, min: undefined },
      { metric: 'host-overruns', max: 2 },
      { metric: 'throughput', min: 3 },
    ]);
  });

  it('is refused with two limits of one metric in a line', async () => {
    const error = await namedErrorOf(() => limitsOf('  - { metric: gate-p99, max: 20, min: 1 }'));
    expect(error).toMatchObject({ kind: 'bad-config', message: expect.stringContaining('one of ratio, max and min') });
  });
});
