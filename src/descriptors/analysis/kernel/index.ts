/** Exports of the analysis kernel. The caller lays out the memory and passes every address. */
export { spectral } from './spectral';
export { pitch } from './pitch';

/** The first byte of memory available to the caller. */
export function base(): usize {
  return __heap_base;
}
