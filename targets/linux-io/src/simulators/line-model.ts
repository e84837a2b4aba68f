/** Supply of a header's lines, V. */
const RAIL_VOLTS = 3.3;
/** Thresholds as shares of the supply (TXB0108, SCES643, table 6.5); between them a line keeps its level. */
const LOW_SHARE = 0.35;
const HIGH_SHARE = 0.65;

/** A circuit at a line: a voltage behind a resistance. A released contact with its pull-up is 3.3 V behind that; a closed one 0 V behind a few ohms. */
export interface LineSource {
  readonly volts: number;
  readonly ohms: number;
}

/**
 * Voltage of a line with this level before, and its level after. A keeper drives the line to its present level through its resistance, as a level
 * shifter of the kind TXB0108 does (4 kOhm): a weaker source cannot move it (NVIDIA/jetson-gpio#137).
 *
 * @param keeperOhms undefined for a line without a keeper
 */
export function lineAfter(
  wasHigh: boolean,
  source: LineSource,
  keeperOhms: number | undefined,
): { readonly volts: number; readonly isHigh: boolean } {
  const kept = wasHigh ? RAIL_VOLTS : 0;
  const [drive, keep] = [1 / Math.max(source.ohms, 1e-3), keeperOhms === undefined ? 0 : 1 / keeperOhms];
  const volts = (source.volts * drive + kept * keep) / (drive + keep);
  if (volts >= HIGH_SHARE * RAIL_VOLTS) return { volts, isHigh: true };
  return { volts, isHigh: volts > LOW_SHARE * RAIL_VOLTS && wasHigh };
}
