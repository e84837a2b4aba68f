/** Price class of a board, with the date of its source: list prices without taxes, power supply, card and the parts of docs/build-one.md. */
export interface BoardPrice {
  readonly priceClass: string;
  /** YYYY-MM. */
  readonly at: string;
}

/**
 * By board. Raspberry Pi 4 and 5 with 4 GB and AI HAT+ at their list prices of December 2025 and of January 2026 (AI HAT+ 2), before the
 * rises that memory has seen since; Jetson Orin Nano at NVIDIA's of December 2024. The Jetson Nano is no longer made: it has no list price.
 */
export const BOARD_PRICES: ReadonlyMap<string, BoardPrice | null> = new Map<string, BoardPrice | null>([
  ['pi4-cpu', { priceClass: 'under 100 $', at: '2025-12' }],
  ['pi5-cpu', { priceClass: 'under 100 $', at: '2025-12' }],
  ['pi5-hailo8l', { priceClass: '100 to 200 $', at: '2025-12' }],
  ['pi5-hailo8', { priceClass: '100 to 200 $', at: '2025-12' }],
  ['pi5-hailo10h', { priceClass: '200 to 300 $', at: '2026-01' }],
  ['jetson-nano', null],
  ['jetson-orin-nano', { priceClass: '200 to 300 $', at: '2024-12' }],
]);
