import type { ErrorData } from '../../contracts/error-data.ts';
import type { NetworkMemory } from './network-memory.ts';

/** A message from a network's thread to its caller. */
export type NetworkMessage =
  | { readonly kind: 'ready'; readonly memory: NetworkMemory }
  /** The session could not be opened, or an operation failed. */
  | { readonly kind: 'failed'; readonly error: ErrorData };
