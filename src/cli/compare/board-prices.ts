/** Price class of a board, with the date of its source: list prices without taxes, power supply, card and the parts of docs/build-one.md. */
export interface BoardPrice {
  readonly priceClass: string;
  /** YYYY-MM. */
  readonly at: string;
}

/**
 * By board; null for one that is no longer made, undefined where no list price has a source. Raspberry Pi 4 and 5 with 4 GB at their list prices of
 * December 2025, before the rises that memory has seen since.
 */
export const BOARD_PRICES: ReadonlyMap<string, BoardPrice | null | undefined> = new Map<
  string,
  BoardPrice | null | undefined
>([
  ['pi4-cpu', { priceClass: 'under 100 $', at: '2025-12' }],
  ['pi5-cpu', { priceClass: 'under 100 $', at: '2025-12' }],
  ['pi5-hailo8l', undefined],
  ['pi5-hailo8', undefined],
  ['pi5-hailo10h', undefined],
  ['jetson-nano', null],
  ['jetson-orin-nano', undefined],
]);
