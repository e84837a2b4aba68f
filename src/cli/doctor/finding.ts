import type { BoardConfig } from '../../contracts/board.ts';
import type { ModelFamily } from '../../model/family.ts';
import type { SystemProbe } from './system-probe.ts';

/** Result of a check. 'fault': something will not work; 'warning': it works, but not as well as it could. */
export interface Finding {
  readonly check: string;
  readonly state: 'ok' | 'warning' | 'fault';
  /** The result in one sentence. */
  readonly found: string;
  /** The remedy; absent when ok. */
  readonly remedy?: string;
}

/** The part of the families of models that checks read. */
export type CheckedFamilies = readonly Pick<ModelFamily, 'name' | 'refusals'>[];

/** Returns undefined where the check does not apply to the board. */
export type Check = (system: SystemProbe, board: BoardConfig, families: CheckedFamilies) => Finding | undefined;

export const ok = (check: string, found: string): Finding => ({ check, state: 'ok', found });
export const fault = (check: string, found: string, remedy: string): Finding => ({
  check,
  state: 'fault',
  found,
  remedy,
});
export const warning = (check: string, found: string, remedy: string): Finding => ({
  check,
  state: 'warning',
  found,
  remedy,
});
