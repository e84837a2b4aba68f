/** A small display. The main thread makes every call. */
export interface Display {
  readonly width: number;
  readonly height: number;
  /** Bits a pixel. */
  readonly depth: 1 | 4 | 8;
  /**
   * Shows a frame; sends over the bus only what has changed since the last one.
   *
   * @param frame one byte a pixel, 0 ... 2^depth - 1, row by row from the top left; the caller keeps it
   * @throws NeurorackError 'device-fault' when the display does not answer, 'bad-input' for a frame of another size
   */
  show(frame: Uint8Array): void | Promise<void>;
  /** Blank. Idempotent. */
  close(): Promise<void>;
}
