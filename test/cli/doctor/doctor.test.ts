import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { loadBoard } from '../../../src/board/board.ts';
import { examine, type Finding } from '../../../src/cli/doctor/checks.ts';
import type { World } from '../../../src/cli/doctor/world.ts';
import { runCli } from '../run-cli.ts';

const BOARDS = join(import.meta.dirname, '../../../boards');

/** A board as it should be: files by path; devices that may be opened (true) or not (false). */
interface Recorded {
  files: Record<string, string>;
  devices: Record<string, boolean>;
  packages: string[];
  node: string;
}

const common = {
  '/proc/meminfo': 'MemTotal:        8245220 kB\nMemAvailable:    6021244 kB\n',
  '/proc/self/limits':
    'Limit                     Soft Limit           Hard Limit           Units     \nMax realtime priority     80                   80                   \n',
  '/sys/devices/system/cpu/cpu0/cpufreq/scaling_governor': 'performance\n',
  '/sys/class/thermal/thermal_zone0/temp': '51200\n',
};

const pi = (model: string, chip: string): Recorded => ({
  node: '20.19.1',
  files: {
    ...common,
    '/proc/device-tree/model': `${model}\0`,
    '/boot/firmware/config.txt': 'dtparam=i2c_arm=on,i2c_arm_baudrate=400000\ndtoverlay=hifiberry-dac\n',
    '/proc/asound/cards': ' 0 [sndrpihifiberry]: HifiberryDac - snd_rpi_hifiberry_dac\n',
    '/sys/bus/gpio/devices/gpiochip0/label': `${chip}\n`,
  },
  devices: { '/dev/i2c-1': true, '/dev/gpiochip0': true, '/dev/hailo0': true },
  packages: ['onnxruntime-node', 'koffi', 'i2c-bus'],
});

const jetson = (model: string, chip: string, bus: number, card: string): Recorded => ({
  node: '20.20.0',
  files: {
    ...common,
    '/proc/device-tree/model': `${model}\0`,
    '/proc/asound/cards': ` 0 [HDA            ]: tegra-hda\n 1 [${card.padEnd(15)}]: ${card}\n`,
    '/sys/bus/gpio/devices/gpiochip0/label': `${chip}\n`,
    '/usr/lib/aarch64-linux-gnu/libnvinfer.so.8': '',
  },
  devices: { [`/dev/i2c-${bus}`]: true, '/dev/gpiochip0': true },
  packages: ['onnxruntime-node', 'koffi', 'i2c-bus'],
});

const RECORDED: Readonly<Record<string, Recorded>> = {
  'pi5-cpu': pi('Raspberry Pi 5 Model B Rev 1.0', 'pinctrl-rp1'),
  'pi5-hailo8': pi('Raspberry Pi 5 Model B Rev 1.0', 'pinctrl-rp1'),
  'pi4-cpu': pi('Raspberry Pi 4 Model B Rev 1.5', 'pinctrl-bcm2711'),
  'jetson-nano': jetson('NVIDIA Jetson Nano Developer Kit', 'tegra-gpio', 1, 'tegrasndt210ref'),
  'jetson-orin-nano': jetson('NVIDIA Jetson Orin Nano Developer Kit', 'tegra234-gpio', 7, 'APE'),
  host: { node: '22.1.0', files: common, devices: {}, packages: ['onnxruntime-node'] },
};

function worldOf({ files, devices, packages, node }: Recorded): World {
  const paths = [...Object.keys(files), ...Object.keys(devices)];
  return {
    nodeVersion: node,
    read: (path) => files[path],
    list: (folder) => [
      ...new Set(
        paths
          .filter((path) => path.startsWith(`${folder}/`))
          .map((path) => path.slice(folder.length + 1).split('/')[0]),
      ),
    ],
    mayOpen: (path) => devices[path],
    hasPackage: (name) => packages.includes(name),
  };
}

async function findingsOf(id: string, change: (recorded: Recorded) => void = () => undefined): Promise<Finding[]> {
  const recorded = structuredClone(RECORDED[id]);
  change(recorded);
  return examine(worldOf(recorded), await loadBoard(BOARDS, id));
}

const bad = (findings: readonly Finding[]): Finding[] => findings.filter(({ state }) => state !== 'ok');

describe('a board as it should be', () => {
  it.each(Object.keys(RECORDED))('%s has nothing to repair', async (id) => {
    const findings = await findingsOf(id);
    expect(bad(findings)).toEqual([]);
    expect(findings.length).toBeGreaterThan(id === 'host' ? 4 : 9);
  });
});

describe('a board on which something is wrong', () => {
  it.each<[string, string, (recorded: Recorded) => void, string, Finding['state'], RegExp]>([
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
      /npm install koffi i2c-bus/,
    ],
    ['no I2C', 'pi5-cpu', (r) => delete r.devices['/dev/i2c-1'], 'i2c', 'fault', /dtparam=i2c_arm=on/],
    ['an I2C bus of root alone', 'jetson-nano', (r) => (r.devices['/dev/i2c-1'] = false), 'i2c', 'fault', /group i2c/],
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
      (r) => delete r.devices['/dev/gpiochip0'],
      'gpio',
      'fault',
      /CONFIG_GPIO_CDEV/,
    ],
    ['GPIO of root alone', 'pi5-cpu', (r) => (r.devices['/dev/gpiochip0'] = false), 'gpio', 'fault', /group gpio/],
    [
      'another GPIO chip',
      'pi5-cpu',
      (r) => (r.files['/sys/bus/gpio/devices/gpiochip0/label'] = 'pinctrl-bcm2711'),
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
      (r) => delete r.files['/usr/lib/aarch64-linux-gnu/libnvinfer.so.8'],
      'accelerator',
      'fault',
      /nvidia-jetpack/,
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
      'a saving clock',
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
  it('examines this computer: it can play', async () => {
    const { code, stdout } = await runCli('doctor', '--json');
    const { board, findings } = JSON.parse(stdout);
    expect([code, board]).toEqual([0, 'host']);
    expect(findings.find(({ check }: Finding) => check === 'node').state).toBe('ok');
  });

  it('says that this computer is no Pi, with exit code 1', async () => {
    const { code, stdout } = await runCli('doctor', '--board', 'pi5-cpu');
    expect(code).toBe(1);
    expect(stdout).toContain('Raspberry Pi 5, network on the CPU: nobody has run the instrument on it yet');
    expect(stdout).toContain('FAULT    board: this is no Raspberry Pi 5');
  });

  it('does not know a board that has no file', async () => {
    const { code, stderr } = await runCli('doctor', '--board', 'pi6');
    expect([code, stderr.split('\n')[0]]).toEqual([2, "error: there is no board 'pi6'"]);
  });
});
