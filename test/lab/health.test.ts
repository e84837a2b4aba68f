import { mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { type Facts, healthProblems, readFacts, readKnownGood } from '../../ci/lab/health.ts';
import { createLocalShell } from '../../ci/lab/transports/local-shell.ts';
import { expectFailure } from './fails.ts';

const PI: Facts = {
  bootId: null,
  revision: 'Raspberry Pi 5 Model B Rev 1.0',
  cpu: null,
  cores: 4,
  memoryMb: 8050,
  kernel: '6.6.31+rpt-rpi-2712',
  governor: 'performance',
  temperatureC: 48.2,
  isThrottled: false,
  hasLowVoltage: false,
  paceMs: 12,
};

describe('the facts about a board', () => {
  it('come from its own Node: cores, memory, kernel, and the time of a fixed computation', async () => {
    const facts = await readFacts(createLocalShell());
    const { cpus, release } = await import('node:os');
    expect([facts.cores, facts.kernel]).toEqual([cpus().length, release()]);
    expect(facts.paceMs).toBeGreaterThan(0);
    expect(healthProblems({ ...facts, temperatureC: null }, facts)).toEqual([]);
  });

  it('are refused where no Node answers', async () => {
    const shell = createLocalShell();
    const without = { ...shell, run: (script: string) => shell.run(`node() { :; }; PATH=/nowhere; ${script}`) };
    await expectFailure(readFacts(without), 'device-fault', 'has no valid health probe');
  });
});

describe('a board compared with its recorded facts', () => {
  it('is healthy when nothing has changed but a little speed', () => {
    expect(healthProblems({ ...PI, paceMs: 14, temperatureC: 51, kernel: '6.6.40' }, PI)).toEqual([]);
  });

  it.each<[Partial<Facts>, string]>([
    [{ governor: 'powersave' }, 'governor is powersave, recorded performance'],
    [{ revision: 'Raspberry Pi 4 Model B Rev 1.4' }, 'revision is Raspberry Pi 4 Model B Rev 1.4, recorded'],
    [{ cores: 3 }, 'cores is 3, recorded 4'],
    [{ memoryMb: 4030 }, 'it has 4030 MB, recorded 8050'],
    [{ paceMs: 18 }, 'it computes 1.50 times as slowly as recorded'],
    [{ temperatureC: 81 }, 'it has 81 °C before it begins'],
    [{ isThrottled: true }, 'it is throttled'],
    [{ isThrottled: true, hasLowVoltage: true }, 'its supply voltage is too low'],
  ])('has a problem with %o', (change, words) => {
    const problems = healthProblems({ ...PI, ...change }, PI);
    expect(problems).toHaveLength(1);
    expect(problems[0]).toContain(words);
  });

  it('without recorded facts has problems by heat and throttling only', () => {
    expect(healthProblems(PI, null)).toEqual([]);
    expect(healthProblems({ ...PI, temperatureC: 90, isThrottled: true }, null)).toHaveLength(2);
  });

  it('is refused where the record is invalid', async () => {
    const file = join(mkdtempSync(join(tmpdir(), 'nr-known-')), 'pi.json');
    writeFileSync(file, '{"format":"neurorack-lab-known-good","version":1,"facts":{}}');
    await expectFailure(readKnownGood(file), 'bad-file', 'is not a record of a healthy board');
  });
});
