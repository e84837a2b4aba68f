import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Check } from './checks.ts';
import { type AdcRound, readRounds } from './readings.ts';
import { onset, peak, type Recording, type SceneEvent, similarity } from './recording.ts';

/** A fault, and when it was there. */
interface Spell {
  readonly fault: string;
  readonly fromUs: number;
  readonly toUs: number;
}

type Judge = (spell: Spell, recording: Recording, rounds: readonly AdcRound[], folder: string) => Check[];

/** A chip is asked again each second; a bus that hangs holds the asking up for a second itself. */
const BACK_US = 1_500_000;
const UNSTUCK_US = 3_500_000;

/** What a clock that is set may hold up. */
const NEAR_US = 500_000;

/** A stroke is at least as loud, full scale 1; a sound begins with a sample that is as loud. */
const HEARD = 0.02;
const BEGINS = 1e-3;
/** Both edges of the scene's strokes lie well within this time, seconds. */
const STROKE_SECONDS = 0.4;
const SAME = 0.98;

/** What docs/engine.md says of each, held against what happened. */
const JUDGES: ReadonlyMap<string, Judge> = new Map<string, Judge>([
  [
    'adc-gone',
    (spell, { serviceLog: said }, rounds) => [
      tells(said, /warning: cv: the chip at 0x48 on \/dev\/i2c-1 does not answer/),
      comesBack('the converter', rounds, spell.toUs, BACK_US),
    ],
  ],
  [
    'bus-stuck',
    (spell, { serviceLog: said }, rounds) => [
      tells(said, /warning: (cv|display): \/dev\/i2c-1 hangs/),
      comesBack('the converter', rounds, spell.toUs, UNSTUCK_US),
    ],
  ],
  [
    'display-gone',
    (spell, { serviceLog: said, bus, board }) => [
      tells(said, /warning: display: the chip at 0x3c on \/dev\/i2c-1 does not answer/),
      comesBack(
        'the display',
        bus.filter(({ address, status }) => address === board.panel?.display?.address && status === 0),
        spell.toUs,
        BACK_US,
      ),
    ],
  ],
  ['adc-frozen', (spell, _, rounds) => [spread('stands still', rounds, spell, 0, 0.001)]],
  ['adc-noisy', (spell, _, rounds) => [spread('is noisy', rounds, spell, 0.05, 0.4)]],
  ['gate-chatter', (spell, recording) => [soundsAsOneStroke(spell, recording)]],
  [
    'clock-jump',
    ({ fromUs, toUs }, _, rounds) =>
      [fromUs, toUs].map((us) => {
        const gap = longestGapMs(rounds, us - NEAR_US, us + NEAR_US);
        const before = longestGapMs(rounds, us - 5 * NEAR_US, us - NEAR_US);
        return {
          name: 'a clock that is set holds nothing up',
          passed: gap < 100,
          found: `${gap.toFixed(0)} ms between two rounds at most; ${before.toFixed(0)} ms in the two seconds before`,
        };
      }),
  ],
  [
    'disk-full',
    (_, { serviceLog: said }, __, folder) => [
      tells(said, /could not save settings: .*(full|no space)/i),
      settingsAreWhole(folder),
    ],
  ],
  [
    'audio-unplugged',
    (_, { serviceLog: said, events: hands, soundAgain }) => {
      const loudest = soundAgain === undefined ? 0 : peak(soundAgain, 0, Number.POSITIVE_INFINITY);
      return [
        tells(said, /alsa.*does not play any more/),
        {
          name: 'plays again once the card is back',
          passed: loudest > HEARD,
          found: `a peak of ${loudest.toFixed(3)}, after having been started again ${hands.at(-1)?.service} times`,
        },
      ];
    },
  ],
]);

