import { readFile } from 'node:fs/promises';
import { describe, expect, it } from 'vitest';
import { parseResult } from '../../../src/cli/bench/migrate-result.ts';

const recorded = async (): Promise<unknown> =>
  JSON.parse(await readFile(new URL('../../fixtures/bench/host-1.json', import.meta.url), 'utf8'));

describe('a result of version 2', () => {
  it('is read as version 3 with unchanged numbers', async () => {
    const { data } = parseResult(await recorded());
    expect(data).toMatchObject({
      version: 3,
      identity: { accelerator: { name: 'onnxruntime', driver: null, fallbackReason: null } },
    });
    expect(data?.load?.blocks[0]).toEqual({ block: 64, fits: false, engineOverruns: 8, blocks: 1462 });
    expect(Object.keys(data?.scenarios[0].play?.counters ?? {})).toEqual(
      expect.arrayContaining(['blocks', 'engineOverruns', 'hostOverruns', 'faults']),
    );
    expect(JSON.stringify(data)).not.toMatch(/ownMisses|schedulingMisses|standIn/);
  });

  it('is not changed by a second migration', async () => {
    const { data } = parseResult(await recorded());
    expect(parseResult(data).data).toEqual(data);
  });
});

describe('a result of another version', () => {
  it.each([1, 4, '2', null])('is refused: %j', async (version) => {
    const result = await recorded();
    expect(parseResult({ ...Object(result), version }).success).toBe(false);
  });

  it('is refused where it is not an object', () => {
    for (const content of [null, 2, 'text', []]) expect(parseResult(content).success).toBe(false);
  });
});
