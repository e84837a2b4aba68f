/** The differing columns of a page, `first` to `last`, both included. */
export interface Span {
  readonly page: number;
  readonly first: number;
  readonly last: number;
}

/** Converts pixels (a byte each, row by row) to pages of eight rows: a byte a column, the top row in its lowest bit. */
export function packPages(frame: Uint8Array, width: number, into: Uint8Array): void {
  into.fill(0);
  for (let at = 0; at < frame.length; at++) {
    if (frame[at] === 0) continue;
    const row = Math.floor(at / width);
    into[Math.floor(row / 8) * width + (at % width)] |= 1 << (row % 8);
  }
}

/** Packs pixels of 16 greys (a byte each, row by row) two to a byte, the left one in the high half: a page is a row. */
export function packNibbles(frame: Uint8Array, _width: number, into: Uint8Array): void {
  for (let at = 0; at < into.length; at++) into[at] = ((frame[2 * at] & 0x0f) << 4) | (frame[2 * at + 1] & 0x0f);
}

/** The columns of each page to send so that `shown` becomes `wanted`. */
export function dirtySpans(shown: Uint8Array, wanted: Uint8Array, width: number): Span[] {
  const spans: Span[] = [];
  for (let page = 0; page * width < wanted.length; page++) {
    const from = page * width;
    let first = 0;
    while (first < width && shown[from + first] === wanted[from + first]) first++;
    if (first === width) continue;
    let last = width - 1;
    while (shown[from + last] === wanted[from + last]) last--;
    spans.push({ page, first, last });
  }
  return spans;
}
