import type { BoardConfig } from '../contracts/board.ts';

/** Native packages that a board's drivers load. npm compiles all but koffi; a board runs without any of them. */
export function boardPackages({
  panel,
  i2c,
  gpio,
}: Pick<BoardConfig, 'panel' | 'i2c' | 'gpio'>): readonly ('koffi' | 'i2c-bus' | 'rpio' | 'spi-device')[] {
  return [
    'koffi',
    ...(i2c === 'i2c-bus' ? (['i2c-bus'] as const) : []),
    ...(gpio?.driver === 'rpio' ? (['rpio'] as const) : []),
    ...(panel?.cv?.adc === 'mcp3208' ? (['spi-device'] as const) : []),
  ];
}
