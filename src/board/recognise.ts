import type { BoardConfig } from '../contracts/board.ts';

/**
 * Returns the boards with this device-tree model; several where they differ by a plugged-in accelerator (a Hailo or none).
 *
 * @param model content of /proc/device-tree/model, with or without its terminating zero
 */
export function recognise<Board extends Pick<BoardConfig, 'recognise'>>(
  model: string,
  boards: readonly Board[],
): Board[] {
  const name = model.replace(/\0+$/, '').trim();
  return boards.filter(({ recognise: patterns }) => patterns.some((pattern) => matches(pattern, name)));
}

/**
 * Whether a board file is for one of these models, where the model itself is not known: its own patterns, without their *, are compared as models.
 *
 * @param models patterns as those of board files
 */
export function isForModel(board: Pick<BoardConfig, 'recognise'>, models: readonly string[]): boolean {
  return board.recognise.some((own) => recognise(own.replaceAll('*', ''), [{ recognise: models }]).length > 0);
}

/** Whether a whole string matches a pattern; * matches anything. */
function matches(pattern: string, name: string): boolean {
  const parts = pattern.split('*').map((part) => part.replace(/[.+?^${}()|[\]\\]/g, '\\$&'));
  return new RegExp(`^${parts.join('.*')}$`).test(name);
}
