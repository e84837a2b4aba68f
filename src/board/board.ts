import { readdir } from 'node:fs/promises';
import { join } from 'node:path';
import type { BoardConfig } from '../contracts/board.ts';
import { NeurorackError } from '../contracts/errors.ts';
import { type BoardFile, boardSchema, type PanelFile, panelSchema } from './board-schema.ts';
import { readYaml } from './yaml-file.ts';

/** Returns the ids of the boards in a folder, sorted. */
export async function boardIds(folder: string): Promise<string[]> {
  const names = await readdir(folder);
  return names
    .filter((name) => name.endsWith('.yaml'))
    .map((name) => name.slice(0, -'.yaml'.length))
    .sort();
}

/**
 * Loads a board and its panel, and checks that the board has every bus and pin that the panel uses.
 *
 * @throws NeurorackError 'usage' for an unknown id, listing the known ones; 'bad-config' naming file, line and field
 */
export async function loadBoard(folder: string, id: string): Promise<BoardConfig> {
  const ids = await boardIds(folder);
  if (!ids.includes(id)) {
    throw new NeurorackError('usage', `there is no board '${id}'`, { remedy: `use one of ${ids.join(', ')}` });
  }
  const path = join(folder, `${id}.yaml`);
  const { panel: panelId, ...board } = await readYaml(path, boardSchema);
  if (board.id !== id) throw mismatch(path, `id is '${board.id}', the file is named ${id}.yaml`);
  if (panelId === undefined) return board;
  const panel = await readYaml(join(folder, 'panel', `${panelId}.yaml`), panelSchema);
  checkTogether(path, board, panel);
  return { ...board, panel };
}

/** Returns the header pins that a panel uses, by their use. */
export function panelPins({ gates, knob }: PanelFile): Map<string, number> {
  const pins = new Map<string, number>();
  for (const jack of gates?.jacks ?? []) pins.set(jack.name, jack.pin);
  if (knob?.kind === 'quadrature') {
    for (const [contact, pin] of Object.entries(knob.pins)) if (pin !== undefined) pins.set(`knob ${contact}`, pin);
  }
  return pins;
}

function checkTogether(path: string, board: Omit<BoardFile, 'panel'>, panel: PanelFile): void {
  const buses = [panel.cv?.bus, panel.display?.bus, panel.knob?.kind === 'io-expander' ? panel.knob.bus : undefined];
  for (const bus of buses) {
    if (bus !== undefined && board.buses[bus] === undefined) {
      throw mismatch(path, `buses lacks '${bus}', which the panel ${panel.id} uses`);
    }
  }
  if (board.i2c === 'i2c-bus' && panel.display !== undefined) {
    throw mismatch(path, `i2c: i2c-bus serves one thread, and the display of the panel ${panel.id} has its own`);
  }
  const taken = new Map<number, string>();
  for (const [use, pin] of panelPins(panel)) {
    const other = taken.get(pin);
    if (other !== undefined) throw mismatch(path, `the panel ${panel.id} uses pin ${pin} for ${other} and for ${use}`);
    taken.set(pin, use);
    if (board.gpio?.pins[String(pin)] === undefined) {
      throw mismatch(path, `gpio.pins lacks pin ${pin}, which the panel ${panel.id} uses for ${use}`);
    }
  }
}

function mismatch(path: string, what: string): NeurorackError {
  return new NeurorackError('bad-config', `${path}: ${what}`, { remedy: 'correct the board file or the panel file' });
}
