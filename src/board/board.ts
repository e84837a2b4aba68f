import { existsSync } from 'node:fs';
import { readdir } from 'node:fs/promises';
import { join } from 'node:path';
import type { BoardConfig } from '../contracts/board.ts';
import { NeurorackError } from '../contracts/errors.ts';
import { boardSchema, type PanelFile, panelSchema } from './board-schema.ts';
import { checkTarget } from './check-target.ts';
import { checkLines, checkPanel, checkTogether, usedPins } from './check-wiring.ts';
import { openYaml } from './yaml-file.ts';

/** Returns the ids of the boards in a folder, sorted. */
export async function boardIds(folder: string): Promise<string[]> {
  const names = await readdir(folder);
  return names
    .filter((name) => name.endsWith('.yaml'))
    .map((name) => name.slice(0, -'.yaml'.length))
    .sort();
}

/**
 * Loads a board and its panel, and checks that they fit each other, the chips that they name and their target.
 *
 * @param targets folder of targets, whose package.json files list their accelerators; where there is none, as on a board, these are not checked
 * @throws NeurorackError 'usage' for an unknown id, listing the known ones; 'bad-config' naming file, line and field
 */
export async function loadBoard(
  folder: string,
  id: string,
  targets = join(folder, '..', 'targets'),
): Promise<BoardConfig> {
  const ids = await boardIds(folder);
  if (!ids.includes(id)) {
    throw new NeurorackError('usage', `there is no board '${id}'`, { remedy: `use one of ${ids.join(', ')}` });
  }
  const file = await openYaml(join(folder, `${id}.yaml`), boardSchema);
  const { panel: panelId, price: _price, ...rest } = file.value;
  if (rest.id !== id) throw file.fault(['id'], `is '${rest.id}', the file is named ${id}.yaml`);
  checkLines(file);
  const artifacts = existsSync(targets) ? await checkTarget(file, targets) : undefined;
  const board = artifacts === undefined ? rest : { ...rest, accelerator: { ...rest.accelerator, artifacts } };
  if (panelId === undefined) return board;
  const panel = await openYaml(join(folder, 'panel', `${panelId}.yaml`), panelSchema);
  checkPanel(panel);
  checkTogether(file, panel);
  return { ...board, panel: panel.value };
}

/** Returns the header pins that a panel uses, by their use. */
export function panelPins(panel: PanelFile): Map<string, number> {
  return new Map(usedPins(panel).map(({ use, pin }) => [use, pin]));
}
