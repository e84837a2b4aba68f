/** The synthesis kernel: the loops that run once a sample. The caller lays out the memory and passes every address. */
export { crossover } from './crossover';
export { gains } from './gains';
export { fold, modes, tracks } from './modes';
export { noise } from './noise';
export { partials } from './partials';
export { quantise } from './quantise';

/** The first byte of memory that the caller may use. */
export function base(): usize {
  return __heap_base;
}
