import { hostBoard, hostTarget } from '@neurorack/target-host';
import type { BoardConfig } from '../contracts/board.ts';
import type { Target } from '../contracts/target.ts';

/**
 * The target of this build. `npm run build -- --board <id>` replaces this module by one that is written from the board's file and its target:
 * builds differ in nothing else.
 */
export const boardTarget: Target = hostTarget;

/** The board's file, with its panel. */
export const boardConfig: BoardConfig = hostBoard;
