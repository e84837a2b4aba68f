import { existsSync, mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { createPowerSwitch, POWER_OFF_FILE } from '../../src/app/power-switch.ts';

function setUp(folder: string | undefined) {
  const errors: string[] = [];
  const requestPowerOff = createPowerSwitch({ folder, onError: (line) => void errors.push(line) });
  return { requestPowerOff, errors };
}

describe('the power switch', () => {
  it('asks the service to switch the board off', () => {
    const folder = mkdtempSync(join(tmpdir(), 'neurorack-run-'));
    const { requestPowerOff } = setUp(folder);
    expect(requestPowerOff?.()).toBe(true);
    expect(existsSync(join(folder, POWER_OFF_FILE))).toBe(true);
  });

  it('is absent where no service runs the instrument', () => {
    expect(setUp(undefined).requestPowerOff).toBeUndefined();
    expect(setUp('').requestPowerOff).toBeUndefined();
  });

  it('reports a service that cannot be asked', () => {
    const { requestPowerOff, errors } = setUp('/nowhere/at/all');
    expect(requestPowerOff?.()).toBe(false);
    expect(errors).toEqual([expect.stringMatching(/^error: the board stays on: .*\/nowhere\/at\/all\/power-off/)]);
  });
});
