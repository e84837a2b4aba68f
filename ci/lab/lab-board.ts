import type { Quarantine } from './boards-file.ts';

/** What a step says of the product: what came of it, or why it does not do what it should. */
export type StepResult<T> = { readonly done: T } | { readonly failed: string };

/** One bench. */
export interface Bench {
  readonly model: string;
  /** From 1 on. */
  readonly repeat: number;
}

/**
 * A board under test with its rig. What is *thrown* is the rig's fault (`error`: cable, power, network, another board than the file says);
 * what is *answered* is the product's (`failed`). All calls come one after the other.
 */
export interface LabBoard {
  readonly id: string;
  readonly rig: string;
  readonly quarantine: Quarantine | undefined;
  /** Nobody else has it until `release`. */
  reserve(): Promise<void>;
  /** False where there is no switch, and nothing was done. */
  powerCycle(): Promise<boolean>;
  /** Waits until it can be reached, and holds it against what is known good. Resolves with what there is to say of it. */
  checkHealth(): Promise<string>;
  /** Resolves with the version that plays now. */
  deploy(): Promise<StepResult<string>>;
  /** Resolves with the file of the result. */
  bench(of: Bench): Promise<StepResult<string>>;
  /** May be called twice, and without `reserve`. */
  release(): Promise<void>;
}
