import type { BoardConfig } from '../../contracts/board.ts';
import type { SystemProbe } from './system-probe.ts';

/** What a check found. 'fault': something will not work; 'warning': it works, but less well than it could. */
export interface Finding {
  readonly check: string;
  readonly state: 'ok' | 'warning' | 'fault';
  /** What was found, in one sentence. */
  readonly found: string;
  /** What to do about it; absent when it is ok. */
  readonly remedy?: string;
}

/** Undefined where it has nothing to say. */
export type Check = (world: SystemProbe, board: BoardConfig) => Finding | undefined;

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
