/** A board without problems: files by path; devices with permission to open them (true) or without (false). */
export interface Recorded {
  files: Record<string, string>;
  devices: Record<string, boolean>;
  packages: string[];
  /** Packages that are installed and do not load. */
  unloadable?: string[];
  node: string;
}

const ALL_PACKAGES = ['onnxruntime-node', 'koffi'];

const common = (memoryKb: number): Record<string, string> => ({
  '/proc/meminfo': `MemTotal:        ${memoryKb} kB\nMemFree:         ${memoryKb >> 1} kB\nMemAvailable:    ${(memoryKb >> 2) * 3} kB\n`,
  '/proc/self/limits':
    'Limit                     Soft Limit           Hard Limit           Units     \nMax locked memory         unlimited            unlimited            bytes     \nMax realtime priority     80                   80                   \n',
  '/sys/devices/system/cpu/cpu0/cpufreq/scaling_governor': 'performance\n',
});

/** Thermal zones in their order: type and millidegrees. */
const thermal = (zones: readonly (readonly [string, number])[]): Record<string, string> =>
  Object.fromEntries(
    zones.flatMap(([type, milli], index) => [
      [`/sys/class/thermal/thermal_zone${index}/type`, `${type}\n`],
      [`/sys/class/thermal/thermal_zone${index}/temp`, `${milli}\n`],
    ]),
  );

/** As /proc/asound/cards has them: id, driver, name. */
const cards = (list: readonly (readonly [string, string, string])[]): string =>
  list
    .map(
      ([id, driver, name], index) =>
        ` ${index} [${id.padEnd(15)}]: ${driver} - ${name}\n                      ${name}\n`,
    )
    .join('');

/** GPIO chips: first number of /sys/class/gpio and label; their devices are counted from 0. */
function gpio(chips: readonly (readonly [number, string])[]): Pick<Recorded, 'files' | 'devices'> {
  return {
    files: Object.fromEntries(chips.map(([base, label]) => [`/sys/class/gpio/gpiochip${base}/label`, `${label}\n`])),
    devices: Object.fromEntries(chips.map((_, index) => [`/dev/gpiochip${index}`, true])),
  };
}

const buses = (numbers: readonly number[]): Record<string, boolean> =>
  Object.fromEntries(numbers.map((number) => [`/dev/i2c-${number}`, true]));

/** A Hailo on PCIe, its driver, its library and its packages, all of one version. */
const HAILO_8 = {
  device: '0x2864',
  version: '4.23.0',
  driver: 'hailo_pci',
  packages: ['hailort', 'hailofw', 'hailo-all'],
};
const HAILO_10H: typeof HAILO_8 = {
  device: '0x45c4',
  version: '5.1.1',
  driver: 'hailo1x_pci',
  packages: ['h10-hailort', 'hailo-h10-all'],
};
const hailoFiles = ({ device, version, driver, packages }: typeof HAILO_8): Record<string, string> => ({
  '/sys/bus/pci/devices/0001:01:00.0/vendor': '0x1e60\n',
  '/sys/bus/pci/devices/0001:01:00.0/device': `${device}\n`,
  [`/sys/module/${driver}/version`]: `${version}\n`,
  [`/usr/lib/libhailort.so.${version}`]: '',
  '/var/lib/dpkg/status': [
    ...packages.map((name) => [name, name === 'hailofw' ? `${version}-2` : version] as const),
    ['libasound2t64', '1.2.14'],
  ]
    .map(([name, number]) => `Package: ${name}\nStatus: install ok installed\nVersion: ${number}\n`)
    .join('\n'),
});

const CONFIG = `# For more options and information see http://rptl.io/configtxt
dtparam=i2c_arm=on,i2c_arm_baudrate=400000
dtparam=audio=on
dtoverlay=vc4-kms-v3d
dtoverlay=hifiberry-dac

[all]
`;

function pi(generation: 4 | 5, hailo?: typeof HAILO_8): Recorded {
  const chips = gpio(
    generation === 5
      ? [
          [571, 'pinctrl-rp1'],
          [512, 'gpio-brcmstb@107d508500'],
          [544, 'gpio-brcmstb@107d508520'],
        ]
      : [
          [512, 'pinctrl-bcm2711'],
          [570, 'raspberrypi-exp-gpio'],
        ],
  );
  const revision = generation === 5 ? '1.0' : '1.5';
  return {
    node: '20.19.1',
    files: {
      ...common(generation === 5 ? 8_245_220 : 3_884_268),
      ...thermal([['cpu-thermal', 51_200]]),
      ...chips.files,
      ...(hailo === undefined ? {} : hailoFiles(hailo)),
      '/sys/bus/platform/drivers/raspberrypi-firmware/soc:firmware/get_throttled': '0\n',
      '/etc/os-release': 'PRETTY_NAME="Debian GNU/Linux 13 (trixie)"\nVERSION_CODENAME=trixie\n',
      '/proc/device-tree/model': `Raspberry Pi ${generation} Model B Rev ${revision}\0`,
      '/boot/firmware/config.txt': CONFIG,
      '/proc/asound/cards': cards([
        ['vc4hdmi0', 'vc4-hdmi', 'vc4-hdmi-0'],
        ['vc4hdmi1', 'vc4-hdmi', 'vc4-hdmi-1'],
        ['sndrpihifiberry', 'RPi-simple', 'snd_rpi_hifiberry_dac'],
      ]),
    },
    devices: {
      ...buses(generation === 5 ? [1, 13, 14] : [1, 20, 21]),
      ...chips.devices,
      ...(hailo === undefined ? {} : { '/dev/hailo0': true }),
    },
    packages: ALL_PACKAGES,
  };
}

