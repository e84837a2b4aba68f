import type { Meters } from './meters.ts';
import type { Program } from './program.ts';

/** Returns a function that adds the last block's network and synthesis times to the meters. */
export function createTimesMeter(program: Program, meters: Meters): () => void {
  let before = program.times?.();
  return () => {
    const now = program.times?.();
    if (now === undefined || before === undefined) return;
    if (now.networkUs > before.networkUs) meters.networkUs.add(now.networkUs - before.networkUs);
    meters.dspUs.add(now.dspUs - before.dspUs);
    before = now;
  };
}
