import type { BoardConfig } from '@neurorack/contracts/board';

/** What the thread of the chips is started with. */
export interface ChipsThreadData {
  readonly panel: NonNullable<BoardConfig['panel']>;
  /** Four doubles: volts at the converter's inputs. */
  readonly volts: SharedArrayBuffer;
  readonly faults: SharedArrayBuffer;
  /** Int32: detents turned at an encoder behind the expander; the log is to be written; it has been. */
  readonly commands: SharedArrayBuffer;
  readonly log: string;
}

/** Places in `orders`. */
export const COMMAND = { turned: 0, flush: 1, flushed: 2 } as const;
