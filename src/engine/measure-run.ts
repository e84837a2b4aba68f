import type { InferenceSession } from '../contracts/accelerator.ts';

/** Runs that are measured, after those that a fresh session needs to settle. */
const RUNS = 15;
const SETTLING = 3;

/**
 * Measures a run of a session that was warmed up, µs: the median of 15, so that a moment in which the computer is busy counts little. Afterwards
 * inputs and state are zero.
 *
 * @param nowMs a clock, milliseconds
 */
export async function measureRun(session: InferenceSession, nowMs: () => number): Promise<number> {
  const times: number[] = [];
  for (let run = -SETTLING; run < RUNS; run++) {
    const since = nowMs();
    const pending = session.run();
    if (pending !== undefined) await pending;
    if (run >= 0) times.push(1000 * (nowMs() - since));
  }
  for (const input of session.inputs.values()) input.fill(0);
  session.resetState();
  times.sort((a, b) => a - b);
  return times[Math.floor(RUNS / 2)];
}
