import { readFileSync } from 'node:fs';
import type { BoardConfig } from '../../../src/contracts/board.ts';
import { cardOf } from '../test-bench/card.ts';

/** Variables of guest/board.sh that make a guest a board, from the board.json of its bundle. */
export function readGuestWiring(file: string): Readonly<Record<'BUS' | 'CHIP' | 'LINES' | 'CARD', string>> {
  const board: BoardConfig = JSON.parse(readFileSync(file, 'utf8'));
  const { buses, gpio } = board;
  if (buses.panel === undefined || gpio === undefined) throw new Error(`the board ${board.id} has no panel`);
  return {
    BUS: String(buses.panel),
    CHIP: gpio.chip,
    LINES: String(1 + Math.max(...Object.values(gpio.pins))),
    CARD: cardOf(board),
  };
}
