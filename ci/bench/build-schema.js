// Writes ci/bench/result.schema.json from src/cli/bench/result-schema.ts, for programs that read results.
// Run it after a change of the schema: `node ci/bench/build-schema.js`.
import { importTypeScript } from '../../build/bundle.js';
import { writeJsonSchema } from '../../build/write-json-schema.js';

const { benchResultSchema } = await importTypeScript('src/cli/bench/result-schema.ts');
writeJsonSchema('ci/bench/result.schema.json', benchResultSchema);
