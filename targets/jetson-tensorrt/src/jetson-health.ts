import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { BoardHealth, HealthReading } from '@neurorack/contracts/board-health';

/** The input rail of the board, by its label: POM_5V_IN on a Nano, VDD_IN on an Orin Nano. */
const INPUT_RAIL = /^(POM_5V_IN|VDD_IN)$/;

/** Health of a Jetson: that of Linux, the GPU's thermal zone, and the power that an INA3221 measures at the input rail. */
export function createJetsonHealth(
  linux: BoardHealth,
  { root = '/sys' }: { readonly root?: string } = {},
): BoardHealth {
  return {
    read: async () => {
      const [plain, acceleratorTemperatureC, power] = await Promise.all([linux.read(), gpuC(root), inputPower(root)]);
      return { ...plain, acceleratorTemperatureC, power };
    },
  };
}

async function gpuC(root: string): Promise<number | null> {
  const thermal = join(root, 'class/thermal');
  for (const zone of await list(thermal)) {
    const type = await text(join(thermal, zone, 'type'));
    if (!/^gpu-(therm|thermal)$/i.test(type ?? '')) continue;
    const celsius = Number((await text(join(thermal, zone, 'temp'))) ?? Number.NaN) / 1000;
    if (celsius > 0 && celsius < 150) return celsius;
  }
  return null;
}

async function inputPower(root: string): Promise<HealthReading['power']> {
  return (await byHwmon(join(root, 'class/hwmon'))) ?? (await byIio(join(root, 'bus/i2c/drivers/ina3221x')));
}

/** JetPack 5 and 6: hwmon, mV and mA of the labelled channel. */
async function byHwmon(folder: string): Promise<HealthReading['power']> {
  for (const name of await list(folder)) {
    const chip = join(folder, name);
    if ((await text(join(chip, 'name'))) !== 'ina3221') continue;
    for (const channel of [1, 2, 3]) {
      if (!INPUT_RAIL.test((await text(join(chip, `in${channel}_label`))) ?? '')) continue;
      const mV = Number(await text(join(chip, `in${channel}_input`)));
      const mA = Number(await text(join(chip, `curr${channel}_input`)));
      if (mV > 0 && mA > 0) return { watts: (mV * mA) / 1e6, meter: 'INA3221' };
    }
  }
  return null;
}

/** JetPack 4: NVIDIA's own driver, mW of the named rail. */
async function byIio(driver: string): Promise<HealthReading['power']> {
  for (const chip of await list(driver)) {
    for (const device of (await list(join(driver, chip))).filter((name) => name.startsWith('iio:device'))) {
      for (const channel of [0, 1, 2]) {
        const at = join(driver, chip, device);
        if (!INPUT_RAIL.test((await text(join(at, `rail_name_${channel}`))) ?? '')) continue;
        const mW = Number(await text(join(at, `in_power${channel}_input`)));
        if (mW > 0) return { watts: mW / 1000, meter: 'INA3221' };
      }
    }
  }
  return null;
}

const list = (folder: string): Promise<string[]> => readdir(folder).catch(() => []);

async function text(path: string): Promise<string | undefined> {
  return readFile(path, 'utf8').then(
    (value) => value.trim(),
    () => undefined,
  );
}
