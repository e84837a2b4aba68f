import type { Clock } from '@neurorack/contracts/clock';
import type { Knob } from '@neurorack/contracts/knob';
import type { GpioLines } from '../gpio/gpio-lines.ts';
import { createQuadrature } from './quadrature.ts';

/** Debounce time of the button, µs: contacts bounce for some milliseconds. */
const DEBOUNCE_US = 5000;
const BUTTON = 2;

export interface EncoderOptions {
  /** Lines 0 and 1 are the contacts A and B, line 2 (if any) the button; a closed contact is low. */
  readonly lines: GpioLines;
  readonly clock: Clock;
  readonly quartersPerDetent?: 2 | 4;
  readonly isReversed?: boolean;
}

/**
 * A quadrature encoder with a push button on GPIO lines. The transition table handles every edge, so bounce neither adds nor loses a
 * step. A push has the time of its first edge.
 */
export function createEncoderKnob({ lines, clock, quartersPerDetent = 4, isReversed = false }: EncoderOptions): Knob {
  const quadrature = createQuadrature({ quartersPerDetent, isReversed });
  const hasButton = lines.count > BUTTON;
  let [a, b] = [lines.level(0), lines.level(1)];
  quadrature.update(a, b);
  let isDown = hasButton && !lines.level(BUTTON);
  /** The button's level after its last edge, the time of that edge, and the time of the first edge since the last event. */
  let isPressed = isDown;
  let lastEdgeUs = Number.NEGATIVE_INFINITY;
  let firstEdgeUs = 0;

  return {
    poll: (onEvent) => {
      let steps = 0;
      let turnedUs = 0;
      const emitTurn = (): void => {
        if (steps !== 0) onEvent({ kind: 'turn', steps, timeUs: turnedUs });
        steps = 0;
      };
      const settle = (nowUs: number): void => {
        if (isPressed === isDown || nowUs - lastEdgeUs < DEBOUNCE_US) return;
        isDown = isPressed;
        emitTurn();
        onEvent({ kind: isDown ? 'down' : 'up', timeUs: firstEdgeUs });
      };
      lines.poll((line, isHigh, timeUs) => {
        settle(timeUs);
        if (line === BUTTON) {
          if (timeUs - lastEdgeUs >= DEBOUNCE_US) firstEdgeUs = timeUs;
          isPressed = !isHigh;
          lastEdgeUs = timeUs;
          return;
        }
        if (line === 0) a = isHigh;
        else b = isHigh;
        const turned = quadrature.update(a, b);
        if (turned === 0) return;
        if (turned * steps < 0) emitTurn();
        steps += turned;
        turnedUs = timeUs;
      });
      settle(clock.nowUs());
      emitTurn();
    },
    close: async () => lines.close(),
  };
}
