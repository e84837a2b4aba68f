import { type Check, ok, warning } from './finding.ts';
import type { SystemProbe } from './system-probe.ts';

/** Bits of the firmware's word, now and since the start: low voltage, capped, throttled, soft temperature limit. */
const LOW_VOLTAGE = 0x1_0001;
const SLOWED = 0xe_000e;
const FIRMWARE = '/sys/bus/platform/drivers/raspberrypi-firmware';

/** Low voltage and throttling of a Raspberry Pi, now or since its start; only where the kernel reports them. */
export const supply: Check = (system) => {
  const word = firmwareWord(system);
  const alarm = voltageAlarm(system);
  if (word === undefined && alarm === undefined) return undefined;
  const bits = word ?? 0;
  if (alarm === true || (bits & LOW_VOLTAGE) !== 0) {
    const when = alarm === true || (bits & 1) !== 0 ? 'is too low now' : 'was too low since the start';
    return warning(
      'supply',
      `the supply voltage ${when}: the clock is lowered, and sound has gaps`,
      'use a supply of 5.1 V and 5 A with a short cable; usb_max_current_enable=1 only hides the warning of a weaker one',
    );
  }
  if ((bits & SLOWED) !== 0) {
    const when = (bits & 0xe) !== 0 ? 'now' : 'since the start';
    return warning('supply', `the clock was lowered because of heat (${when})`, 'fit a heat sink or a fan');
  }
  return ok('supply', word === undefined ? 'voltage in order' : 'voltage in order, not throttled since the start');
};

function firmwareWord(system: SystemProbe): number | undefined {
  const texts = system.list(FIRMWARE).map((device) => system.read(`${FIRMWARE}/${device}/get_throttled`)?.trim());
  const text = texts.find((one) => one !== undefined && /^[0-9a-f]+$/.test(one));
  return text === undefined ? undefined : Number.parseInt(text, 16);
}

function voltageAlarm(system: SystemProbe): boolean | undefined {
  const folder = '/sys/class/hwmon';
  const chip = system.list(folder).find((name) => system.read(`${folder}/${name}/name`)?.trim() === 'rpi_volt');
  const alarm = chip === undefined ? undefined : system.read(`${folder}/${chip}/in0_lcrit_alarm`)?.trim();
  return alarm === undefined ? undefined : alarm !== '0';
}
