import { readFile } from 'node:fs/promises';
import * as z from 'zod';
import { quote } from '../../src/cli/deploy/destination.ts';
import type { Shell } from '../../src/cli/deploy/ssh.ts';
import { NeurorackError } from '../../src/contracts/errors.ts';

const unknownable = <S extends z.ZodType>(schema: S) => schema.nullable();

const facts = z.strictObject({
  bootId: unknownable(z.string()),
  /** Model in the device tree. */
  revision: unknownable(z.string()),
  cpu: unknownable(z.string()),
  cores: z.int().positive(),
  memoryMb: z.number().positive(),
  kernel: z.string(),
  governor: unknownable(z.string()),
  temperatureC: unknownable(z.number()),
  isThrottled: unknownable(z.boolean()),
  hasLowVoltage: unknownable(z.boolean()).default(null),
  paceMs: z.number().positive().describe('Median time of a fixed computation without the product'),
});

/** Facts about a board, without the product. */
export type Facts = z.infer<typeof facts>;

/** Files of `node ci/lab/run.js record`. */
export const knownGoodSchema = z.strictObject({
  format: z.literal('neurorack-lab-known-good'),
  version: z.literal(1),
  at: z.iso.datetime(),
  facts,
});

/** Largest slowdown against the recorded pace: beyond it the board is throttled or busy with other work. */
const MAX_PACE_RATIO = 1.3;
const MAX_CELSIUS = 75;
/** Tolerance: a graphics core takes a varying part of the memory. */
const MEMORY_TOLERANCE = 0.1;

/** Node's SHA-256 of 8 MiB, nine times, and facts from the kernel. Runs on any Node. */
const PROBE = `
const fs = require('fs'), os = require('os'), crypto = require('crypto'), { spawnSync } = require('child_process');
const text = (path) => { try { return fs.readFileSync(path, 'utf8').replace(/\\0+$/, '').trim() || null } catch { return null } };
const bytes = Buffer.alloc(8 * 2 ** 20, 1);
const times = Array.from({ length: 9 }, () => {
  const from = process.hrtime.bigint();
  crypto.createHash('sha256').update(bytes).digest();
  return Number(process.hrtime.bigint() - from) / 1e6;
}).sort((a, b) => a - b);
const zones = (() => { try { return fs.readdirSync('/sys/class/thermal') } catch { return [] } })()
  .filter((name) => name.startsWith('thermal_zone') && !/^PMIC/.test(text('/sys/class/thermal/' + name + '/type') || ''))
  .map((name) => Number(text('/sys/class/thermal/' + name + '/temp')) / 1000).filter((celsius) => celsius > 0 && celsius < 150);
const folder = (path) => { try { return fs.readdirSync(path) } catch { return [] } };
const firmware = '/sys/bus/platform/drivers/raspberrypi-firmware/';
const shown = folder(firmware).map((device) => text(firmware + device + '/get_throttled')).find((word) => /^[0-9a-f]+$/.test(word || ''));
const asked = shown ? null : spawnSync('vcgencmd', ['get_throttled'], { encoding: 'utf8', timeout: 2000 }).stdout;
const word = shown ? [shown, shown] : /throttled=0x([0-9a-f]+)/i.exec(asked || '');
const chip = folder('/sys/class/hwmon').find((name) => text('/sys/class/hwmon/' + name + '/name') === 'rpi_volt');
const alarm = chip ? text('/sys/class/hwmon/' + chip + '/in0_lcrit_alarm') : null;
console.log(JSON.stringify({
  bootId: text('/proc/sys/kernel/random/boot_id'),
  revision: text('/proc/device-tree/model'),
  cpu: (os.cpus()[0] || {}).model || null,
  cores: os.cpus().length || 1,
  memoryMb: Math.round(os.totalmem() / 2 ** 20),
  kernel: os.release(),
  governor: text('/sys/devices/system/cpu/cpu0/cpufreq/scaling_governor'),
  temperatureC: zones.length > 0 ? Math.max(...zones) : null,
  isThrottled: word ? (parseInt(word[1], 16) & 0xf) !== 0 : alarm === '1' ? true : null,
  hasLowVoltage: word ? (parseInt(word[1], 16) & 1) !== 0 || alarm === '1' : alarm === null ? null : alarm === '1',
  paceMs: times[4],
}))`;

/** @throws NeurorackError 'device-fault' when the probe does not run there; those of the shell */
export async function readFacts(shell: Shell): Promise<Facts> {
  const { code, stdout, stderr } = await shell.run(`timeout -k 5 60 node -e ${quote(PROBE)}`);
  const broken = (what: string): NeurorackError =>
    new NeurorackError('device-fault', `${shell.host} has no valid health probe: ${what}`, {
      remedy: 'log in there, and see whether Node 20.19 or newer is installed',
    });
  if (code !== 0) throw broken(stderr.trim().split('\n').at(-1) || `exit code ${code}`);
  try {
    return facts.parse(JSON.parse(stdout));
  } catch {
    throw broken('its output is invalid');
  }
}

/** Problems that prevent a bench, compared with the recorded facts (null where there are none); empty when the board is healthy. */
export function healthProblems(now: Facts, known: Facts | null): string[] {
  const { temperatureC, isThrottled, hasLowVoltage } = now;
  const ownProblems = [
    ...(temperatureC !== null && temperatureC > MAX_CELSIUS ? [`it has ${temperatureC} °C before it begins`] : []),
    ...(hasLowVoltage === true ? ['its supply voltage is too low'] : []),
    ...(isThrottled === true && hasLowVoltage !== true ? ['it is throttled: power supply or cooling'] : []),
  ];
  if (known === null) return ownProblems;
  const same = (['revision', 'cpu', 'cores', 'governor'] as const).flatMap((name) =>
    now[name] === known[name] ? [] : [`${name} is ${now[name] ?? 'unknown'}, recorded ${known[name] ?? 'unknown'}`],
  );
  const memory = Math.abs(now.memoryMb / known.memoryMb - 1) > MEMORY_TOLERANCE;
  const pace = now.paceMs / known.paceMs;
  return [
    ...ownProblems,
    ...same,
    ...(memory ? [`it has ${now.memoryMb} MB, recorded ${known.memoryMb}`] : []),
    ...(pace > MAX_PACE_RATIO ? [`it computes ${pace.toFixed(2)} times as slowly as recorded`] : []),
  ];
}

/** @throws NeurorackError 'bad-file' */
export async function readKnownGood(file: string): Promise<Facts> {
  try {
    return knownGoodSchema.parse(JSON.parse(await readFile(file, 'utf8'))).facts;
  } catch (cause) {
    throw new NeurorackError('bad-file', `${file} is not a record of a healthy board`, {
      remedy: 'record it again: node ci/lab/run.js record <board>',
      cause,
    });
  }
}
