import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Check } from './checks.ts';
import { type AdcRound, readRounds } from './readings.ts';
import { onset, peak, type Recording, type SceneEvent, similarity } from './recording.ts';

/** A fault and its time. */
interface FaultInterval {
  readonly fault: string;
  readonly fromUs: number;
  readonly toUs: number;
}

type Judge = (interval: FaultInterval, recording: Recording, rounds: readonly AdcRound[], folder: string) => Check[];

/** The driver retries a chip once a second; a retry on a hanging bus takes another second. */
const BACK_US = 1_500_000;
const UNSTUCK_US = 3_500_000;

/** Time around a clock change that is checked, µs. */
const NEAR_US = 500_000;

/** Minimum level of a trigger and of a sound's first sample, full scale 1. */
const AUDIBLE = 0.02;
const BEGINS = 1e-3;
/** Longer than the time between the edges of a trigger in the scene, seconds. */
const TRIGGER_SECONDS = 0.4;
const MIN_SIMILARITY = 0.98;

/** Checks of each fault: the instrument reacts as docs/engine.md describes. */
const JUDGES: ReadonlyMap<string, Judge> = new Map<string, Judge>([
  [
    'adc-gone',
    (interval, { serviceLog }, rounds) => [
      logs(serviceLog, /warning: cv: the chip at 0x48 on \/dev\/i2c-1 does not answer/),
      comesBack('the converter', rounds, interval.toUs, BACK_US),
    ],
  ],
  [
    'bus-stuck',
    (interval, { serviceLog }, rounds) => [
      logs(serviceLog, /warning: (cv|display): \/dev\/i2c-1 hangs/),
      comesBack('the converter', rounds, interval.toUs, UNSTUCK_US),
    ],
  ],
  [
    'display-gone',
    (interval, { serviceLog, bus, board }) => [
      logs(serviceLog, /warning: display: the chip at 0x3c on \/dev\/i2c-1 does not answer/),
      comesBack(
        'the display',
        bus.filter(({ address, status }) => address === board.panel?.display?.address && status === 0),
        interval.toUs,
        BACK_US,
      ),
    ],
  ],
  ['adc-frozen', (interval, _, rounds) => [spread('repeat', rounds, interval, 0, 0.001)]],
  ['adc-noisy', (interval, _, rounds) => [spread('are noisy', rounds, interval, 0.05, 0.4)]],
  ['gate-chatter', (interval, recording) => [checkBounce(interval, recording)]],
  [
    'clock-jump',
    ({ fromUs, toUs }, _, rounds) =>
      [fromUs, toUs].map((us) => {
        const gap = longestGapMs(rounds, us - NEAR_US, us + NEAR_US);
        const before = longestGapMs(rounds, us - 5 * NEAR_US, us - NEAR_US);
        return {
          name: 'a clock change delays nothing',
          passed: gap < 100,
          found: `${gap.toFixed(0)} ms between two rounds at most; ${before.toFixed(0)} ms in the two seconds before`,
        };
      }),
  ],
  [
    'disk-full',
    (_, { serviceLog }, __, folder) => [
      logs(serviceLog, /could not save settings: .*(full|no space)/i),
      settingsAreWhole(folder),
    ],
  ],
  [
    'audio-unplugged',
    (_, { serviceLog, events, soundAgain }) => {
      const loudest = soundAgain === undefined ? 0 : peak(soundAgain, 0, Number.POSITIVE_INFINITY);
      return [
        logs(serviceLog, /alsa.*does not play any more/),
        {
          name: 'plays again after the card returns',
          passed: loudest > AUDIBLE,
          found: `a peak of ${loudest.toFixed(3)}, after ${events.at(-1)?.service} service restarts`,
        },
      ];
    },
  ],
]);

