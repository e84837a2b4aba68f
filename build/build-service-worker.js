// Writes service-worker.js into a folder that is complete otherwise: `node build/build-service-worker.js <folder>`. It lists every file with its
// SHA-256, so that its own bytes, by which browsers recognise a new version, change with any of them.
import { createHash } from 'node:crypto';
import { readdirSync, readFileSync } from 'node:fs';
import { join, sep } from 'node:path';
import { pathToFileURL } from 'node:url';
import { build } from 'esbuild';
import { BROWSER_BUNDLE } from './browser-modules.js';
import { root } from './bundle.js';

const FILE = 'service-worker.js';

const sha256 = (bytes) => createHash('sha256').update(bytes).digest('hex');

/** @param folder the built folder */
export async function buildServiceWorker(folder) {
  const names = readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile() && !entry.name.endsWith('.map') && entry.name !== FILE)
    .map((entry) => join(entry.parentPath ?? entry.path, entry.name));
  const files = Object.fromEntries(
    names
      .map((name) => [
        name
          .slice(join(folder, 'x').length - 1)
          .split(sep)
          .join('/'),
        sha256(readFileSync(name)),
      ])
      .sort(([a], [b]) => (a < b ? -1 : 1)),
  );
  const version = sha256(JSON.stringify(files)).slice(0, 16);
  await build({
    ...BROWSER_BUNDLE,
    absWorkingDir: root,
    entryPoints: ['targets/browser/src/service-worker/service-worker.ts'],
    outfile: join(folder, FILE),
    // Every browser with service workers runs a classic one; Firefox does not run a module.
    format: 'iife',
    define: { BUILT_FOLDER: JSON.stringify({ version, files }) },
  });
}

if (process.argv[1] !== undefined && import.meta.url === pathToFileURL(process.argv[1]).href) {
  await buildServiceWorker(process.argv[2]);
}
