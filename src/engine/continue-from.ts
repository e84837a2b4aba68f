import type { Performance } from '../control/performance/performance.ts';
import type { Renderer } from '../voice/renderer.ts';

/** Prepares a renderer for a recorded performance that continues others. Call before the first sample. */
export function continueFrom({ triggersBefore = 0, residue }: Performance, renderer: Renderer): void {
  renderer.skipTriggers?.(triggersBefore);
  if (residue !== undefined) renderer.resume?.(residue);
}
