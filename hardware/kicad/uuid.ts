import { createHash } from 'node:crypto';

/** Name of the projects, of their symbols and footprints. */
export const PROJECT = 'neurorack';

/** The same UUID for the same key, so that a generated file changes only where its netlist does. */
export function uuid(key: string): string {
  const hex = createHash('sha256').update(`${PROJECT} ${key}`).digest('hex');
  return `${hex.slice(0, 8)}-${hex.slice(8, 12)}-4${hex.slice(13, 16)}-8${hex.slice(17, 20)}-${hex.slice(20, 32)}`;
}
