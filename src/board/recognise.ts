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

/** Whether a whole string matches a pattern; * matches anything. */
function matches(pattern: string, name: string): boolean {
  const parts = pattern.split('*').map((part) => part.replace(/[.+?^${}()|[\]\\]/g, '\\$&'));
  return new RegExp(`^${parts.join('.*')}$`).test(name);
}
