import { mkdirSync, mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { createLinuxHealth } from '@neurorack/common';
import { describe, expect, it } from 'vitest';

const WORD = 'bus/platform/drivers/raspberrypi-firmware/soc:firmware/get_throttled';

/** Health of a board with these files below /sys. */
async function healthOf(files: Readonly<Record<string, string>>) {
  const sys = mkdtempSync(join(tmpdir(), 'neurorack-sys-'));
  for (const [name, text] of Object.entries(files)) {
    mkdirSync(dirname(join(sys, name)), { recursive: true });
    writeFileSync(join(sys, name), text);
  }
  const { isThrottled, hasLowVoltage } = await createLinuxHealth({ folder: '/nowhere', sys }).read();
  return [isThrottled, hasLowVoltage];
}

const hwmon = (alarm: string) => ({
  'class/hwmon/hwmon2/name': 'rpi_volt\n',
  'class/hwmon/hwmon2/in0_lcrit_alarm': alarm,
});

describe('throttling of a Raspberry Pi', () => {
  it.each<[string, Record<string, string>, (boolean | null)[]]>([
    ['nothing', { [WORD]: '0\n' }, [false, false]],
    ['low voltage now', { [WORD]: '50005\n' }, [true, true]],
    ['low voltage since the start alone', { [WORD]: '50000\n' }, [false, false]],
    ['heat now', { [WORD]: '80008\n' }, [true, false]],
    ['the alarm of rpi_volt', hwmon('1\n'), [true, true]],
    ['no alarm, and no word', hwmon('0\n'), [null, false]],
    ['both, with the alarm', { [WORD]: '0\n', ...hwmon('1\n') }, [true, true]],
    ['another computer', { 'class/hwmon/hwmon0/name': 'k10temp\n' }, [null, null]],
  ])('is read from sysfs: %s', async (_, files, expected) => {
    expect(await healthOf(files)).toEqual(expected);
  });
});
