import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { Ajv2020 } from 'ajv/dist/2020.js';
import { describe, expect, it } from 'vitest';
import './built-thread.ts';

const ROOT = fileURLToPath(new URL('../../', import.meta.url));

describe('neurorack bench', () => {
  it('prints a result that its schema accepts, with no gate and no voltage step lost', async () => {
    const args = [
      'bench',
      '--seconds',
      '3',
      '--latencies',
      '5',
      '--blocks',
      '256',
      '--panels',
      '2',
      '--sweep',
      '0',
      '--flood',
      '1',
      '--json',
    ];
    const child = spawn(process.execPath, [join(ROOT, 'bin/neurorack.js'), ...args]);
    let stdout = '';
    child.stdout.on('data', (chunk) => {
      stdout += chunk;
    });
    // No terminal reads it, and a run takes minutes.
    let stderr = '';
    child.stderr.on('data', (chunk) => {
      stderr += chunk;
    });
    const [code] = await once(child, 'close');
    expect(code).toBe(0);
    expect(stderr.split('\n').slice(0, 3)).toEqual([
      expect.stringMatching(/^the bench plays for at least \d+ s; .*--latencies/),
      'playing 3 s in blocks of 256',
      'measuring the latency of 5 gates and CV steps in blocks of 256',
    ]);
    const result = JSON.parse(stdout);
    const validate = new Ajv2020({ strict: false }).compile(
      JSON.parse(readFileSync(join(ROOT, 'ci/bench/result.schema.json'), 'utf8')),
    );
    expect(validate(result), JSON.stringify(validate.errors)).toBe(true);
    expect(Object.values(result.cold).filter((ms) => ms === null)).toHaveLength(0);
    expect(result.parity[0]).toMatchObject({ precision: 'fp32', passed: true });
    const [{ play, latency }] = result.scenarios;
    const counted = play.histograms.blockUs.map(([, , count]: number[]) => count);
    expect(counted.reduce((sum: number, count: number) => sum + count, 0)).toBe(play.blockUs.count);
    expect(play.counters.blocks).toBeGreaterThan(400);
    expect(play.counters.lostEdges).toBe(0);
    expect(play.panels.panels).toBe(2);
    expect(play.panels.textPerSecond).toBeGreaterThan(0);
    for (const { count, lost } of [latency.gate, latency.cv, latency.cvFromJack]) expect([count, lost]).toEqual([5, 0]);
    // 1000 messages in a second and 20 notes with their ends, by each input.
    for (const { sent, dropped, name } of result.messages.inputs)
      expect.soft([sent >= 1040, dropped], name).toEqual([true, 0]);
    expect(result.messages).toMatchObject({ block: 256, perSecond: 1000, lostEdges: 0 });
    expect(validate({ ...result, throughput: {} })).toBe(false);
  });
});
