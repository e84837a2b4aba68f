export type RateLibrary = typeof import('@alexanderolsen/libsamplerate-js');

/** Loads libsamplerate, which the bundler makes a module. */
export const loadRateLibrary = (): Promise<RateLibrary> => import('@alexanderolsen/libsamplerate-js');
