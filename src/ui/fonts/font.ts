/** A fixed-width bitmap font, at most eight pixels wide. */
export interface Font {
  readonly width: number;
  readonly height: number;
  /** Its characters, in the order of `rows`. */
  readonly glyphs: string;
  /** `height` rows a glyph, the leftmost pixel in the highest bit. */
  readonly rows: Uint8Array;
}
