import { existsSync } from 'node:fs';
import { fileURLToPath } from 'node:url';

/** The part that gives HailoRT 5's C++ classes a C interface; `make` in `native/` builds it on the computer that has HailoRT 5. */
const NAME = 'libhailort_infer.so';
export const NATIVE_PART = { name: NAME, prefix: 'infer_', interfaceNumber: 1 } as const;

/** Its folders: of this package, and of a bundle, whose code is in dist/cli. */
const PLACES = ['../native/', '../../native/'].map((path) => fileURLToPath(new URL(path, import.meta.url)));

/** The file that has been built; undefined without one. */
export function findNativePart(): string | undefined {
  return PLACES.map((place) => `${place}${NAME}`).find((file) => existsSync(file));
}

/** The folder of its sources, for the remedy. */
export function sourcesOfNativePart(): string {
  return PLACES.find((place) => existsSync(`${place}Makefile`)) ?? PLACES[0];
}
