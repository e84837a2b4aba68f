// Draws the pictures of docs/manual.md: every page of the display, by the code that draws it on the board.
//   node build/draw-manual.js
import { mkdirSync, writeFileSync } from 'node:fs';
import { PNG } from 'pngjs';
import { importTypeScript, root } from './bundle.js';

const { EVERY_PAGE } = await importTypeScript('test/ui/every-page.ts');

const SCALE = 2;
const OFF_COLOUR = [6, 9, 12];
const ON_COLOUR = [190, 240, 255];
const folder = `${root}docs/pictures/oled`;
mkdirSync(folder, { recursive: true });
for (const [name, { screen, frame }] of Object.entries(EVERY_PAGE)) {
  const { width, height, depth } = screen;
  const png = new PNG({ width: SCALE * width, height: SCALE * height, colorType: 2 });
  for (let y = 0; y < png.height; y++) {
    for (let x = 0; x < png.width; x++) {
      const share = frame[Math.floor(y / SCALE) * width + Math.floor(x / SCALE)] / (2 ** depth - 1);
      const colour = OFF_COLOUR.map((off, c) => Math.round(off + share * (ON_COLOUR[c] - off)));
      png.data.set([...colour, 255], 4 * (y * png.width + x));
    }
  }
  writeFileSync(`${folder}/${name}.png`, PNG.sync.write(png, { colorType: 2, deflateLevel: 9 }));
}
process.stdout.write(`docs/pictures/oled: ${Object.keys(EVERY_PAGE).length} pages\n`);
