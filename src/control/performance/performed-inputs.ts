import type { Clock } from '../../contracts/clock.ts';
import type { CvInput } from '../../contracts/cv-input.ts';
import type { EdgeGateInput, OnGateEdge } from '../../contracts/gate-input.ts';
import type { Knob, KnobEvent } from '../../contracts/knob.ts';
import { GATES, JACKS } from '../jacks.ts';
import type { Performance } from './performance.ts';
import { createPerformancePlayer, type PerformanceListener } from './performance-player.ts';

/**
 * A performance in place of a board's own jacks and knob. Edges and knob events carry `startUs` plus their whole
 * microseconds, however late they are asked for.
 *
 * @param startUs time of the clock at which the performance begins
 */
export function createPerformedInputs(
  performance: Performance,
  { clock, startUs }: { readonly clock: Clock; readonly startUs: number },
): { readonly cv: CvInput; readonly gates: EdgeGateInput; readonly knob: Knob } {
  const close = async (): Promise<void> => undefined;
  const ignore = (): void => undefined;
  // Gates and knob are polled apart: each has a place of its own in the performance.
  const forJacks = createPerformancePlayer(performance);
  const forGates = createPerformancePlayer(performance);
  const forKnob = createPerformancePlayer(performance);
  const secondsAt = (timeUs: number): number => (timeUs - startUs) / 1e6;
  const timeOf = (seconds: number): number => startUs + Math.round(seconds * 1e6);

  let tellEdge: OnGateEdge = ignore;
  const gateListener: PerformanceListener = {
    onGate: (gate, isHigh, seconds) => tellEdge(gate, isHigh, timeOf(seconds)),
    onKnob: ignore,
  };
  let tellKnob: (event: KnobEvent) => void = ignore;
  const knobListener: PerformanceListener = {
    onGate: ignore,
    onKnob: ({ action, seconds }) => tellKnob({ ...action, timeUs: timeOf(seconds) }),
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
        tellEdge = onEdge;
        forGates.emitUntil(secondsAt(clock.nowUs()), gateListener);
      },
      close,
    },
    knob: {
      poll: (onEvent) => {
        tellKnob = onEvent;
        forKnob.emitUntil(secondsAt(clock.nowUs()), knobListener);
      },
      close,
    },
  };
}
