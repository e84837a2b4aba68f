import type { Meters } from './meters.ts';
import type { Program, ProgramTimes } from './program.ts';

/** Returns a function that adds the last block's network and synthesis times to the meters. It allocates nothing. */
export function createTimesMeter(program: Program, meters: Meters): () => void {
  const createTimes = (): ProgramTimes => ({ networkUs: 0, dspUs: 0, runs: 0, missed: 0 });
  let now = createTimes();
  let before = createTimes();
  program.readTimes?.(before);
  return () => {
    if (program.readTimes === undefined) return;
    program.readTimes(now);
    const runs = now.runs - before.runs;
    if (program.hopUs === undefined) {
      if (now.networkUs > before.networkUs) meters.networkUs.add(now.networkUs - before.networkUs);
    } else for (let run = 0; run < runs; run++) meters.networkUs.add((now.networkUs - before.networkUs) / runs);
    if (now.missed > before.missed) meters.count('missedDeadlines', now.missed - before.missed);
    meters.set('networkHopUs', Math.round(program.hopUs ?? 0));
    meters.dspUs.add(now.dspUs - before.dspUs);
    const former = before;
    before = now;
    now = former;
  };
}
