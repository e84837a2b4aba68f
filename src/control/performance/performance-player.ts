import { type CvSegment, type Performance, type PerformedKnob, voltsOf } from './performance.ts';

/** Hears what a performance does. */
export interface PerformanceListener {
  onGate(gate: number, isHigh: boolean, seconds: number): void;
  onKnob(event: PerformedKnob): void;
}

/** A performance while it is played; nothing here allocates. */
export interface PerformancePlayer {
  readonly endSeconds: number;
  /**
   * The voltages at a time, exact whatever was asked for before; 0 V before a jack's first line.
   *
   * @param into one value a jack, overwritten
   */
  cvAt(seconds: number, into: Float32Array): void;
  /** Tells every event up to and including a time that was not told before, in order of time; gates before the knob. */
  emitUntil(seconds: number, listener: PerformanceListener): void;
}

export function createPerformancePlayer({ cv, edges, knob, endSeconds }: Performance): PerformancePlayer {
  const jacks = cv.map(createCvTrack);
  let nextEdge = 0;
  let nextKnob = 0;
  return {
    endSeconds,
    cvAt: (seconds, into) => {
      for (let j = 0; j < jacks.length; j++) into[j] = jacks[j](seconds);
    },
    emitUntil: (seconds, listener) => {
      for (;;) {
        const edge = nextEdge < edges.length ? edges[nextEdge] : undefined;
        const event = nextKnob < knob.length ? knob[nextKnob] : undefined;
        if (edge !== undefined && edge.seconds <= seconds && (event === undefined || edge.seconds <= event.seconds)) {
          nextEdge++;
          listener.onGate(edge.gate, edge.isHigh, edge.seconds);
        } else if (event !== undefined && event.seconds <= seconds) {
          nextKnob++;
          listener.onKnob(event);
        } else return;
      }
    },
  };
}

/** The volts of one jack over time: walks from the piece that was asked for last, usually none or one further. */
function createCvTrack(pieces: readonly CvSegment[]): (seconds: number) => number {
  let present = -1;
  return (seconds) => {
    while (present >= 0 && pieces[present].seconds > seconds) present--;
    while (present + 1 < pieces.length && pieces[present + 1].seconds <= seconds) present++;
    return present < 0 ? 0 : voltsOf(pieces[present], seconds);
  };
}
