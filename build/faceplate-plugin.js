// The page draws a module's faceplate from hardware/faceplate.yaml: its builder imports that file as a module of numbers.
import { readFileSync } from 'node:fs';
import { importTypeScript } from './bundle.js';

/** A plugin of Vite, with the file that is read instead of hardware/faceplate.yaml wherever the page imports that one. */
export function faceplatePlugin(file) {
  return {
    name: 'faceplate',
    load: {
      filter: { id: /[\\/]hardware[\\/]faceplate\.yaml$/ },
      async handler() {
        const { faceplateDrawing, parseFaceplate } = await importTypeScript('hardware/faceplate/drawing.ts');
        const drawing = faceplateDrawing(parseFaceplate(readFileSync(file, 'utf8')));
        return { code: `export const faceplate = ${JSON.stringify(drawing)};`, moduleType: 'js' };
      },
    },
  };
}
