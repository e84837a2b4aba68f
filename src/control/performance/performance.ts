/** Longest performance. */
export const MAX_SECONDS = 86_400;
/** Eurorack's rails. */
export const MAX_VOLTS = 12;

/** A piece of a jack's voltage: from `seconds` on, until the next piece. */
export type CvSegment =
  | { readonly kind: 'step'; readonly seconds: number; readonly volts: number }
  /** Straight from `from` to `volts` within `lasting` seconds, then held. */
  | {
      readonly kind: 'ramp';
      readonly seconds: number;
      readonly from: number;
      readonly volts: number;
      readonly lasting: number;
    }
  /** A sine between `low` and `high`, from its middle upwards, for `lasting` seconds (Infinity: on and on), then its middle. */
  | {
      readonly kind: 'sine';
      readonly seconds: number;
      readonly hertz: number;
      readonly low: number;
      readonly high: number;
      readonly lasting: number;
    };

export interface PerformedEdge {
  readonly seconds: number;
  /** 0 is gate 1. */
  readonly gate: number;
  readonly isHigh: boolean;
}

export interface PerformedKnob {
  readonly seconds: number;
  readonly action: { readonly kind: 'turn'; readonly steps: number } | { readonly kind: 'down' | 'up' };
}

/** What someone does to the panel over time; plain data, everything in order of time. */
export interface Performance {
  /** One list a jack. */
  readonly cv: readonly (readonly CvSegment[])[];
  readonly edges: readonly PerformedEdge[];
  readonly knob: readonly PerformedKnob[];
  /** Where it ends: at `end`, else at its last event. */
  readonly endSeconds: number;
}

/** The volts that a piece gives at a time, at or after its beginning. */
export function voltsOf(piece: CvSegment, seconds: number): number {
  const since = seconds - piece.seconds;
  switch (piece.kind) {
    case 'step':
      return piece.volts;
    case 'ramp':
      return since >= piece.lasting ? piece.volts : piece.from + ((piece.volts - piece.from) * since) / piece.lasting;
    case 'sine': {
      const middle = (piece.low + piece.high) / 2;
      if (since >= piece.lasting) return middle;
      return middle + ((piece.high - piece.low) / 2) * Math.sin(2 * Math.PI * piece.hertz * since);
    }
  }
}
