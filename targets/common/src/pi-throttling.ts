import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';

/** The limits that a Raspberry Pi's firmware has lowered now; null where the kernel does not report it. */
export interface Throttling {
  readonly isThrottled: boolean | null;
  readonly hasLowVoltage: boolean | null;
}

/** Bits of the firmware's word: low voltage, capped, throttled, soft temperature limit, all of this moment (`vcgencmd get_throttled`). */
const LOW_VOLTAGE = 0x1;
const NOW = 0xf;

/**
 * Reads a Raspberry Pi's throttling from sysfs: the word of its firmware's driver, and the alarm of the driver `rpi_volt`, which a kernel
 * without that word has. `vcgencmd` needs a device that the service may not open.
 *
 * Evidence: the sources of both drivers (raspberrypi/linux, drivers/firmware and drivers/hwmon/raspberrypi-hwmon.c); never read on a board.
 */
export async function readThrottling(root = '/sys'): Promise<Throttling> {
  const [word, alarm] = await Promise.all([firmwareWord(root), voltageAlarm(root)]);
  if (word === null) return { isThrottled: alarm === true ? true : null, hasLowVoltage: alarm };
  const hasLowVoltage = (word & LOW_VOLTAGE) !== 0 || alarm === true;
  return { isThrottled: (word & NOW) !== 0 || hasLowVoltage, hasLowVoltage };
}

async function firmwareWord(root: string): Promise<number | null> {
  const driver = join(root, 'bus/platform/drivers/raspberrypi-firmware');
  for (const device of await readdir(driver).catch((): string[] => [])) {
    const text = await readFile(join(driver, device, 'get_throttled'), 'utf8').catch(() => '');
    if (/^[0-9a-f]+\s*$/.test(text)) return Number.parseInt(text, 16);
  }
  return null;
}

async function voltageAlarm(root: string): Promise<boolean | null> {
  const folder = join(root, 'class/hwmon');
  for (const chip of await readdir(folder).catch((): string[] => [])) {
    const name = await readFile(join(folder, chip, 'name'), 'utf8').catch(() => '');
    if (name.trim() !== 'rpi_volt') continue;
    const alarm = (await readFile(join(folder, chip, 'in0_lcrit_alarm'), 'utf8').catch(() => '')).trim();
    return alarm === '' ? null : alarm !== '0';
  }
  return null;
}
