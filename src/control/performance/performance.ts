import type { NoteInput } from '../../contracts/panel-input.ts';

/** Version of the files that recordings write. */
export const PERFORMANCE_FORMAT = 2;
/** Length of the longest performance. */
export const MAX_SECONDS = 86_400;
/** Voltage of the Eurorack supply rails. */
export const MAX_VOLTS = 12;

/** Values of a renderer whose sounds have ended, which it alone reads: see `Renderer.readResidue`. */
export type Residue = readonly number[];

/** A segment of a jack's voltage: from `seconds` until the next segment. */
export type CvSegment =
  | { readonly kind: 'step'; readonly seconds: number; readonly volts: number }
  /** A straight line from `from` to `volts` in `durationSeconds`, then held. */
  | {
      readonly kind: 'ramp';
      readonly seconds: number;
      readonly from: number;
      readonly volts: number;
      readonly durationSeconds: number;
    }
  /** A sine between `low` and `high`, rising from its middle, for `durationSeconds` (Infinity: without end), then its middle. */
  | {
      readonly kind: 'sine';
      readonly seconds: number;
      readonly hertz: number;
      readonly low: number;
      readonly high: number;
      readonly durationSeconds: number;
    };

export interface PerformedEdge {
  readonly seconds: number;
  /** 0 is gate 1. */
  readonly gate: number;
  readonly isHigh: boolean;
}

/** A note with a voice of its own. */
export interface PerformedNote extends Omit<NoteInput, 'kind'> {
  readonly seconds: number;
}

/** The value of a destination, whatever jacks and bases are: by its place in `DESTINATIONS`. */
export interface PerformedValue {
  readonly seconds: number;
  readonly destination: number;
  readonly value: number;
}

export interface PerformedKnob {
  readonly seconds: number;
  readonly action: { readonly kind: 'turn'; readonly steps: number } | { readonly kind: 'down' | 'up' };
}

/** Voltages, gates and knob over time. Plain data, all in order of time. */
export interface Performance {
  /** Segments of each jack. */
  readonly cv: readonly (readonly CvSegment[])[];
  readonly edges: readonly PerformedEdge[];
  readonly knob: readonly PerformedKnob[];
  readonly notes?: readonly PerformedNote[] | undefined;
  readonly values?: readonly PerformedValue[] | undefined;
  /** Whether voltages and gates were recorded as they were played: they are neither calibrated, smoothed nor debounced again. */
  readonly isExact?: boolean | undefined;
  /** Triggers that were played before a recorded performance begins. */
  readonly triggersBefore?: number | undefined;
  /** Of the sounds before a recorded performance begins. */
  readonly residue?: Residue | undefined;
  /** Time at which a recording begins: what is before makes the sounds that ring then, and is in no file. Default 0. */
  readonly beginSeconds?: number | undefined;
  /** Whether sounds that rang at the beginning of a recording are missing. */
  readonly lacksSounds?: boolean | undefined;
  /** End of the performance: its `end` line, else its last event. */
  readonly endSeconds: number;
}

/** Returns the volts of a segment at a time, at or after its start. */
export function voltsOf(segment: CvSegment, seconds: number): number {
  const since = seconds - segment.seconds;
  switch (segment.kind) {
    case 'step':
      return segment.volts;
    case 'ramp':
      return since >= segment.durationSeconds
        ? segment.volts
        : segment.from + ((segment.volts - segment.from) * since) / segment.durationSeconds;
    case 'sine': {
      const middle = (segment.low + segment.high) / 2;
      if (since >= segment.durationSeconds) return middle;
      return middle + ((segment.high - segment.low) / 2) * Math.sin(2 * Math.PI * segment.hertz * since);
    }
  }
}
