import type { Clock } from '../../contracts/clock.ts';
import type { CvInput } from '../../contracts/cv-input.ts';
import type { EdgeGateInput } from '../../contracts/gate-input.ts';
import type { Knob } from '../../contracts/knob.ts';
import { GATES, JACKS } from '../jacks.ts';
import { type CvPiece, type Performance, voltsOf } from './performance.ts';

/**
 * A performance in place of a board's own jacks and knob; edges carry their exact times.
 *
 * @param startUs time of the clock at which the performance begins
 */
export function createPerformedInputs(
  { cv, edges, knob }: Performance,
  { clock, startUs }: { readonly clock: Clock; readonly startUs: number },
): { readonly cv: CvInput; readonly gates: EdgeGateInput; readonly knob: Knob } {
  const close = async (): Promise<void> => undefined;
  const jacks = cv.map(createCvTrack);
  const nextEdge = createQueue(edges);
  const nextTurn = createQueue(knob);
  const secondsAt = (timeUs: number): number => (timeUs - startUs) / 1e6;
  const timeOf = (seconds: number): number => startUs + seconds * 1e6;
  return {
    cv: {
      channels: JACKS.length,
      read: (into) => {
        const timeUs = clock.nowUs();
        for (let j = 0; j < jacks.length; j++) into[j] = jacks[j](secondsAt(timeUs));
        return timeUs;
      },
      close,
    },
    gates: {
      kind: 'edges',
      gates: GATES.length,
      poll: (onEdge) => {
        const now = secondsAt(clock.nowUs());
        for (let edge = nextEdge(now); edge !== undefined; edge = nextEdge(now)) {
          onEdge(edge.gate, edge.isHigh, timeOf(edge.seconds));
        }
      },
      close,
    },
    knob: {
      poll: (onEvent) => {
        const now = secondsAt(clock.nowUs());
        for (let turn = nextTurn(now); turn !== undefined; turn = nextTurn(now)) {
          onEvent({ ...turn.action, timeUs: timeOf(turn.seconds) });
        }
      },
      close,
    },
  };
}

/** The volts of one jack over time, asked for in order of time; 0 V before its first piece. */
function createCvTrack(pieces: readonly CvPiece[]): (seconds: number) => number {
  let present = -1;
  return (seconds) => {
    while (present + 1 < pieces.length && pieces[present + 1].seconds <= seconds) present++;
    return present < 0 ? 0 : voltsOf(pieces[present], seconds);
  };
}

/** Hands out, one by one, what is due at a time. */
function createQueue<T extends { readonly seconds: number }>(items: readonly T[]): (seconds: number) => T | undefined {
  let next = 0;
  return (seconds) => (next < items.length && items[next].seconds <= seconds ? items[next++] : undefined);
}
