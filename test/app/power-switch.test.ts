import { existsSync, mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { createPowerSwitch, POWER_OFF_FILE } from '../../src/app/power-switch.ts';

function setUp(folder: string | undefined) {
  const said: string[] = [];
  let stops = 0;
  const press = createPowerSwitch({ folder, stop: () => void stops++, onError: (line) => void said.push(line) });
  return { press, said, stops: () => stops };
}

describe('shutting down from the display', () => {
  it('tells the service to switch the board off, and ends', () => {
    const folder = mkdtempSync(join(tmpdir(), 'neurorack-run-'));
    const { press, stops } = setUp(folder);
    press?.();
    expect(existsSync(join(folder, POWER_OFF_FILE))).toBe(true);
    expect(stops()).toBe(1);
  });

  it('is not offered where no service runs the instrument', () => {
    expect(setUp(undefined).press).toBeUndefined();
    expect(setUp('').press).toBeUndefined();
  });

  it('plays on and says so when the service cannot be told', () => {
    const { press, said, stops } = setUp('/nowhere/at/all');
    press?.();
    expect(stops()).toBe(0);
    expect(said).toEqual([expect.stringMatching(/^error: the board stays on: .*\/nowhere\/at\/all\/power-off/)]);
  });
});
