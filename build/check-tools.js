// Stops a build where its tools are gone, with the remedy: `npm ci --omit=dev` keeps what plays (build/trim-packages.js).
import { existsSync } from 'node:fs';
import { join } from 'node:path';

if (!existsSync(join(import.meta.dirname, '../node_modules/esbuild'))) {
  process.stderr.write(
    'the tools that build are not installed: `npm ci --omit=dev` keeps what plays alone\nremedy: run `npm ci`\n',
  );
  process.exit(1);
}
