import type { CvWiring } from '@neurorack/contracts/board';
import type { BusMessage } from '../test-bench/bus-log.ts';

/** One round of the converter: what the driver read at each jack, in volts at the jack. */
export interface AdcRound {
  readonly us: number;
  readonly volts: readonly number[];
}

const CONFIG = 1;
const CODES = 32_768;

/** Rounds of an ADS1015 or ADS1115 out of what went over the bus: the driver starts the next input before it reads the last one's result. */
export function readRounds(bus: readonly BusMessage[], cv: CvWiring): AdcRound[] {
  const first = (0b100 + cv.jacks[0]) << 4;
  const { slope, offsetVolts } = cv.frontEnd;
  const rounds: AdcRound[] = [];
  let round: { us: number; volts: number[] } | undefined;
  for (const { us, address, isRead, bytes, status } of bus) {
    if (address !== (cv.address ?? 0x48) || status < 0) continue;
    if (!isRead && bytes.length === 3 && bytes[0] === CONFIG && (bytes[1] & 0x70) === first) round = { us, volts: [] };
    if (!isRead || bytes.length !== 2 || round === undefined) continue;
    const code = ((bytes[0] << 24) | (bytes[1] << 16)) >> 16;
    round.volts.push((offsetVolts - (code * cv.fullScaleVolts) / CODES) / slope);
    if (round.volts.length < cv.jacks.length) continue;
    rounds.push(round);
    round = undefined;
  }
  return rounds;
}
