/** The synthesis kernel: the loops that a sound takes sample by sample. The caller lays memory out and passes every address. */
export { crossover } from './crossover';
export { gains } from './gains';
export { fold, modes } from './modes';
export { noise } from './noise';
export { partials } from './partials';
export { quantise } from './quantise';

/** The first byte of memory that is the caller's. */
export function base(): usize {
  return __heap_base;
}
