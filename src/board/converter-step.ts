import type { CvWiring } from '../contracts/board.ts';

/**
 * Number of codes from 0 V to full scale. One of the 12 and 16 bits of ADS1015 and ADS1115 is the sign (data sheets SBAS473
 * and SBAS444, "Data Format"); MCP3208 has no sign bit (DS21298, section 4.2).
 */
const CODES = { ads1015: 2048, ads1115: 32_768, mcp3208: 4096 } as const;

/** Returns one step of the converter in volts at the jack; 0 without CV jacks. */
export function stepAtJack(wiring: CvWiring | undefined): number {
  if (wiring === undefined) return 0;
  return wiring.fullScaleVolts / CODES[wiring.adc] / Math.abs(wiring.frontEnd.slope);
}
