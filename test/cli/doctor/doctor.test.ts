import { mkdirSync, mkdtempSync, readFileSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { boardIds, loadBoard } from '../../../src/board/board.ts';
import { runChecks } from '../../../src/cli/doctor/checks.ts';
import type { Finding } from '../../../src/cli/doctor/finding.ts';
import { createSystemProbe, type SystemProbe } from '../../../src/cli/doctor/system-probe.ts';
import { FAMILIES } from '../../../src/families/families.ts';
import { runCli } from '../run-cli.ts';
import { RECORDED, type Recorded } from './recorded-boards.ts';

const BOARDS = join(import.meta.dirname, '../../../boards');
const GOLDEN = join(import.meta.dirname, '../../golden/doctor');

/** A probe of the recorded board: its files in a folder, as for `doctor --root`. */
function probeOf({ files, devices, packages, unloadable = [], node }: Recorded): SystemProbe {
  const root = mkdtempSync(join(tmpdir(), 'board-'));
  for (const [path, text] of [...Object.entries(files), ...Object.keys(devices).map((path) => [path, ''])]) {
    mkdirSync(dirname(join(root, path)), { recursive: true });
    writeFileSync(join(root, path), text);
  }
  const probe = createSystemProbe({ root });
  return {
    ...probe,
    nodeVersion: node,
    hasPackage: (name) => packages.includes(name),
    canLoad: (name) => packages.includes(name) && !unloadable.includes(name),
    // Root, who may run this test, has all permissions.
    canOpen: (path) => (devices[path] === false ? false : probe.canOpen(path)),
  };
}

async function findingsOf(id: string, change: (recorded: Recorded) => void = () => undefined): Promise<Finding[]> {
  const recorded = structuredClone(RECORDED[id]);
  change(recorded);
  return runChecks(probeOf(recorded), await loadBoard(BOARDS, id), FAMILIES);
}

const bad = (findings: readonly Finding[]): Finding[] => findings.filter(({ state }) => state !== 'ok');
const WORD = '/sys/bus/platform/drivers/raspberrypi-firmware/soc:firmware/get_throttled';
const PCI = '/sys/bus/pci/devices/0001:01:00.0/device';
const DPKG = '/var/lib/dpkg/status';

describe('a board without problems', () => {
  it('is recorded for a board file each', async () => {
    expect(await boardIds(BOARDS)).toEqual(expect.arrayContaining(Object.keys(RECORDED)));
  });

  // UPDATE_GOLDEN=1 npx vitest run test/cli/doctor rewrites the reports.
  it.each(Object.keys(RECORDED))('%s has no finding, and its report equals the golden one', async (id) => {
    const findings = await findingsOf(id);
    expect(bad(findings).map(({ check }) => check)).toEqual([]);
    const report = `${findings.map(({ check, found }) => `${check}: ${found}`).join('\n')}\n`;
    const file = join(GOLDEN, `${id}.txt`);
    if (process.env.UPDATE_GOLDEN === '1') writeFileSync(file, report);
    expect(report).toBe(readFileSync(file, 'utf8'));
  });
});

describe('a board with a problem', () => {
  it('has lines that its panel’s pull-ups do not raise against the keepers of its header', async () => {
    const { panel, ...board } = await loadBoard(BOARDS, 'jetson-nano');
    if (panel?.gates === undefined || panel.knob?.kind !== 'quadrature') throw new TypeError('the panel has no gates');
    const [gates, knob] = [
      { ...panel.gates, pullUpOhms: 10_000 },
      { ...panel.knob, pullUpOhms: 50_000 },
    ];
    const pulledUp = { ...board, panel: { ...panel, gates, knob } };
    const found = bad(await runChecks(probeOf(structuredClone(RECORDED['jetson-nano'])), pulledUp, FAMILIES));
    expect(found).toMatchObject([
      {
        check: 'lines',
        state: 'fault',
        found: expect.stringContaining('gates (10 kΩ: 0.94 V), the knob (50 kΩ: 0.24 V)'),
      },
    ]);
    expect(found[0].remedy).toMatch(/74LVC14/);
  });

  it.each<[string, string, (recorded: Recorded) => void, string, Finding['state'], RegExp]>([
    ['no koffi', 'host', (r) => (r.packages = ['onnxruntime-node']), 'packages', 'warning', /npm install koffi/],
    [
      'no native ONNX Runtime',
      'host',
      (r) => (r.packages = ['koffi']),
      'accelerator',
      'warning',
      /npm install onnxruntime-node/,
    ],
    [
      'an ONNX Runtime for another system',
      'host',
      (r) => (r.unloadable = ['onnxruntime-node']),
      'accelerator',
      'warning',
      /npm install onnxruntime-node/,
    ],
    ['an old Node', 'pi5-cpu', (r) => (r.node = '18.20.4'), 'node', 'fault', /install Node 20\.19/],
    [
      'another board',
      'pi5-cpu',
      (r) => (r.files['/proc/device-tree/model'] = 'Raspberry Pi 3 Model B'),
      'board',
      'fault',
      /build for this board/,
    ],
    [
      'no device tree',
      'pi4-cpu',
      (r) => delete r.files['/proc/device-tree/model'],
      'board',
      'fault',
      /build for this computer/,
    ],
    [
      'a package that did not build',
      'pi5-cpu',
      (r) => (r.packages = ['onnxruntime-node']),
      'packages',
      'fault',
      /npm install koffi/,
    ],
    ['no I2C', 'pi5-cpu', (r) => delete r.devices['/dev/i2c-1'], 'i2c', 'fault', /dtparam=i2c_arm=on/],
    [
      'an I2C bus without permission',
      'jetson-nano',
      (r) => (r.devices['/dev/i2c-1'] = false),
      'i2c',
      'fault',
      /group i2c/,
    ],
    [
      'a slow bus',
      'pi4-cpu',
      (r) => (r.files['/boot/firmware/config.txt'] = 'dtparam=i2c_arm=on\n'),
      'i2c speed',
      'warning',
      /baudrate=400000/,
    ],
    [
      'no GPIO chip',
      'jetson-orin-nano',
      (r) => {
        for (const index of [0, 1]) delete r.devices[`/dev/gpiochip${index}`];
      },
      'gpio',
      'fault',
      /CONFIG_GPIO_CDEV/,
    ],
    ['GPIO without permission', 'pi5-cpu', (r) => (r.devices['/dev/gpiochip0'] = false), 'gpio', 'fault', /group gpio/],
    [
      'another GPIO chip',
      'pi5-cpu',
      (r) => (r.files['/sys/class/gpio/gpiochip571/label'] = 'pinctrl-bcm2711'),
      'gpio',
      'warning',
      /gpiodetect/,
    ],
    [
      'no DAC',
      'pi5-cpu',
      (r) => (r.files['/proc/asound/cards'] = ' 0 [vc4hdmi0       ]: vc4-hdmi\n'),
      'sound',
      'fault',
      /hifiberry-dac/,
    ],
    ['no Hailo', 'pi5-hailo8', (r) => delete r.devices['/dev/hailo0'], 'accelerator', 'fault', /hailo-all/],
    [
      'no TensorRT',
      'jetson-nano',
      (r) => {
        for (const suffix of ['8', '8.2.1']) delete r.files[`/usr/lib/aarch64-linux-gnu/libnvinfer.so.${suffix}`];
      },
      'accelerator',
      'fault',
      /nvidia-jetpack/,
    ],
    [
      'a native part that has not been built',
      'jetson-orin-nano',
      (r) => delete r.files['/opt/neurorack/current/native/libneurorack_trt.so'],
      'accelerator',
      'warning',
      /sudo make -C/,
    ],
    ['low voltage', 'pi5-cpu', (r) => (r.files[WORD] = '50005\n'), 'supply', 'warning', /5\.1 V/],
    ['low voltage before', 'pi4-cpu', (r) => (r.files[WORD] = '50000\n'), 'supply', 'warning', /5\.1 V/],
    ['heat', 'pi5-cpu', (r) => (r.files[WORD] = 'e0008\n'), 'supply', 'warning', /heat sink/],
    [
      'a driver of another version than the library',
      'pi5-hailo8',
      (r) => (r.files['/sys/module/hailo_pci/version'] = '4.22.0\n'),
      'accelerator',
      'warning',
      /full-upgrade/,
    ],
    [
      'firmware of another version',
      'pi5-hailo8l',
      (r) => (r.files[DPKG] = r.files[DPKG].replace('4.23.0-2', '4.20.0-1')),
      'accelerator',
      'warning',
      /off and on/,
    ],
    [
      'a Hailo-10H under a build for the Hailo-8',
      'pi5-hailo8',
      (r) => (r.files[PCI] = '0x45c4\n'),
      'accelerator',
      'fault',
      /build of a board whose file has `device: hailo10h`/,
    ],
    [
      'packages of the Hailo-10H',
      'pi5-hailo8',
      (r) => (r.files[DPKG] += '\nPackage: h10-hailort\nStatus: install ok installed\nVersion: 5.1.1\n'),
      'accelerator',
      'fault',
      /purge h10-hailort/,
    ],
    [
      'a chip without a driver on Trixie',
      'pi5-hailo8',
      (r) => {
        delete r.devices['/dev/hailo0'];
        delete r.files['/sys/module/hailo_pci/version'];
      },
      'accelerator',
      'fault',
      /apt install dkms hailo-all.*dkms status/,
    ],
    ['no Hailo-8L', 'pi5-hailo8l', (r) => delete r.devices['/dev/hailo0'], 'accelerator', 'fault', /hailo-all/],
    [
      'no virtual sound card',
      'virtual',
      (r) => (r.files['/proc/asound/cards'] = '--- no soundcards ---\n'),
      'sound',
      'fault',
      /overlay/,
    ],
    [
      'no real-time limit',
      'pi5-cpu',
      (r) => (r.files['/proc/self/limits'] = 'Max realtime priority     0   0\n'),
      'real time',
      'warning',
      /limits\.conf/,
    ],
    [
      'a full memory',
      'jetson-nano',
      (r) => (r.files['/proc/meminfo'] = 'MemAvailable:  120000 kB\n'),
      'memory',
      'warning',
      /multi-user/,
    ],
    [
      'a power-saving clock',
      'pi4-cpu',
      (r) => (r.files['/sys/devices/system/cpu/cpu0/cpufreq/scaling_governor'] = 'ondemand\n'),
      'processor',
      'warning',
      /performance/,
    ],
    [
      'a hot board',
      'pi5-cpu',
      (r) => (r.files['/sys/class/thermal/thermal_zone0/temp'] = '84000\n'),
      'temperature',
      'warning',
      /fan/,
    ],
  ])('%s (%s)', async (_, id, change, check, state, remedy) => {
    const found = bad(await findingsOf(id, change));
    expect(found.map((finding) => [finding.check, finding.state])).toEqual([[check, state]]);
    expect(found[0].remedy).toMatch(remedy);
  });
});

describe('neurorack doctor', () => {
  it('finds that this computer can play', async () => {
    const { code, stdout } = await runCli('doctor', '--json');
    const { board, findings } = JSON.parse(stdout);
    expect([code, board]).toEqual([0, 'host']);
    expect(findings.find(({ check }: Finding) => check === 'node').state).toBe('ok');
  });

  it('reports that this computer is not a Pi, with exit code 1', async () => {
    const { code, stdout } = await runCli('doctor', '--board', 'pi5-cpu');
    expect(code).toBe(1);
    expect(stdout).toContain('Raspberry Pi 5, network on the CPU: the instrument has not been run on this board yet');
    expect(stdout).toContain('FAULT    board: this is not a Raspberry Pi 5');
  });

  it('refuses a board without a file', async () => {
    const { code, stderr } = await runCli('doctor', '--board', 'pi6');
    expect([code, stderr.split('\n')[0]]).toEqual([2, "error: there is no board 'pi6'"]);
  });
});
