import type { Board, PlacedPart } from './board.ts';

/** A text on a board, mm; its height is `TEXT`. */
export interface SilkText {
  readonly text: string;
  readonly x: number;
  readonly y: number;
  readonly side: 'F' | 'B';
}

/** Height of letters and room that one takes along the line, mm. */
export const TEXT = { height: 0.8, advance: 0.75, thickness: 0.12 } as const;
/** Room around pads, holes, edges. */
const ROOM = { pad: 0.15, hole: 0.4, edge: 0.6 } as const;

type Box = readonly [left: number, top: number, right: number, bottom: number];

/** References beside their parts, where there is room, and the texts of the layout. A part in a crowd has its reference on the drawing for assembly alone. */
export function silkTexts(board: Board): SilkText[] {
  const taken: Box[] = [
    ...board.parts.flatMap(({ pads }) =>
      pads.map(({ x, y, width, height }) => boxAt(x, y, width + 2 * ROOM.pad, height + 2 * ROOM.pad)),
    ),
    ...board.holes.map(([x, y, diameter]) => boxAt(x, y, diameter + 2 * ROOM.hole, diameter + 2 * ROOM.hole)),
  ];
  const texts: SilkText[] = [];
  const put = (text: SilkText): void => {
    texts.push(text);
    if (text.side === 'F') taken.push(boxOf(text));
  };
  for (const { text, at, side } of board.texts) put({ text, x: at[0], y: at[1], side });
  for (const part of board.parts) {
    const others = board.parts.filter((one) => one !== part).map(({ courtyard }) => courtyard);
    const place = placesBeside(part).find((one) => isFree(boxOf(one), [...taken, ...others], board.outline));
    if (place !== undefined) put(place);
  }
  return texts;
}

/** Text of a part, above, below, right and left of it, and in its middle. */
function placesBeside({ part, courtyard, pads }: PlacedPart): SilkText[] {
  const [left, top, right, bottom] = courtyard;
  const text = part.kind === 'test-point' ? `${part.ref} ${pads[0]?.net ?? ''}` : (part.serves ?? part.ref);
  const [x, y] = [(left + right) / 2, (top + bottom) / 2];
  const [halfWidth, halfHeight] = [(text.length * TEXT.advance) / 2 + 0.1, TEXT.height / 2 + 0.1];
  const places = [
    [x, y],
    [x, top - halfHeight],
    [x, bottom + halfHeight],
    [right + halfWidth, y],
    [left - halfWidth, y],
  ];
  return places.map(([atX, atY]) => ({ text, x: atX, y: atY, side: 'F' }));
}

function boxOf({ text, x, y }: SilkText): Box {
  return boxAt(x, y, text.length * TEXT.advance, TEXT.height + 0.2);
}

function boxAt(x: number, y: number, width: number, height: number): Box {
  return [x - width / 2, y - height / 2, x + width / 2, y + height / 2];
}

function isFree(box: Box, taken: readonly Box[], [left, top, right, bottom]: Box): boolean {
  const isInside =
    box[0] > left + ROOM.edge && box[1] > top + ROOM.edge && box[2] < right - ROOM.edge && box[3] < bottom - ROOM.edge;
  return isInside && !taken.some((one) => one[0] < box[2] && box[0] < one[2] && one[1] < box[3] && box[1] < one[3]);
}
