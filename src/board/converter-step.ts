import type { CvWiring } from '../contracts/board.ts';

/**
 * Codes from 0 V to full scale. ADS1015 and ADS1115 have a sign bit of their 12 and 16 (data sheets SBAS473 and SBAS444, "Data
 * Format"); MCP3208 has none (DS21298, section 4.2).
 */
const CODES = { ads1015: 2048, ads1115: 32_768, mcp3208: 4096 } as const;

/** One step of the converter as volts at the jack; 0 where the jacks are simulated. */
export function stepAtJack(wiring: CvWiring | undefined): number {
  if (wiring === undefined) return 0;
  return wiring.fullScaleVolts / CODES[wiring.adc] / Math.abs(wiring.frontEnd.slope);
}
