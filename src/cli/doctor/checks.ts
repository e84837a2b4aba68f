import { boardPackages } from '../../board/board-packages.ts';
import { isForModel, recognise } from '../../board/recognise.ts';
import type { BoardConfig } from '../../contracts/board.ts';
import { accelerator } from './accelerator-check.ts';
import { type Check, type CheckedFamilies, type Finding, fault, ok, warning } from './finding.ts';
import { lineKeepers } from './keeper-check.ts';
import { playableExports } from './playable-exports.ts';
import { supply } from './supply-check.ts';
import type { SystemProbe } from './system-probe.ts';

/** Real-time priority that the audio thread requests. */
const PRIORITY = 70;
/** Memory of an instrument with some reserve, MB. */
const MIN_MEMORY_MB = 400;

const node: Check = ({ nodeVersion }) => {
  const [major, minor] = nodeVersion.split('.').map(Number);
  if (major > 20 || (major === 20 && minor >= 19)) return ok('node', `Node ${nodeVersion}`);
  return fault('node', `Node ${nodeVersion} is too old`, 'install Node 20.19 or newer: https://nodejs.org/en/download');
};

const model: Check = (system, board) => {
  if (board.recognise.length === 0) return undefined;
  const name = system.read('/proc/device-tree/model')?.replace(/\0+$/, '').trim();
  if (name === undefined)
    return fault('board', `this is not a ${board.name}: it has no device tree`, 'use the build for this computer');
  if (recognise(name, [board]).length > 0) return ok('board', name);
  return fault('board', `this build is for ${board.name}, the board is a ${name}`, 'install the build for this board');
};

const packages: Check = (system, board) => {
  const hasDrivers = board.gpio !== undefined || board.audio !== undefined || board.panel !== undefined;
  // The check of the accelerator reports a missing runtime that has a fallback.
  const hasFallback = board.accelerator.fallback !== undefined;
  const isRequired = !hasFallback || system.hasPackage('onnxruntime-node');
  const required: string[] = [...(isRequired ? ['onnxruntime-node'] : []), ...(hasDrivers ? boardPackages(board) : [])];
  const missing = required.filter((name) => !system.hasPackage(name));
  if (missing.length === 0) {
    if (system.hasPackage('koffi')) return ok('packages', [...new Set([...required, 'koffi'])].join(', '));
    // Only the native ONNX Runtime is called through koffi.
    const cost = system.hasPackage('onnxruntime-node')
      ? 'a network of the family rave takes 1.5 times as long, and '
      : '';
    return warning(
      'packages',
      `koffi is not installed: ${cost}the sound may have a gap every few seconds`,
      system.installRemedy(['koffi']),
    );
  }
  return fault('packages', `not installed: ${missing.join(', ')}`, system.installRemedy(missing));
};

const buses: Check = (system, board) => {
  if (Object.keys(board.buses).length === 0) return undefined;
  for (const [name, number] of Object.entries(board.buses)) {
    const path = `/dev/i2c-${number}`;
    const canOpen = system.canOpen(path);
    if (canOpen === undefined) {
      return fault(
        'i2c',
        `there is no ${path}, the bus '${name}'`,
        'enable I2C: on a Pi `dtparam=i2c_arm=on` in /boot/firmware/config.txt',
      );
    }
    if (!canOpen)
      return fault(
        'i2c',
        `no permission to open ${path}`,
        'add the user to the group i2c: `sudo usermod -aG i2c neurorack` for the service and its command, otherwise with your own name',
      );
  }
  return ok(
    'i2c',
    Object.values(board.buses)
      .map((number) => `/dev/i2c-${number}`)
      .join(', '),
  );
};

/** The I2C bus of a Pi runs at 100 kHz by default; four readings then take as long as a block. */
const busSpeed: Check = (system, board) => {
  if (!isForModel(board, ['Raspberry Pi*'])) return undefined;
  const config = system.read('/boot/firmware/config.txt') ?? system.read('/boot/config.txt');
  if (config === undefined) return undefined;
  const speed = Number(/^\s*dtparam=(?:.*,)?i2c_arm_baudrate=(\d+)/m.exec(config)?.[1] ?? 100_000);
  if (speed >= 400_000) return ok('i2c speed', `${speed / 1000} kHz`);
  return warning(
    'i2c speed',
    `${speed / 1000} kHz: each CV is read ${Math.round(440 * (speed / 400_000))} times a second`,
    'add `dtparam=i2c_arm_baudrate=400000` to /boot/firmware/config.txt',
  );
};

