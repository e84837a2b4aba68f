// Draws the pictures of docs/manual.md: every page of the display, by the code that draws it on the glass.
//   node build/draw-manual.js
import { mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { build } from 'esbuild';
import { PNG } from 'pngjs';

const root = fileURLToPath(new URL('..', import.meta.url));
const bundle = `${root}dist/every-page-${process.pid}.mjs`;
await build({
  entryPoints: [`${root}test/ui/every-page.ts`],
  bundle: true,
  format: 'esm',
  platform: 'node',
  external: ['zod'],
  outfile: bundle,
});
const { EVERY_PAGE } = await import(bundle);
rmSync(bundle);

const SCALE = 2;
const DARK = [6, 9, 12];
const LIT = [190, 240, 255];
const folder = `${root}docs/pictures/oled`;
mkdirSync(folder, { recursive: true });
for (const [name, { screen, frame }] of Object.entries(EVERY_PAGE)) {
  const { width, height, depth } = screen;
  const png = new PNG({ width: SCALE * width, height: SCALE * height, colorType: 2 });
  for (let y = 0; y < png.height; y++) {
    for (let x = 0; x < png.width; x++) {
      const share = frame[Math.floor(y / SCALE) * width + Math.floor(x / SCALE)] / (2 ** depth - 1);
      const colour = DARK.map((dark, c) => Math.round(dark + share * (LIT[c] - dark)));
      png.data.set([...colour, 255], 4 * (y * png.width + x));
    }
  }
  writeFileSync(`${folder}/${name}.png`, PNG.sync.write(png, { colorType: 2, deflateLevel: 9 }));
}
process.stdout.write(`docs/pictures/oled: ${Object.keys(EVERY_PAGE).length} pages\n`);
