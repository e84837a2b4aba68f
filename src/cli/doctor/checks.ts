import { boardPackages } from '../../board/board-packages.ts';
import type { BoardConfig } from '../../contracts/board.ts';
import { accelerator } from './accelerator-check.ts';
import { type Check, type Finding, fault, ok, warning } from './finding.ts';
import type { SystemProbe } from './system-probe.ts';

/** Real-time priority that the audio thread asks for. */
const PRIORITY = 70;
/** What an instrument takes, and some room, MB. */
const MEMORY_MB = 400;

const node: Check = ({ nodeVersion }) => {
  const [major, minor] = nodeVersion.split('.').map(Number);
  if (major > 20 || (major === 20 && minor >= 19)) return ok('node', `Node ${nodeVersion}`);
  return fault('node', `Node ${nodeVersion} is too old`, 'install Node 20.19 or newer: https://nodejs.org/en/download');
};

const model: Check = (world, board) => {
  if (board.recognise.length === 0) return undefined;
  const name = world.read('/proc/device-tree/model')?.replace(/\0+$/, '').trim();
  if (name === undefined)
    return fault('board', `this is no ${board.name}: it has no device tree`, 'use the build for this computer');
  const isKnown = board.recognise.some((pattern) =>
    pattern.endsWith('*') ? name.startsWith(pattern.slice(0, -1)) : name === pattern,
  );
  if (isKnown) return ok('board', name);
  return fault('board', `this build is for ${board.name}, the board is a ${name}`, 'install the build for this board');
};

const packages: Check = (world, board) => {
  const hasDrivers = board.gpio !== undefined || board.audio !== undefined || board.panel !== undefined;
  const wanted: string[] = ['onnxruntime-node', ...(hasDrivers ? boardPackages(board) : [])];
  const missing = wanted.filter((name) => !world.hasPackage(name));
  if (missing.length === 0) {
    if (world.hasPackage('koffi')) return ok('packages', [...new Set([...wanted, 'koffi'])].join(', '));
    return warning(
      'packages',
      'koffi is not installed: the network takes half as long again, and the sound may stumble every few seconds',
      "run `npm install koffi` in the instrument's folder",
    );
  }
  return fault(
    'packages',
    `not installed: ${missing.join(', ')}`,
    `run \`npm install ${missing.join(' ')}\` in the instrument's folder`,
  );
};

const buses: Check = (world, board) => {
  if (Object.keys(board.buses).length === 0) return undefined;
  for (const [name, number] of Object.entries(board.buses)) {
    const path = `/dev/i2c-${number}`;
    const may = world.canOpen(path);
    if (may === undefined) {
      return fault(
        'i2c',
        `there is no ${path}, the bus '${name}'`,
        'switch I2C on: on a Pi `dtparam=i2c_arm=on` in /boot/firmware/config.txt',
      );
    }
    if (!may)
      return fault('i2c', `${path} may not be opened`, 'add the user to the group i2c: `sudo usermod -aG i2c $USER`');
  }
  return ok(
    'i2c',
    Object.values(board.buses)
      .map((number) => `/dev/i2c-${number}`)
      .join(', '),
  );
};

/** A Pi's bus runs at 100 kHz unless told otherwise; four readings then take as long as a block. */
const busSpeed: Check = (world, board) => {
  if (!board.recognise.some((model) => model.startsWith('Raspberry Pi'))) return undefined;
  const config = world.read('/boot/firmware/config.txt') ?? world.read('/boot/config.txt');
  if (config === undefined) return undefined;
  const speed = Number(/^\s*dtparam=(?:.*,)?i2c_arm_baudrate=(\d+)/m.exec(config)?.[1] ?? 100_000);
  if (speed >= 400_000) return ok('i2c speed', `${speed / 1000} kHz`);
  return warning(
    'i2c speed',
    `${speed / 1000} kHz: voltages are read ${Math.round(440 * (speed / 400_000))} times a second`,
    'add `dtparam=i2c_arm_baudrate=400000` to /boot/firmware/config.txt',
  );
};

