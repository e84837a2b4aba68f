import { mkdirSync, mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { loadBoard } from '../../../src/board/board.ts';
import { createLinuxHealth } from '../../../targets/common/src/linux-health.ts';
import { createJetsonHealth, createTarget } from '../../../targets/jetson-tensorrt/src/index.ts';
import { expectNamedError, namedErrorOf } from '../../../testing/named-error.ts';
import { fakeOnnx } from '../../../testing/tensorrt/fake-control.ts';
import {
  buildFake,
  COMPILATION_MS,
  hasCompiler,
  temporaryFolder,
  writeOnnx,
} from '../../../testing/tensorrt/fake-library.ts';
import { PROBE_TENSORS } from '../../conformance/accelerator.ts';
import { describeBoardHealth } from '../../conformance/board.ts';

const BOARDS = join(import.meta.dirname, '../../../boards');
const nano = await loadBoard(BOARDS, 'jetson-nano');
const orin = await loadBoard(BOARDS, 'jetson-orin-nano');

const plain = {
  read: async () => ({ cpuTemperatureC: 40, acceleratorTemperatureC: null, isThrottled: null, power: null }),
};

/** Creates a /sys with these files. */
function sysOf(files: Readonly<Record<string, string>>): string {
  const root = mkdtempSync(join(tmpdir(), 'sys-'));
  for (const [name, text] of Object.entries(files)) {
    mkdirSync(dirname(join(root, name)), { recursive: true });
    writeFileSync(join(root, name), `${text}\n`);
  }
  return root;
}

describeBoardHealth({ name: 'a Jetson', create: () => createTarget(nano).createBoardHealth() });

describe("a Jetson's health", () => {
  it('is the GPU zone and the input rail in the files of JetPack 4', async () => {
    const chip = 'bus/i2c/drivers/ina3221x/6-0040/iio:device0';
    const root = sysOf({
      'class/thermal/thermal_zone1/type': 'CPU-therm',
      'class/thermal/thermal_zone1/temp': '33000',
      'class/thermal/thermal_zone2/type': 'GPU-therm',
      'class/thermal/thermal_zone2/temp': '31500',
      [`${chip}/rail_name_0`]: 'POM_5V_IN',
      [`${chip}/in_power0_input`]: '2310',
      [`${chip}/rail_name_1`]: 'POM_5V_GPU',
      [`${chip}/in_power1_input`]: '120',
    });
    expect(await createJetsonHealth(plain, { root }).read()).toEqual({
      cpuTemperatureC: 40,
      acceleratorTemperatureC: 31.5,
      isThrottled: null,
      power: { watts: 2.31, meter: 'INA3221' },
    });
  });

  it('is volts times amperes of the input in the files of JetPack 6', async () => {
    const root = sysOf({
      'class/thermal/thermal_zone0/type': 'gpu-thermal',
      'class/thermal/thermal_zone0/temp': '45250',
      'class/hwmon/hwmon0/name': 'nvme',
      'class/hwmon/hwmon1/name': 'ina3221',
      'class/hwmon/hwmon1/in1_label': 'VDD_IN',
      'class/hwmon/hwmon1/in1_input': '5000',
      'class/hwmon/hwmon1/curr1_input': '1100',
      'class/hwmon/hwmon1/in2_label': 'VDD_CPU_GPU_CV',
      'class/hwmon/hwmon1/in2_input': '5000',
      'class/hwmon/hwmon1/curr2_input': '300',
    });
    expect(await createJetsonHealth(plain, { root }).read()).toMatchObject({
      acceleratorTemperatureC: 45.25,
      power: { watts: 5.5, meter: 'INA3221' },
    });
  });

  it('ignores the constant 100 °C of a power chip', async () => {
    const root = sysOf({
      'class/thermal/thermal_zone1/type': 'CPU-therm',
      'class/thermal/thermal_zone1/temp': '36000',
      'class/thermal/thermal_zone4/type': 'PMIC-Die',
      'class/thermal/thermal_zone4/temp': '100000',
    });
    const linux = createLinuxHealth({ folder: join(root, 'class/thermal') });
    expect(await createJetsonHealth(linux, { root }).read()).toMatchObject({ cpuTemperatureC: 36 });
  });

  it('is unknown where files are missing or implausible', async () => {
    const root = sysOf({
      'class/thermal/thermal_zone0/type': 'gpu-thermal',
      'class/thermal/thermal_zone0/temp': '-256000',
    });
    expect(await createJetsonHealth(plain, { root }).read()).toMatchObject({
      acceleratorTemperatureC: null,
      power: null,
    });
  });
});

describe('the target of a Jetson', () => {
  it('uses the artifacts for TensorRT, and the network of the CPU fallback', () => {
    for (const board of [nano, orin]) {
      const target = createTarget(board);
      const names = [target.id, target.createAccelerator().name, target.createFallback?.().name];
      expect(names).toEqual(['jetson-tensorrt', 'tensorrt', 'onnxruntime']);
    }
  });

  it('refuses a board with another accelerator', async () => {
    const other = await loadBoard(BOARDS, 'pi5-cpu');
    expectNamedError(() => createTarget(other), 'bad-config', 'no TensorRT');
  });

  it('opens nothing without TensorRT, so that the CPU plays', async () => {
    const target = createTarget(nano, { library: '/nowhere/libneurorack_trt.so' });
    const error = await namedErrorOf(() =>
      target.createAccelerator().open({ path: writeOnnx(fakeOnnx(PROBE_TENSORS)), ...PROBE_TENSORS }),
    );
    expect(error).toMatchObject({ kind: 'missing-library' });
  });

  it.skipIf(!hasCompiler)('logs the start and the end of an engine build', { timeout: COMPILATION_MS }, async () => {
    const said: string[] = [];
    const { library } = buildFake('8.2');
    const target = createTarget(nano, { library, engines: temporaryFolder(), log: (line) => said.push(line) });
    const session = await target
      .createAccelerator()
      .open({ path: writeOnnx(fakeOnnx(PROBE_TENSORS)), ...PROBE_TENSORS });
    await session.close();
    expect(said[0]).toMatch(/^TensorRT engine of probe: starting, 0 s; the processor plays/);
    expect(said.at(-1)).toMatch(/built, 100 %/);
  });
});
