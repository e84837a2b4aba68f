import { DESTINATIONS } from '../destination.ts';
import { type CvSegment, type Performance, type PerformedKnob, type PerformedNote, voltsOf } from './performance.ts';

/** Listener to the events of a performance. */
export interface PerformanceListener {
  onGate(gate: number, isHigh: boolean, seconds: number): void;
  onKnob(event: PerformedKnob): void;
}

/** Player of a performance; its methods allocate nothing. */
export interface PerformancePlayer {
  readonly endSeconds: number;
  /**
   * Writes the voltages at a time, before or after the last one read; 0 V before a jack's first line.
   *
   * @param into one value per jack, overwritten
   */
  cvAt(seconds: number, into: Float32Array): void;
  /** Writes the values that have been set up to a time, over those of destinations; times do not run backwards. */
  setUntil(seconds: number, into: Float64Array): void;
  /** Emits every note up to and including a time that was not emitted before. */
  emitNotesUntil(seconds: number, onNote: (note: PerformedNote) => void): void;
  /** Emits every event up to and including a time that was not emitted before, in order of time; gates before the knob. */
  emitUntil(seconds: number, listener: PerformanceListener): void;
}

export function createPerformancePlayer({
  cv,
  edges,
  knob,
  notes = [],
  values = [],
  endSeconds,
}: Performance): PerformancePlayer {
  const jacks = cv.map(createCvTrack);
  let nextEdge = 0;
  let nextKnob = 0;
  let nextNote = 0;
  let nextValue = 0;
  const set = new Float64Array(DESTINATIONS.length).fill(Number.NaN);
  return {
    endSeconds,
    cvAt: (seconds, into) => {
      for (let j = 0; j < jacks.length; j++) jacks[j](seconds, into, j);
    },
    setUntil: (seconds, into) => {
      for (; nextValue < values.length && values[nextValue].seconds <= seconds; nextValue++) {
        set[values[nextValue].destination] = values[nextValue].value;
      }
      for (let d = 0; d < set.length; d++) if (!Number.isNaN(set[d])) into[d] = set[d];
    },
    emitNotesUntil: (seconds, onNote) => {
      while (nextNote < notes.length && notes[nextNote].seconds <= seconds) onNote(notes[nextNote++]);
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

/**
 * Returns a function that writes the volts of one jack at a time to `into[at]`. Searches from the segment last used: usually the same or the
 * next one.
 */
function createCvTrack(segments: readonly CvSegment[]): (seconds: number, into: Float32Array, at: number) => void {
  let present = -1;
  return (seconds, into, at) => {
    while (present >= 0 && segments[present].seconds > seconds) present--;
    while (present + 1 < segments.length && segments[present + 1].seconds <= seconds) present++;
    into[at] = present < 0 ? 0 : voltsOf(segments[present], seconds);
  };
}
