import { createDcBlocker } from './dc-blocker.ts';
import { limit } from './limiter.ts';

const DC_CUTOFF_HZ = 5;

/** The last stage before the jack: a DC blocker, then a limiter. */
export interface OutputStage {
  reset(): void;
  /** State after the sounds before; two numbers. */
  readonly residue: Float64Array;
  /** Filters `into[from ... to)` in place, by default all of it; never past 1. Block sizes make no difference. */
  render(into: Float32Array, from?: number, to?: number): void;
}

export function createOutputStage({ sampleRate }: { sampleRate: number }): OutputStage {
  const dcBlocker = createDcBlocker({ sampleRate, cutoffHz: DC_CUTOFF_HZ });
  return {
    residue: dcBlocker.state,
    reset: () => dcBlocker.reset(),
    render: (into, from = 0, to = into.length) => {
      dcBlocker.render(into, from, to);
      limit(into, from, to);
    },
  };
}