const gpio: Check = (world, board) => {
  if (board.gpio === undefined) return undefined;
  const chips = world.list('/dev').filter((name) => /^gpiochip\d+$/.test(name));
  if (chips.length === 0)
    return fault('gpio', 'there are no GPIO chips', 'use a kernel with the GPIO character device (CONFIG_GPIO_CDEV)');
  const closed = chips.find((name) => world.canOpen(`/dev/${name}`) === false);
  if (closed !== undefined)
    return fault(
      'gpio',
      `/dev/${closed} may not be opened`,
      'add the user to the group gpio: `sudo usermod -aG gpio $USER`',
    );
  // Numbered there by their first line, not as the devices are; a kernel without GPIO in sysfs tells no labels.
  const known = world
    .list('/sys/class/gpio')
    .map((name) => world.read(`/sys/class/gpio/${name}/label`)?.trim())
    .filter((label) => label !== undefined);
  if (known.length > 0 && !known.includes(board.gpio.chip)) {
    return warning(
      'gpio',
      `no chip is labelled ${board.gpio.chip}; there are ${known.join(', ')}`,
      '`gpiodetect` lists the chips; correct the board file',
    );
  }
  return ok('gpio', chips.length === 1 ? '1 chip' : `${chips.length} chips`);
};

const sound: Check = (world, board) => {
  if (board.audio === undefined) return undefined;
  const { device } = board.audio;
  const card = /CARD=([^,]+)/.exec(device)?.[1];
  const cards = [...(world.read('/proc/asound/cards') ?? '').matchAll(/^\s*\d+ \[(\S+)\s*\]/gm)].map(([, id]) => id);
  if (card === undefined || cards.includes(card)) return ok('sound', device);
  return fault(
    'sound',
    `there is no sound card ${card}; there are: ${cards.join(', ') || 'none'}`,
    'switch the card’s overlay on (a PCM5102 on a Pi: `dtoverlay=hifiberry-dac`), or correct the board file',
  );
};

const realtime: Check = (world) => {
  const limits = world.read('/proc/self/limits');
  if (limits === undefined) return undefined;
  const soft = /^Max realtime priority\s+(\S+)/m.exec(limits)?.[1];
  if (soft === 'unlimited' || Number(soft) >= PRIORITY) return ok('real time', `priority up to ${soft}`);
  return warning(
    'real time',
    `real-time priority up to ${soft ?? 'nothing'}, ${PRIORITY} is asked for`,
    'copy limits.conf to /etc/security/limits.d and log in again (install.sh does)',
  );
};

const memory: Check = (world) => {
  const available = Number(/^MemAvailable:\s+(\d+) kB/m.exec(world.read('/proc/meminfo') ?? '')?.[1]) / 1024;
  if (!Number.isFinite(available)) return undefined;
  if (available >= MEMORY_MB) return ok('memory', `${Math.round(available)} MB free`);
  return warning(
    'memory',
    `${Math.round(available)} MB free, ${MEMORY_MB} are wanted`,
    'stop the desktop: `sudo systemctl set-default multi-user.target`',
  );
};

const governor: Check = (world) => {
  const found = world.read('/sys/devices/system/cpu/cpu0/cpufreq/scaling_governor')?.trim();
  if (found === undefined) return undefined;
  if (found === 'performance') return ok('processor', 'governor performance');
  return warning(
    'processor',
    `governor ${found}: the clock falls between blocks`,
    '`sudo cpupower frequency-set -g performance`; on a Jetson `sudo jetson_clocks`',
  );
};

const throttling: Check = (world) => {
  const zones = world.list('/sys/class/thermal').filter((name) => name.startsWith('thermal_zone'));
  // A Jetson's power chip says 100 °C whatever it has.
  const isReal = (name: string): boolean => !/^PMIC/i.test(world.read(`/sys/class/thermal/${name}/type`) ?? '');
  const degrees = zones
    .filter(isReal)
    .map((name) => Number(world.read(`/sys/class/thermal/${name}/temp`)) / 1000)
    .filter((c) => c > 0 && c < 150);
  if (degrees.length === 0) return undefined;
  const hottest = Math.max(...degrees);
  if (hottest < 80) return ok('temperature', `${hottest.toFixed(0)} °C`);
  return warning(
    'temperature',
    `${hottest.toFixed(0)} °C: the processor slows down at about 80`,
    'give it a heat sink or a fan',
  );
};

/** Every check, in the order in which one would repair. */
export const CHECKS: readonly Check[] = [
  node,
  model,
  packages,
  accelerator,
  buses,
  busSpeed,
  gpio,
  sound,
  realtime,
  memory,
  governor,
  throttling,
];

/** What the checks find that have something to say on this board. */
export function runChecks(world: SystemProbe, board: BoardConfig): Finding[] {
  return CHECKS.map((check) => check(world, board)).filter((finding) => finding !== undefined);
}
