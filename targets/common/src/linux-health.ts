import { readdir, readFile } from 'node:fs/promises';
import type { BoardHealth } from '@neurorack/contracts/board-health';
import { readThrottling } from './pi-throttling.ts';

const THERMAL = '/sys/class/thermal';

/**
 * The processor's temperature as Linux measures it: the hottest thermal zone, without the power chip of a Jetson, which reports 100 °C at any
 * temperature; and throttling and low voltage of a Raspberry Pi. Everything else is unknown on a computer.
 */
export function createLinuxHealth({
  folder = THERMAL,
  sys = '/sys',
}: {
  readonly folder?: string;
  readonly sys?: string;
} = {}): BoardHealth {
  return {
    read: async () => {
      const [cpuTemperatureC, throttling] = await Promise.all([hottest(folder), readThrottling(sys)]);
      return { cpuTemperatureC, acceleratorTemperatureC: null, ...throttling, power: null };
    },
  };
}

async function hottest(folder: string): Promise<number | null> {
  const zones = await readdir(folder).catch((): string[] => []);
  const readings = await Promise.all(
    zones.filter((name) => name.startsWith('thermal_zone')).map((name) => readZone(`${folder}/${name}`)),
  );
  const plausible = readings.map((milli) => milli / 1000).filter((celsius) => celsius > 0 && celsius < 150);
  return plausible.length === 0 ? null : Math.max(...plausible);
}

/** Millidegrees; NaN for a zone that is no temperature. */
async function readZone(zone: string): Promise<number> {
  const [type, temperature] = await Promise.all(
    ['type', 'temp'].map((name) => readFile(`${zone}/${name}`, 'utf8').catch(() => '')),
  );
  return type.startsWith('PMIC') || temperature.trim() === '' ? Number.NaN : Number(temperature);
}