/** Files beside an installed bundle once its native part has been built. */
const NATIVE = Object.fromEntries(
  ['Makefile', 'neurorack_trt.cpp', 'libneurorack_trt.so', 'neurorack-trt-build'].map((name) => [
    `/opt/neurorack/current/native/${name}`,
    '',
  ]),
);

const tensorRt = (version: string): Record<string, string> =>
  Object.fromEntries(
    ['libnvinfer.so', 'libnvinfer_plugin.so', 'libnvonnxparser.so'].flatMap((name) =>
      [version.split('.')[0], version].map((suffix) => [`/usr/lib/aarch64-linux-gnu/${name}.${suffix}`, '']),
    ),
  );

/** JetPack 4.6.1, in the container that docs/boards/jetson-nano.md describes. */
function jetsonNano(): Recorded {
  const chips = gpio([
    [0, 'tegra-gpio'],
    [504, 'max77620-gpio'],
  ]);
  return {
    node: '20.20.0',
    files: {
      ...common(4_059_292),
      ...thermal([
        ['AO-therm', 42_500],
        ['CPU-therm', 36_000],
        ['GPU-therm', 34_500],
        ['PLL-therm', 34_000],
        ['PMIC-Die', 100_000],
        ['thermal-fan-est', 35_250],
      ]),
      ...chips.files,
      ...tensorRt('8.2.1'),
      ...NATIVE,
      '/proc/device-tree/model': 'NVIDIA Jetson Nano Developer Kit\0',
      '/proc/asound/cards': cards([
        ['tegrahda', 'tegra-hda', 'tegra-hda'],
        ['tegrasndt210ref', 'tegra-snd-t210r', 'tegra-snd-t210ref-mobile-rt565x'],
      ]),
    },
    devices: { ...buses([0, 1, 2, 3, 4, 5, 6]), ...chips.devices },
    packages: ALL_PACKAGES,
  };
}

/** JetPack 6.1. */
function jetsonOrinNano(): Recorded {
  const chips = gpio([
    [348, 'tegra234-gpio'],
    [316, 'tegra234-gpio-aon'],
  ]);
  return {
    node: '22.21.0',
    files: {
      ...common(7_801_428),
      ...thermal([
        ['cpu-thermal', 48_312],
        ['gpu-thermal', 46_906],
        ['soc0-thermal', 46_750],
        ['tj-thermal', 48_312],
      ]),
      ...chips.files,
      ...tensorRt('10.3.0'),
      ...NATIVE,
      '/proc/device-tree/model': 'NVIDIA Jetson Orin Nano Engineering Reference Developer Kit\0',
      '/proc/asound/cards': cards([
        ['HDA', 'tegra-hda', 'NVIDIA Jetson Orin Nano HDA'],
        ['APE', 'tegra-ape', 'NVIDIA Jetson Orin Nano APE'],
      ]),
    },
    devices: { ...buses([0, 1, 2, 4, 5, 7, 9]), ...chips.devices },
    packages: ALL_PACKAGES,
  };
}

function virtual(): Recorded {
  const chips = gpio([[512, 'gpio-sim']]);
  return {
    node: '20.19.2',
    files: {
      ...common(2_015_308),
      ...chips.files,
      '/proc/device-tree/model': 'neurorack virtual board\0',
      '/proc/asound/cards': cards([['Loopback', 'Loopback', 'Loopback']]),
    },
    devices: { ...buses([0, 1]), ...chips.devices },
    packages: ALL_PACKAGES,
  };
}

/**
 * One of each board, by its id. Nobody here has these boards: their files are laid out as vendors' documents and reports of owners show
 * them.
 */
export const RECORDED: Readonly<Record<string, Recorded>> = {
  host: {
    node: '22.1.0',
    files: { ...common(16_302_848), ...thermal([['x86_pkg_temp', 51_000]]) },
    devices: {},
    packages: ['onnxruntime-node', 'koffi'],
  },
  'jetson-nano': jetsonNano(),
  'jetson-orin-nano': jetsonOrinNano(),
  'pi4-cpu': pi(4),
  'pi5-cpu': pi(5),
  'pi5-hailo10h': pi(5, HAILO_10H),
  'pi5-hailo8': pi(5, HAILO_8),
  'pi5-hailo8l': pi(5, HAILO_8),
  virtual: virtual(),
};
