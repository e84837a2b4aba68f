import { createDcBlocker } from './dc-blocker.ts';
import { limit } from './limiter.ts';

const DC_CUTOFF_HZ = 5;

/** The last stage before the jack: what stands still is removed, what is too loud is bent over. */
export interface OutputStage {
  reset(): void;
  /** Filters `into[from ... to)` in place, the whole of it when not given; never past 1. How many at a time makes no difference. */
  render(into: Float32Array, from?: number, to?: number): void;
}

export function createOutputStage({ sampleRate }: { sampleRate: number }): OutputStage {
  const dcBlocker = createDcBlocker({ sampleRate, cutoffHz: DC_CUTOFF_HZ });
  return {
    reset: () => dcBlocker.reset(),
    render: (into, from = 0, to = into.length) => {
      dcBlocker.render(into, from, to);
      limit(into, from, to);
    },
  };
}
