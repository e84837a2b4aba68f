import type { Performance } from '../../../src/control/performance/performance.ts';
import { createPerformancePlayer } from '../../../src/control/performance/performance-player.ts';
import { type Frame, frameAt } from './film.ts';
import { readText } from './read-text.ts';
import { readRounds } from './readings.ts';
import { onset, peak, type Recording } from './recording.ts';

/** One thing that the performance asked for, and what was found. */
export interface Check {
  readonly name: string;
  readonly passed: boolean;
  readonly found: string;
}

/** -90 dB of full scale: the converter's own last bits. */
const SILENCE = 3e-5;
/** A stroke is heard within this time (when the recording began is known to a tenth of a second), and is so much louder than what rang. */
const HEARD_US = 300_000;
const LOUDER = 1.5;
/**
 * Rounds of four voltages a second; 434, 164 and thousands by the data sheets (targets/linux-io), less what the guest's one core is needed for
 * elsewhere.
 */
const FEWEST_ROUNDS = { ads1015: 220, ads1115: 100, mcp3208: 180 };
const MOST_VOLTS_OFF = 0.1;
/** From the knob to the display's new name. */
const SHOWN_US = 400_000;
/** Where the play page has the name of set A (src/ui/pages/play.ts). */
const SET_A = { x: 1, y: 12, columns: 12 };

/** Holds what was recorded against what the hands did. */
export function checkPerformance(recording: Recording, performance: Performance, film: readonly Frame[]): Check[] {
  const { events: hands } = recording;
  // A card that was pulled out is not recorded any more; where something is broken its own checks say what is expected.
  const isHeard = !hands.some(({ fault }) => fault === 'audio-unplugged');
  const sound = isHeard ? checkSound(recording) : [];
  if (hands.some(({ fault }) => fault !== undefined)) return sound;
  return [
    ...sound,
    ...checkDisplay(recording, film),
    ...checkReadings(recording, performance),
    {
      name: 'nothing was complained of, and the service was never started again',
      passed: !/^(warning|error)/m.test(recording.serviceLog) && recording.events.at(-1)?.service === '0',
      found: recording.serviceLog.match(/^(warning|error).*/gm)?.join('; ') ?? 'no warning',
    },
  ];
}

const decibels = (value: number): string => (value === 0 ? 'nothing' : `${(20 * Math.log10(value)).toFixed(1)} dB`);

function checkSound({ events: hands, sound, startUs }: Recording): Check[] {
  const strokes = hands.filter(({ gate, isHigh }) => gate === 0 && isHigh === true).map(({ us }) => us);
  if (strokes.length === 0) return [];
  const before = peak(sound, startUs, strokes[0]);
  const first = onset(sound, strokes[0], SILENCE);
  const lateMs = first === undefined ? Number.POSITIVE_INFINITY : (first - strokes[0]) / 1000;
  return [
    { name: 'silence before the first gate', passed: before < SILENCE, found: decibels(before) },
    { name: 'sound soon after the first gate', passed: lateMs * 1000 < HEARD_US, found: `${lateMs.toFixed(1)} ms` },
    ...strokes.map((us, n) => {
      const [ringing, struck] = [peak(sound, us - HEARD_US, us), peak(sound, us, us + HEARD_US)];
      return {
        name: `gate 1 is heard, stroke ${n + 1}`,
        passed: struck > 0.02 && struck > LOUDER * ringing,
        found: `${decibels(ringing)} before, ${decibels(struck)} after`,
      };
    }),
  ];
}

function checkDisplay({ events: hands, startUs, endUs }: Recording, film: readonly Frame[]): Check[] {
  const nameAt = (us: number): string => {
    const frame = frameAt(film, us);
    return frame === undefined ? '' : readText(frame.pixels, SET_A);
  };
  const atFirst = nameAt(startUs);
  let steps = 0;
  const names = new Map([[0, atFirst]]);
  const checks: Check[] = [{ name: 'the display shows set A', passed: /^A [A-Z]/.test(atFirst), found: atFirst }];
  for (const { us, knob } of hands) {
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
  let most = 0;
  for (const { us, volts } of rounds) {
    // A voltage on its way is read while it moves: what stood still around the reading is compared.
    player.cvAt((us - startUs) / 1e6 - 0.02, early);
    player.cvAt((us - startUs) / 1e6 + 0.02, late);
    for (const [jack, value] of volts.entries()) {
      if (early[jack] !== late[jack]) continue;
      compared++;
      most = Math.max(most, Math.abs(value - early[jack]));
    }
  }
  return [
    {
      name: 'the converter is read at its rate',
      passed: rate >= FEWEST_ROUNDS[cv.adc],
      found: `${rate.toFixed(0)} rounds a second`,
    },
    {
      name: 'what is read is what the jacks have',
      passed: compared > 1000 && most < MOST_VOLTS_OFF,
      found: `${compared} readings, off by ${most.toFixed(3)} V at most`,
    },
  ];
}
