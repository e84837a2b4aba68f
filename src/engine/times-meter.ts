import type { Meters } from './meters.ts';
import type { Program } from './program.ts';

/** Returns a function that adds the last block's network and synthesis times to the meters. */
export function createTimesMeter(program: Program, meters: Meters): () => void {
  let before = program.times?.();
  return () => {
    const now = program.times?.();
    if (now === undefined || before === undefined) return;
    const runs = now.runs - before.runs;
    if (program.hopUs === undefined) {
      if (now.networkUs > before.networkUs) meters.networkUs.add(now.networkUs - before.networkUs);
    } else for (let run = 0; run < runs; run++) meters.networkUs.add((now.networkUs - before.networkUs) / runs);
    if (now.missed > before.missed) meters.count('missedDeadlines', now.missed - before.missed);
    meters.set('networkHopUs', Math.round(program.hopUs ?? 0));
    meters.dspUs.add(now.dspUs - before.dspUs);
    before = now;
  };
}
