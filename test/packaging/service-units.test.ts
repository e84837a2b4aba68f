import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';

const UNITS = ['packaging/neurorack.service', 'targets/jetson-tensorrt/container/neurorack-container.service'];

/** The settings of a section of a unit file. */
function section(unit: string, name: string): ReadonlyMap<string, string> {
  const body = unit.split(/^\[/m).find((part) => part.startsWith(`${name}]`)) ?? '';
  return new Map([...body.matchAll(/^(\w+)=(.*)$/gm)].map(([, key, value]) => [key, value]));
}

describe.each(UNITS)('%s', (file) => {
  const unit = readFileSync(new URL(`../../${file}`, import.meta.url), 'utf8');

  it('is started again for ever, however often and fast the instrument ends', () => {
    expect(section(unit, 'Unit').get('StartLimitIntervalSec')).toBe('0');
    expect(section(unit, 'Service').get('Restart')).toBe('always');
    expect(Number(section(unit, 'Service').get('RestartSec'))).toBeGreaterThanOrEqual(1);
  });

  it('does not give up when another unit fails', () => {
    const keys = [...section(unit, 'Unit').keys()];
    expect(keys.filter((key) => /^(Requires|Requisite|BindsTo|StartLimitAction|OnFailure)$/.test(key))).toEqual([]);
    expect(section(unit, 'Service').has('RestartPreventExitStatus')).toBe(false);
  });
});
