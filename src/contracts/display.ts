/** A small display. The main thread makes every call. */
export interface Display {
  readonly width: number;
  readonly height: number;
  /** Bits per pixel. */
  readonly depth: 1 | 4 | 8;
  /**
   * Shows a frame; sends only the pixels that have changed since the last one.
   *
   * @param frame one byte per pixel, 0 ... 2^depth - 1, row by row from the top left; the caller keeps the array
   * @throws NeurorackError 'device-fault' when the display does not answer, 'bad-input' for a frame of another size
   */
  show(frame: Uint8Array): void | Promise<void>;
  /** Blanks the display. Idempotent. */
  close(): Promise<void>;
}
