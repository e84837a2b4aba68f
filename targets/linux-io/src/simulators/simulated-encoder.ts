import type { VirtualTime } from './virtual-time.ts';

/** A simulated encoder with push button, whose contacts bounce. */
export interface SimulatedEncoder {
  /** Detents, clockwise positive. */
  turn(steps: number): void;
  press(isDown: boolean): void;
}

/** The Gray code of one detent clockwise, contacts A and B, from both open to both open. */
const CLOCKWISE = [
  [false, true],
  [false, false],
  [true, false],
  [true, true],
] as const;

/**
 * @param setLine sets contact 0 (A), 1 (B) or the button (2)
 * @param bounces number of times that a contact opens and closes again before it settles; called for each edge
 */
export function createSimulatedEncoder(options: {
  readonly time: VirtualTime;
  readonly setLine: (line: number, isHigh: boolean) => void;
  readonly bounces?: () => number;
}): SimulatedEncoder {
  const { time, setLine, bounces = () => 0 } = options;
  const levels = [true, true, true];
  for (let line = 0; line < 3; line++) setLine(line, true);

  function move(line: number, isHigh: boolean): void {
    if (levels[line] === isHigh) return;
    levels[line] = isHigh;
    setLine(line, isHigh);
    for (let i = bounces(); i > 0; i--) {
      time.advance(80);
      setLine(line, !isHigh);
      time.advance(40);
      setLine(line, isHigh);
    }
    time.advance(1500);
  }

  return {
    turn: (steps) => {
      for (let detent = 0; detent < Math.abs(steps); detent++) {
        const states = steps > 0 ? CLOCKWISE : [CLOCKWISE[2], CLOCKWISE[1], CLOCKWISE[0], CLOCKWISE[3]];
        for (const [a, b] of states) {
          move(0, a);
          move(1, b);
        }
      }
    },
    press: (isDown) => {
      move(2, !isDown);
      time.advance(20_000);
    },
  };
}
