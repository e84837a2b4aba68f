/** A fixed-width bitmap font, at most eight pixels wide. */
export interface Font {
  readonly width: number;
  readonly height: number;
  /** The characters that it has, in order. */
  readonly glyphs: string;
  /** `height` rows a glyph, the leftmost pixel in the highest bit. */
  readonly rows: Uint8Array;
}
