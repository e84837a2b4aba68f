import { NeurorackError } from '../../contracts/errors.ts';
import type { KnobEvent } from '../../contracts/knob.ts';
import { GATES, JACKS } from '../jacks.ts';
import {
  type CvSegment,
  MAX_SECONDS,
  MAX_VOLTS,
  type Performance,
  type PerformedEdge,
  type PerformedKnob,
} from './performance.ts';

/** As many as fit into one file, with a line for the end. */
const MOST_EVENTS = 999_999;

/** Writes down what someone does to the panel. Times in µs of one clock, none before the last. */
export interface PerformanceRecorder {
  /** A jack's voltage from now on; one that stays is kept once, one beyond ±12 V is held there. */
  cv(jack: number, volts: number, timeUs: number): void;
  gate(gate: number, isHigh: boolean, timeUs: number): void;
  knob(event: KnobEvent): void;
  /** After 24 hours or 999 999 events: nothing more is kept. */
  readonly isFull: boolean;
  /** What happened up to a time; recording may go on. `writePerformance` makes text of it. */
  performance(endUs: number): Performance;
}

/** @param startUs what becomes second 0; what came before is kept at second 0 */
export function recordPerformance({ startUs }: { readonly startUs: number }): PerformanceRecorder {
  const cv: Extract<CvSegment, { kind: 'step' }>[][] = JACKS.map(() => []);
  const edges: PerformedEdge[] = [];
  const knob: PerformedKnob[] = [];
  let count = 0;
  let isFull = false;
  let latest = 0;

  const secondsOf = (timeUs: number): number => Math.max(0, Math.round(timeUs - startUs)) / 1e6;
  /** A clock read by two threads may lag by a little: nothing is kept before what was kept already. */
  const notBefore = (timeUs: number): number => {
    latest = Math.max(latest, secondsOf(timeUs));
    return latest;
  };
  /** Adds to a list, unless there is no room. */
  const keep = <T extends { readonly seconds: number }>(list: T[], item: T): void => {
    isFull ||= count >= MOST_EVENTS || item.seconds > MAX_SECONDS;
    if (isFull) return;
    list.push(item);
    count++;
  };
  const check = (isGood: boolean, what: string): void => {
    if (isGood) return;
    throw new NeurorackError('bad-input', `${what} cannot be recorded`, {
      remedy: `use jacks 0 to ${JACKS.length - 1}, gates 0 to ${GATES.length - 1}, and volts, steps and times that are numbers`,
    });
  };

  return {
    get isFull() {
      return isFull;
    },
    cv: (jack, volts, timeUs) => {
      check(jack in cv && Number.isFinite(volts + timeUs), `${volts} V at jack ${jack}`);
      const held = Math.min(Math.max(volts, -MAX_VOLTS), MAX_VOLTS) + 0;
      if ((cv[jack].at(-1)?.volts ?? 0) === held) return;
      keep(cv[jack], { kind: 'step', seconds: notBefore(timeUs), volts: held });
    },
    gate: (gate, isHigh, timeUs) => {
      check(gate in GATES && Number.isFinite(timeUs), `an edge of gate ${gate}`);
      keep(edges, { seconds: notBefore(timeUs), gate, isHigh });
    },
    knob: (event) => {
      check(Number.isFinite(event.timeUs), 'a knob event without a time');
      if (event.kind === 'turn') check(Number.isInteger(event.steps) && Math.abs(event.steps) <= 1000, 'that turn');
      const action = event.kind === 'turn' ? { kind: event.kind, steps: event.steps + 0 } : { kind: event.kind };
      keep(knob, { seconds: notBefore(event.timeUs), action });
    },
    performance: (endUs) => {
      const endSeconds = Math.min(secondsOf(endUs), MAX_SECONDS);
      const until = <T extends { readonly seconds: number }>(list: readonly T[]): T[] =>
        list.filter(({ seconds }) => seconds <= endSeconds);
      return { cv: cv.map(until), edges: until(edges), knob: until(knob), endSeconds };
    },
  };
}
