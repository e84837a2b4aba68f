// Bundles the command line into dist/cli; run by npm's `prepare`.
import { rmSync } from 'node:fs';
import { root } from './bundle.js';
import { buildCli } from './cli-bundle.js';

rmSync(`${root}dist/cli`, { recursive: true, force: true });
await buildCli({ outdir: 'dist/cli' });
