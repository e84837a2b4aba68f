import { hostTarget } from '@neurorack/target-host';
import type { Target } from '../contracts/target.ts';

/**
 * What this build plays on. `npm run build -- --board <id>` puts another module in this one's place, made of the board's file and its
 * target: nothing else differs from board to board.
 */
export const boardTarget: Target = hostTarget;

/** The board's id in `boards/`. */
export const boardId: string = 'host';
