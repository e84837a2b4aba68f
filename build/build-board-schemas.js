// Writes boards/*.schema.json from src/board/board-schema.ts, for editors that check YAML while it is typed.
// Run it after a change of the schema: `node build/build-board-schemas.js`.
import { importTypeScript } from './bundle.js';
import { writeJsonSchema } from './write-json-schema.js';

const { boardSchema, panelSchema } = await importTypeScript('src/board/board-schema.ts');
writeJsonSchema('boards/board.schema.json', boardSchema);
writeJsonSchema('boards/panel.schema.json', panelSchema);
