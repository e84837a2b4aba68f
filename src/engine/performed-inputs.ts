import type { Clock } from '../contracts/clock.ts';
import type { BoardInputs } from '../contracts/target.ts';

/** A performance in place of a board's own jacks and knob. */
export function createPerformedInputs(
  performance: { readonly text: string; readonly file: string },
  { clock, startUs }: { readonly clock: Clock; readonly startUs: number },
): BoardInputs {
  void performance;
  void clock;
  void startUs;
  return {};
}
