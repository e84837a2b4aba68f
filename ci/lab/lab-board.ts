import type { Quarantine } from './boards-file.ts';

/** Outcome of a step: its result, or the reason of a failure of the product. */
export type StepResult<T> = { readonly done: T } | { readonly failed: string };

/** One bench. */
export interface Bench {
  readonly model: string;
  /** From 1 on. */
  readonly repeat: number;
}

/**
 * A board under test with its rig. A *thrown* error is the rig's (`error`: cable, power, network, another board than in the file); a *returned*
 * failure is the product's (`failed`). Calls do not overlap.
 */
export interface LabBoard {
  readonly id: string;
  readonly rig: string;
  readonly quarantine: Quarantine | undefined;
  /** Takes the board exclusively until `release`. */
  reserve(): Promise<void>;
  /** False without a power switch; nothing was done. */
  powerCycle(): Promise<boolean>;
  /** Waits until the board can be reached, and compares it with its recorded facts. Resolves with a note for the record. */
  checkHealth(): Promise<string>;
  /** Resolves with the version that plays now. */
  deploy(): Promise<StepResult<string>>;
  /** Resolves with the file of the result. */
  bench(of: Bench): Promise<StepResult<string>>;
  /** May be called twice, and without `reserve`. */
  release(): Promise<void>;
}
