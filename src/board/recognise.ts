import type { BoardConfig } from '../contracts/board.ts';

/**
 * The boards whose device-tree model this is; several where a board differs by what is plugged in (a Hailo or none).
 *
 * @param model content of /proc/device-tree/model, with or without the zero at its end
 */
export function recognise<Board extends Pick<BoardConfig, 'recognise'>>(
  model: string,
  boards: readonly Board[],
): Board[] {
  const name = model.replace(/\0+$/, '').trim();
  return boards.filter(({ recognise: patterns }) => patterns.some((pattern) => matches(pattern, name)));
}

/** A pattern with * for anything, whole string. */
function matches(pattern: string, name: string): boolean {
  const parts = pattern.split('*').map((part) => part.replace(/[.+?^${}()|[\]\\]/g, '\\$&'));
  return new RegExp(`^${parts.join('.*')}$`).test(name);
}
