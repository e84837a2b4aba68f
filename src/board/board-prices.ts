import { join } from 'node:path';
import { boardIds } from './board.ts';
import { type BoardFile, boardSchema } from './board-schema.ts';
import { openYaml } from './yaml-file.ts';

/** Price class of a board, with month and source; 'unknown' and 'no longer made' have neither. */
export type BoardPrice = NonNullable<BoardFile['price']>;

/**
 * Returns the prices that the board files of a folder name, by board, sorted.
 *
 * @throws NeurorackError 'bad-config' naming file, line and field
 */
export async function readPrices(folder: string): Promise<ReadonlyMap<string, BoardPrice>> {
  const files = (await boardIds(folder)).map((id) => openYaml(join(folder, `${id}.yaml`), boardSchema));
  const boards = (await Promise.all(files)).map(({ value }) => value);
  return new Map(boards.flatMap(({ id, price }): [string, BoardPrice][] => (price === undefined ? [] : [[id, price]])));
}
