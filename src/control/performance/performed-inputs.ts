import type { Clock } from '../../contracts/clock.ts';
import type { CvInput } from '../../contracts/cv-input.ts';
import type { EdgeGateInput, OnGateEdge } from '../../contracts/gate-input.ts';
import type { Knob, KnobEvent } from '../../contracts/knob.ts';
import { GATES, JACKS } from '../jacks.ts';
import type { Performance } from './performance.ts';
import { createPerformancePlayer, type PerformanceListener } from './performance-player.ts';

/**
 * Inputs that play a performance in place of a board's jacks and knob. The time of an edge or knob event is `startUs` plus its
 * whole microseconds, however late it is polled.
 *
 * @param startUs clock time at which the performance begins
 */
export function createPerformedInputs(
  performance: Performance,
  { clock, startUs }: { readonly clock: Clock; readonly startUs: number },
): { readonly cv: CvInput; readonly gates: EdgeGateInput; readonly knob: Knob } {
  const close = async (): Promise<void> => undefined;
  const ignore = (): void => undefined;
  // Gates and knob are polled separately: each needs its own position in the performance.
  const forJacks = createPerformancePlayer(performance);
  const forGates = createPerformancePlayer(performance);
  const forKnob = createPerformancePlayer(performance);
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
  return {
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
