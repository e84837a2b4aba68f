import type { Clock } from '@neurorack/contracts/clock';
import type { GpioLines } from './gpio-lines.ts';
import type { Rpio } from './rpio.ts';

/**
 * Pulled-up contacts by memory-mapped GPIO on a Raspberry Pi 1 to 4. rpio does not record edges: each poll compares the levels with the
 * previous poll's, and an edge gets the time of the poll. A level shorter than the interval between two polls (2.3 ms beside an ADS1015,
 * 5.4 ms while the display has the bus) is missed, and with it a quarter step of an encoder.
 */
export function createRpioLines(options: {
  readonly rpio: Rpio;
  /** Pins of the 40-pin header. */
  readonly pins: readonly number[];
  readonly clock: Clock;
}): GpioLines {
  const { rpio, pins, clock } = options;
  for (const pin of pins) rpio.open(pin, rpio.INPUT, rpio.PULL_UP);
  const isHigh = (pin: number): boolean => rpio.read(pin) === 1;
  const levels = pins.map(isHigh);
  let isOpen = true;
  return {
    count: pins.length,
    level: (line) => isHigh(pins[line]),
    poll: (onEdge) => {
      const timeUs = clock.nowUs();
      for (let line = 0; line < pins.length; line++) {
        const level = isHigh(pins[line]);
        if (level === levels[line]) continue;
        levels[line] = level;
        onEdge(line, level, timeUs);
      }
    },
    close: () => {
      if (isOpen) for (const pin of pins) rpio.close(pin);
      isOpen = false;
    },
  };
}