/** Checks of the faults of a scene. */
export function checkFaults(recording: Recording, folder: string): Check[] {
  const cv = recording.board.panel?.cv;
  const rounds = cv === undefined ? [] : readRounds(recording.bus, cv);
  return faultIntervals(recording.events, recording.endUs).flatMap((interval) =>
    (JUDGES.get(interval.fault)?.(interval, recording, rounds, folder) ?? []).map((check) => ({
      ...check,
      name: `${interval.fault}: ${check.name}`,
    })),
  );
}

/** The faults of a scene with their times. */
export function faultIntervals(events: readonly SceneEvent[], endUs: number): FaultInterval[] {
  return events.flatMap(({ us, fault, isBroken }, n) => {
    if (fault === undefined || isBroken !== true) return [];
    const end = events.slice(n).find((line) => line.fault === fault && line.isBroken === false);
    return [{ fault, fromUs: us, toUs: end?.us ?? endUs }];
  });
}

/** Compares a trigger with contact bounce, after silence, with the first clean one: an additional trigger would restart the sound. */
function checkBounce({ fromUs, toUs }: FaultInterval, { events, sound }: Recording): Check {
  const triggers = events.filter(({ gate, isHigh }) => gate === 0 && isHigh === true).map(({ us }) => us);
  const bounced = triggers.find((us) => us >= fromUs && us <= toUs);
  const clean = triggers.find((us) => us > toUs);
  const begins = bounced === undefined ? undefined : onset(sound, bounced, BEGINS);
  const measured =
    bounced === undefined || begins === undefined || clean === undefined
      ? 0
      : similarity({ sound, us: begins }, { sound, us: clean + (begins - bounced) }, TRIGGER_SECONDS);
  return {
    name: 'a gate that bounces is one trigger',
    passed: measured >= MIN_SIMILARITY,
    found: `${(100 * measured).toFixed(2)} % similar to a clean one`,
  };
}

function longestGapMs(rounds: readonly AdcRound[], fromUs: number, toUs: number): number {
  const within = rounds.filter(({ us }) => us > fromUs && us < toUs);
  return within.slice(1).reduce((longest, { us }, n) => Math.max(longest, us - within[n].us), 0) / 1000;
}

function logs(serviceLog: string, line: RegExp): Check {
  const found = serviceLog.split('\n').find((text) => line.test(text));
  return { name: 'is logged', passed: found !== undefined, found: found?.slice(0, 100) ?? 'no such line' };
}

function comesBack(what: string, events: readonly { readonly us: number }[], fromUs: number, withinUs: number): Check {
  const first = events.find(({ us }) => us > fromUs);
  const ms = first === undefined ? Number.POSITIVE_INFINITY : (first.us - fromUs) / 1000;
  return { name: `${what} is used again`, passed: ms * 1000 < withinUs, found: `after ${ms.toFixed(0)} ms` };
}

/** Checks the standard deviation of the readings at the first jack, V. */
function spread(
  what: string,
  rounds: readonly AdcRound[],
  { fromUs, toUs }: FaultInterval,
  minVolts: number,
  maxVolts: number,
): Check {
  const during = rounds.filter(({ us }) => us > fromUs + 20_000 && us < toUs).map(({ volts }) => volts[0]);
  const mean = during.reduce((sum, value) => sum + value, 0) / during.length;
  const deviation = Math.sqrt(during.reduce((sum, value) => sum + (value - mean) ** 2, 0) / during.length);
  return {
    name: `readings ${what}, and continue`,
    passed: during.length > 50 && deviation >= minVolts && deviation <= maxVolts,
    found: `${during.length} rounds, ${(1000 * deviation).toFixed(0)} mV of spread`,
  };
}

function settingsAreWhole(folder: string): Check {
  const file = join(folder, 'state/settings.json');
  const text = existsSync(file) ? readFileSync(file, 'utf8') : '';
  const setA = /"setA":\s*"([^"]*)"/.exec(text)?.[1];
  return {
    name: 'settings are saved once the disk has room',
    passed: setA !== undefined && setA !== 'Boom',
    found: setA === undefined ? 'no settings' : `set A is ${setA}`,
  };
}
