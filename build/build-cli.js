// Bundles the command line into dist/cli; run by npm's `prepare`.
import { rmSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { buildCli } from './cli-bundle.js';

const root = fileURLToPath(new URL('..', import.meta.url));
rmSync(`${root}dist/cli`, { recursive: true, force: true });
await buildCli({ root, outdir: 'dist/cli' });
