import { createCanvas } from '../../../src/ui/canvas.ts';
import { spleen5x8 } from '../../../src/ui/fonts/spleen-5x8.ts';

const { width: WIDTH, height: HEIGHT, glyphs } = spleen5x8;

/** Each character as its pixels, and turned over: the knob's choice is. */
const CHARACTERS: ReadonlyMap<string, string> = new Map(
  [...glyphs].toReversed().flatMap((character): [string, string][] => {
    const canvas = createCanvas({ width: WIDTH, height: HEIGHT, depth: 1, font: spleen5x8 });
    canvas.text(0, 0, character);
    const plain = canvas.pixels.join('');
    canvas.invert(0, 0, WIDTH, HEIGHT);
    return [
      [canvas.pixels.join(''), character],
      [plain, character],
    ];
  }),
);

/** Text at (x, y), in the display's font; a cell without a known character reads as '\ufffd'. */
export function readText(
  framebuffer: Uint8Array,
  { x, y, columns }: { x: number; y: number; columns: number },
  width = 128,
): string {
  let text = '';
  for (let column = 0; column < columns; column++) {
    const pixels: number[] = [];
    for (let row = 0; row < HEIGHT; row++) {
      const at = (y + row) * width + x + column * WIDTH;
      pixels.push(...framebuffer.subarray(at, at + WIDTH));
    }
    text += CHARACTERS.get(pixels.join('')) ?? '\ufffd';
  }
  return text.trimEnd();
}
