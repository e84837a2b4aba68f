import type { BoardConfig } from '@neurorack/contracts/board';
import type { GateLevel } from '@neurorack/contracts/target';
import type { Gpio } from './gpio/gpio-lines.ts';

/** Levels of a panel's gates now; empty where its lines cannot be requested, as while the instrument plays, and for the driver rpio. */
export function readPanelGates(board: BoardConfig, gpio: Gpio): readonly GateLevel[] {
  const { gates } = board.panel ?? {};
  if (gates === undefined || board.gpio === undefined || board.gpio.driver === 'rpio') return [];
  const { chip, pins } = board.gpio;
  const { isInverted, jacks } = gates;
  try {
    const offsets = jacks.map(({ pin }) => pins[String(pin)]);
    const lines = gpio.request(chip, { offsets, isInverted, bias: isInverted ? 'pull-up' : 'pull-down' });
    try {
      return jacks.map(({ name, pin }, line) => ({ name, pin, isHigh: lines.level(line) }));
    } finally {
      lines.close();
    }
  } catch {
    return [];
  }
}
