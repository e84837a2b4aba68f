import type { Performance } from '../../../src/control/performance/performance.ts';
import { createPerformancePlayer } from '../../../src/control/performance/performance-player.ts';
import { type Frame, frameAt } from './film.ts';
import { readText } from './read-text.ts';
import { readRounds } from './readings.ts';
import { onset, peak, type Recording } from './recording.ts';

/** One expectation of a scene, and the finding. */
export interface Check {
  readonly name: string;
  readonly passed: boolean;
  readonly found: string;
}

/** -90 dB of full scale: the converter's own last bits. */
const SILENCE = 3e-5;
/** A trigger sounds within this time (the start of the recording is known to a tenth of a second), and is louder than the sound before by `LOUDER`. */
const ONSET_US = 300_000;
const LOUDER = 1.5;
/**
 * Minimum rounds of four voltages a second; data sheets allow 434, 164 and thousands (targets/linux-io), and the guest's one core also runs
 * everything else.
 */
const MIN_ROUNDS = { ads1015: 220, ads1115: 100, mcp3208: 180 };
const MAX_ERROR_VOLTS = 0.1;
/** Time from the knob to the display's new name. */
const SHOWN_US = 400_000;
/** Place of set A's name on the play page (src/ui/pages/play.ts). */
const SET_A = { x: 1, y: 12, columns: 12 };

/** Checks a recording against the events of its scene. */
export function checkPerformance(recording: Recording, performance: Performance, film: readonly Frame[]): Check[] {
  const { events } = recording;
  // The recording of an unplugged card ends; a scene with faults has the checks of its faults instead.
  const isRecorded = !events.some(({ fault }) => fault === 'audio-unplugged');
  const sound = isRecorded ? checkSound(recording) : [];
  if (events.some(({ fault }) => fault !== undefined)) return sound;
  return [
    ...sound,
    ...checkDisplay(recording, film),
    ...checkReadings(recording, performance),
    {
      name: 'the service logs no warning and never restarts',
      passed: !/^(warning|error)/m.test(recording.serviceLog) && recording.events.at(-1)?.service === '0',
      found: recording.serviceLog.match(/^(warning|error).*/gm)?.join('; ') ?? 'no warning',
    },
  ];
}

const decibels = (value: number): string => (value === 0 ? 'silence' : `${(20 * Math.log10(value)).toFixed(1)} dB`);

function checkSound({ events, sound, startUs }: Recording): Check[] {
  const triggers = events.filter(({ gate, isHigh }) => gate === 0 && isHigh === true).map(({ us }) => us);
  if (triggers.length === 0) return [];
  const before = peak(sound, startUs, triggers[0]);
  const first = onset(sound, triggers[0], SILENCE);
  const lateMs = first === undefined ? Number.POSITIVE_INFINITY : (first - triggers[0]) / 1000;
  return [
    { name: 'silence before the first gate', passed: before < SILENCE, found: decibels(before) },
    { name: 'sound soon after the first gate', passed: lateMs * 1000 < ONSET_US, found: `${lateMs.toFixed(1)} ms` },
    ...triggers.map((us, n) => {
      const [ringing, after] = [peak(sound, us - ONSET_US, us), peak(sound, us, us + ONSET_US)];
      return {
        name: `gate 1 sounds, trigger ${n + 1}`,
        passed: after > 0.02 && after > LOUDER * ringing,
        found: `${decibels(ringing)} before, ${decibels(after)} after`,
      };
    }),
  ];
}

function checkDisplay({ events, startUs, endUs }: Recording, film: readonly Frame[]): Check[] {
  const nameAt = (us: number): string => {
    const frame = frameAt(film, us);
    return frame === undefined ? '' : readText(frame.pixels, SET_A);
  };
  const atFirst = nameAt(startUs);
  let steps = 0;
  const names = new Map([[0, atFirst]]);
  const checks: Check[] = [{ name: 'the display shows set A', passed: /^A [A-Z]/.test(atFirst), found: atFirst }];
  for (const { us, knob } of events) {
    if (knob?.kind !== 'turn') continue;
    const before = nameAt(us);
    steps += Number(knob.steps);
    const after = nameAt(Math.min(us + SHOWN_US, endUs));
    const known = names.get(steps);
    names.set(steps, after);
    checks.push({
      name: `the display follows the knob, ${Number(knob.steps) > 0 ? '+' : ''}${Number(knob.steps)}`,
      passed: /^A [A-Z]/.test(after) && after !== before && (known === undefined || known === after),
      found: `${before} → ${after}`,
    });
  }
  return checks;
}

function checkReadings({ board, bus, startUs, endUs }: Recording, performance: Performance): Check[] {
  const cv = board.panel?.cv;
  if (cv === undefined) return [];
  const rounds = readRounds(bus, cv).filter(({ us }) => us >= startUs && us < endUs);
  const rate = rounds.length / ((endUs - startUs) / 1e6);
  const player = createPerformancePlayer(performance);
  const [early, late] = [new Float32Array(4), new Float32Array(4)];
  let compared = 0;
  let largest = 0;
  for (const { us, volts } of rounds) {
    // A moving voltage is read in motion: only voltages that are constant around the reading are compared.
    player.cvAt((us - startUs) / 1e6 - 0.02, early);
    player.cvAt((us - startUs) / 1e6 + 0.02, late);
    for (const [jack, value] of volts.entries()) {
      if (early[jack] !== late[jack]) continue;
      compared++;
      largest = Math.max(largest, Math.abs(value - early[jack]));
    }
  }
  return [
    {
      name: 'the converter is read at its rate',
      passed: rate >= MIN_ROUNDS[cv.adc],
      found: `${rate.toFixed(0)} rounds a second`,
    },
    {
      name: 'readings equal the voltages of the jacks',
      passed: compared > 1000 && largest < MAX_ERROR_VOLTS,
      found: `${compared} readings, off by ${largest.toFixed(3)} V at most`,
    },
  ];
}
