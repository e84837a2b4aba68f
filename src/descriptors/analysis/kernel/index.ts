/** The analysis kernel: what the analysis calls. The caller lays memory out and passes every address. */
export { spectral } from './spectral';
export { pitch } from './pitch';

/** The first byte of memory that is the caller's. */
export function base(): usize {
  return __heap_base;
}
