import { createDcBlocker } from './dc-blocker.ts';
import { limit } from './limiter.ts';

const DC_CUTOFF_HZ = 5;

/** The last stage before the jack: what stands still is removed, what is too loud is bent over. */
export interface OutputStage {
  reset(): void;
  /** Filters `block` in place; never past 1. */
  render(block: Float32Array): void;
}

export function createOutputStage({ sampleRate }: { sampleRate: number }): OutputStage {
  const dcBlocker = createDcBlocker({ sampleRate, cutoffHz: DC_CUTOFF_HZ });
  return {
    reset: () => dcBlocker.reset(),
    render: (block) => {
      dcBlocker.render(block);
      limit(block);
    },
  };
}
