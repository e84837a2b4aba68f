import type { Clock } from '../../contracts/clock.ts';
import type { CvInput } from '../../contracts/cv-input.ts';
import type { EdgeGateInput, OnGateEdge } from '../../contracts/gate-input.ts';
import type { Knob, KnobEvent } from '../../contracts/knob.ts';
import type { NoteInput } from '../../contracts/panel-input.ts';
import { GATES, JACKS } from '../jacks.ts';
import type { Performance, PerformedNote } from './performance.ts';
import { createPerformancePlayer, type PerformanceListener } from './performance-player.ts';

/** The inputs of a performance. */
export interface PerformedInputs {
  readonly cv: CvInput;
  readonly gates: EdgeGateInput;
  readonly knob: Knob;
  readonly notes: { poll(onNote: (note: NoteInput, timeUs: number) => void): void };
  /** Writes the values that the performance sets over those that jacks and bases give; absent where it sets none. */
  readonly values: { read(into: Float64Array): void } | undefined;
}

/**
 * Inputs that play a performance in place of a board's jacks and knob. The time of an edge or knob event is `startUs` plus its
 * whole microseconds, however late it is polled.
 *
 * @param startUs clock time at which the performance begins
 */
export function createPerformedInputs(
  performance: Performance,
  { clock, startUs }: { readonly clock: Clock; readonly startUs: number },
): PerformedInputs {
  const close = async (): Promise<void> => undefined;
  const ignore = (): void => undefined;
  // Gates and knob are polled separately: each needs its own position in the performance.
  const forJacks = createPerformancePlayer(performance);
  const forGates = createPerformancePlayer(performance);
  const forKnob = createPerformancePlayer(performance);
  const forNotes = createPerformancePlayer(performance);
  const secondsAt = (timeUs: number): number => (timeUs - startUs) / 1e6;
  const timeOf = (seconds: number): number => startUs + Math.round(seconds * 1e6);

  let emitEdge: OnGateEdge = ignore;
  const gateListener: PerformanceListener = {
    onGate: (gate, isHigh, seconds) => emitEdge(gate, isHigh, timeOf(seconds)),
    onKnob: ignore,
  };
  let emitKnob: (event: KnobEvent) => void = ignore;
  const knobListener: PerformanceListener = {
    onGate: ignore,
    onKnob: ({ action, seconds }) => emitKnob({ ...action, timeUs: timeOf(seconds) }),
  };
  let emitNote: (note: NoteInput, timeUs: number) => void = ignore;
  const onNote = ({ seconds, ...note }: PerformedNote): void => emitNote({ kind: 'note', ...note }, timeOf(seconds));
  return {
    notes: {
      poll: (listener) => {
        emitNote = listener;
        forNotes.emitNotesUntil(secondsAt(clock.nowUs()), onNote);
      },
    },
    values: performance.values && { read: (into) => forJacks.setUntil(secondsAt(clock.nowUs()), into) },
    cv: {
      channels: JACKS.length,
      read: (into) => {
        const timeUs = clock.nowUs();
        forJacks.cvAt(secondsAt(timeUs), into);
        return timeUs;
      },
      close,
    },
    gates: {
      kind: 'edges',
      gates: GATES.length,
      poll: (onEdge) => {
        emitEdge = onEdge;
        forGates.emitUntil(secondsAt(clock.nowUs()), gateListener);
      },
      close,
    },
    knob: {
      poll: (onEvent) => {
        emitKnob = onEvent;
        forKnob.emitUntil(secondsAt(clock.nowUs()), knobListener);
      },
      close,
    },
  };
}