const gpio: Check = (system, board) => {
  if (board.gpio === undefined) return undefined;
  const chips = system.list('/dev').filter((name) => /^gpiochip\d+$/.test(name));
  if (chips.length === 0)
    return fault('gpio', 'there are no GPIO chips', 'use a kernel with the GPIO character device (CONFIG_GPIO_CDEV)');
  const closed = chips.find((name) => system.canOpen(`/dev/${name}`) === false);
  if (closed !== undefined)
    return fault(
      'gpio',
      `no permission to open /dev/${closed}`,
      'add the user to the group gpio: `sudo usermod -aG gpio neurorack` for the service and its command, otherwise with your own name',
    );
  // sysfs numbers the chips by their first line, not as /dev does; a kernel without GPIO in sysfs has no labels.
  const known = system
    .list('/sys/class/gpio')
    .map((name) => system.read(`/sys/class/gpio/${name}/label`)?.trim())
    .filter((label) => label !== undefined);
  if (known.length > 0 && !known.includes(board.gpio.chip)) {
    return warning(
      'gpio',
      `no chip is labelled ${board.gpio.chip}; there are ${known.join(', ')}`,
      'run `gpiodetect` to list the chips, then correct the board file',
    );
  }
  return ok('gpio', chips.length === 1 ? '1 chip' : `${chips.length} chips`);
};

const sound: Check = (system, board) => {
  if (board.audio === undefined) return undefined;
  const { device } = board.audio;
  const card = /CARD=([^,]+)/.exec(device)?.[1];
  const cards = [...(system.read('/proc/asound/cards') ?? '').matchAll(/^\s*\d+ \[(\S+)\s*\]/gm)].map(([, id]) => id);
  if (card === undefined || cards.includes(card)) return ok('sound', device);
  return fault(
    'sound',
    `there is no sound card ${card}; there are: ${cards.join(', ') || 'none'}`,
    'enable the overlay of the card (a PCM5102 on a Pi: `dtoverlay=hifiberry-dac`), or correct the board file',
  );
};

const realtime: Check = (system) => {
  const limits = system.read('/proc/self/limits');
  if (limits === undefined) return undefined;
  const soft = /^Max realtime priority\s+(\S+)/m.exec(limits)?.[1];
  if (soft === 'unlimited' || Number(soft) >= PRIORITY) return ok('real time', `priority up to ${soft}`);
  return warning(
    'real time',
    `real-time priority up to ${soft ?? 'none'}, the audio thread needs ${PRIORITY}`,
    'copy limits.conf to /etc/security/limits.d, as install.sh does, and log in again',
  );
};

const memory: Check = (system) => {
  const available = Number(/^MemAvailable:\s+(\d+) kB/m.exec(system.read('/proc/meminfo') ?? '')?.[1]) / 1024;
  if (!Number.isFinite(available)) return undefined;
  if (available >= MIN_MEMORY_MB) return ok('memory', `${Math.round(available)} MB free`);
  return warning(
    'memory',
    `${Math.round(available)} MB free, ${MIN_MEMORY_MB} MB needed`,
    'stop the desktop: `sudo systemctl set-default multi-user.target`',
  );
};

const governor: Check = (system) => {
  const found = system.read('/sys/devices/system/cpu/cpu0/cpufreq/scaling_governor')?.trim();
  if (found === undefined) return undefined;
  if (found === 'performance') return ok('processor', 'governor performance');
  return warning(
    'processor',
    `governor ${found}: the clock slows down between blocks`,
    'run `sudo cpupower frequency-set -g performance`, on a Jetson `sudo jetson_clocks`',
  );
};

const throttling: Check = (system) => {
  const zones = system.list('/sys/class/thermal').filter((name) => name.startsWith('thermal_zone'));
  // The power chip of a Jetson always reports 100 °C.
  const isSensor = (name: string): boolean => !/^PMIC/i.test(system.read(`/sys/class/thermal/${name}/type`) ?? '');
  const degrees = zones
    .filter(isSensor)
    .map((name) => Number(system.read(`/sys/class/thermal/${name}/temp`)) / 1000)
    .filter((c) => c > 0 && c < 150);
  if (degrees.length === 0) return undefined;
  const hottest = Math.max(...degrees);
  if (hottest < 80) return ok('temperature', `${hottest.toFixed(0)} °C`);
  return warning(
    'temperature',
    `${hottest.toFixed(0)} °C: the CPU throttles at about 80 °C`,
    'fit a heat sink or a fan',
  );
};

/** Every check, in the order of repair. */
export const CHECKS: readonly Check[] = [
  node,
  model,
  packages,
  accelerator,
  playableExports,
  buses,
  busSpeed,
  gpio,
  lineKeepers,
  sound,
  realtime,
  memory,
  governor,
  throttling,
  supply,
];

/** Runs all checks that apply to the board. */
export function runChecks(system: SystemProbe, board: BoardConfig, families: CheckedFamilies): Finding[] {
  return CHECKS.map((check) => check(system, board, families)).filter((finding) => finding !== undefined);
}
