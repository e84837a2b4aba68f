import type { BoardConfig } from '../../contracts/board.ts';
import type { GateLevel } from '../../contracts/target.ts';
import { type Check, type Finding, fault, ok, warning } from './finding.ts';

const RAIL_VOLTS = 3.3;
/** Share of the supply above which a line is high (TXB0108, SCES643). */
const HIGH_SHARE = 0.65;
const REMEDY =
  'drive each line both ways: a buffer at 3.3 V (74LVC14 or alike) between circuit and pin; docs/boards says what such a header needs';

/**
 * Whether released lines rise against the keepers of a header's level shifter, by the resistors of the panel's file: V = 3.3 V · keeper / (keeper +
 * pull-up) has to reach the threshold (NVIDIA/jetson-gpio#137).
 */
export const lineKeepers: Check = (_system, board) => {
  const keeperOhms = board.gpio?.keeperOhms;
  const { gates, knob } = board.panel ?? {};
  if (keeperOhms === undefined || (gates === undefined && knob?.kind !== 'quadrature')) return undefined;
  const pulled = [
    ['gates', gates?.pullUpOhms] as const,
    ['the knob', knob?.kind === 'quadrature' ? knob.pullUpOhms : undefined] as const,
  ];
  const latched = pulled.flatMap(([what, ohms]) => {
    if (ohms === undefined) return [];
    const volts = (RAIL_VOLTS * keeperOhms) / (keeperOhms + ohms);
    return volts >= HIGH_SHARE * RAIL_VOLTS ? [] : [`${what} (${kilo(ohms)}: ${volts.toFixed(2)} V)`];
  });
  if (pulled.every(([, ohms]) => ohms === undefined)) {
    return ok('lines', `buffers of the panel drive them both ways, against keepers of ${kilo(keeperOhms)}`);
  }
  if (latched.length === 0) return ok('lines', `released lines rise against keepers of ${kilo(keeperOhms)}`);
  return fault(
    'lines',
    `the level shifters of this header keep a line low with ${kilo(keeperOhms)}; it rises at ${(HIGH_SHARE * RAIL_VOLTS).toFixed(2)} V, so once low these stay low: ${latched.join(', ')}`,
    REMEDY,
  );
};

/** Gates that are high while the doctor reads them, on a header with keepers: latched, if nothing is patched. Undefined where none is. */
export function latchedGates(board: BoardConfig, levels: readonly GateLevel[]): Finding | undefined {
  const high = levels.filter(({ isHigh }) => isHigh).map(({ name, pin }) => `${name} (pin ${pin})`);
  if (board.gpio?.keeperOhms === undefined || high.length === 0) return undefined;
  return warning(
    'gates',
    `high now: ${high.join(', ')}; without a high voltage in the jack the line is latched by the header's level shifter`,
    `unplug the gates and run this again; if they stay high: ${REMEDY}`,
  );
}

const kilo = (ohms: number): string => `${ohms / 1000} kΩ`;
