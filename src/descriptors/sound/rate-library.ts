import { createRequire } from 'node:module';

export type RateLibrary = typeof import('@alexanderolsen/libsamplerate-js');

/** Loads libsamplerate, a CommonJS bundle whose exports are not visible to an import statement of Node. */
export async function loadRateLibrary(): Promise<RateLibrary> {
  return createRequire(import.meta.url)('@alexanderolsen/libsamplerate-js');
}
