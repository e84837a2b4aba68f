import type { BoardConfig } from '@neurorack/contracts/board';

/** Data of the chips' thread. */
export interface ChipsThreadData {
  readonly panel: NonNullable<BoardConfig['panel']>;
  /** Four doubles: volts at the converter's inputs. */
  readonly volts: SharedArrayBuffer;
  readonly faults: SharedArrayBuffer;
  /** Int32s at the places of `COMMAND`. */
  readonly commands: SharedArrayBuffer;
  readonly log: string;
}

/** Places in `commands`: detents turned at an encoder behind the expander; whether the log is to be written; whether it is written. */
export const COMMAND = { turned: 0, flush: 1, flushed: 2 } as const;
