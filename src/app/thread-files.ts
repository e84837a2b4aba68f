import { join } from 'node:path';
import { installationRoot } from './installation.ts';
import type { ThreadFiles } from './services.ts';

/** The bundled entries of the worker threads. */
export function threadFiles(): ThreadFiles {
  const folder = join(installationRoot(), 'dist', 'cli');
  return { engine: join(folder, 'engine-thread.js'), banks: join(folder, 'bank-thread.js') };
}