/** Checks of the faults of a scene. */
export function checkFaults(recording: Recording, folder: string): Check[] {
  const cv = recording.board.panel?.cv;
  const rounds = cv === undefined ? [] : readRounds(recording.bus, cv);
  return faultIntervals(recording.events, recording.endUs).flatMap((spell) =>
    (JUDGES.get(spell.fault)?.(spell, recording, rounds, folder) ?? []).map((check) => ({
      ...check,
      name: `${spell.fault}: ${check.name}`,
    })),
  );
}

/** When something was broken. */
export function faultIntervals(hands: readonly SceneEvent[], endUs: number): Spell[] {
  return hands.flatMap(({ us, fault, isBroken }, n) => {
    if (fault === undefined || isBroken !== true) return [];
    const end = hands.slice(n).find((line) => line.fault === fault && line.isBroken === false);
    return [{ fault, fromUs: us, toUs: end?.us ?? endUs }];
  });
}

/** A gate that bounces and comes out of silence, against the first one that does not: each trigger more would begin the sound again. */
function soundsAsOneStroke({ fromUs, toUs }: Spell, { events: hands, sound }: Recording): Check {
  const strokes = hands.filter(({ gate, isHigh }) => gate === 0 && isHigh === true).map(({ us }) => us);
  const bounced = strokes.find((us) => us >= fromUs && us <= toUs);
  const clean = strokes.find((us) => us > toUs);
  const begins = bounced === undefined ? undefined : onset(sound, bounced, BEGINS);
  const alike =
    bounced === undefined || begins === undefined || clean === undefined
      ? 0
      : similarity({ sound, us: begins }, { sound, us: clean + (begins - bounced) }, STROKE_SECONDS);
  return {
    name: 'a gate that bounces is one stroke',
    passed: alike >= SAME,
    found: `${(100 * alike).toFixed(2)} % alike with a clean one`,
  };
}

function longestGapMs(rounds: readonly AdcRound[], fromUs: number, toUs: number): number {
  const within = rounds.filter(({ us }) => us > fromUs && us < toUs);
  return within.slice(1).reduce((longest, { us }, n) => Math.max(longest, us - within[n].us), 0) / 1000;
}

function tells(said: string, what: RegExp): Check {
  const found = said.split('\n').find((line) => what.test(line));
  return { name: 'is told', passed: found !== undefined, found: found?.slice(0, 100) ?? 'nothing of it' };
}

function comesBack(what: string, events: readonly { readonly us: number }[], fromUs: number, withinUs: number): Check {
  const first = events.find(({ us }) => us > fromUs);
  const ms = first === undefined ? Number.POSITIVE_INFINITY : (first.us - fromUs) / 1000;
  return { name: `${what} is used again`, passed: ms * 1000 < withinUs, found: `after ${ms.toFixed(0)} ms` };
}

/** Standard deviation of what is read at the first jack. */
function spread(
  what: string,
  rounds: readonly AdcRound[],
  { fromUs, toUs }: Spell,
  least: number,
  most: number,
): Check {
  const during = rounds.filter(({ us }) => us > fromUs + 20_000 && us < toUs).map(({ volts }) => volts[0]);
  const mean = during.reduce((sum, value) => sum + value, 0) / during.length;
  const deviation = Math.sqrt(during.reduce((sum, value) => sum + (value - mean) ** 2, 0) / during.length);
  return {
    name: `what is read ${what}, and is read on`,
    passed: during.length > 50 && deviation >= least && deviation <= most,
    found: `${during.length} rounds, ${(1000 * deviation).toFixed(0)} mV of spread`,
  };
}

function settingsAreWhole(folder: string): Check {
  const file = join(folder, 'state/settings.json');
  const text = existsSync(file) ? readFileSync(file, 'utf8') : '';
  const setA = /"setA":\s*"([^"]*)"/.exec(text)?.[1];
  return {
    name: 'settings are saved once there is room',
    passed: setA !== undefined && setA !== 'Boom',
    found: setA === undefined ? 'no settings' : `set A is ${setA}`,
  };
}
