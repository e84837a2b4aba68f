import { createHash, randomBytes } from 'node:crypto';

/** As many pages stay paired; one more, and the one that was paired first is forgotten. */
export const MAX_PAIRED_CLIENTS = 32;
const TOKEN_BYTES = 32;

/** The pages that were let in. Tokens are random, 256 bits; only their SHA-256 is kept. */
export interface Sessions {
  readonly count: number;
  /** Lets a page in: its token, which is kept nowhere else. */
  create(): string;
  has(token: string): boolean;
  /** Every page has to be paired anew. */
  revokeAll(): void;
  /** Hears when pages were forgotten, so that they are shown the door. */
  onRevoked(listener: () => void): void;
}

export interface SessionOptions {
  /** SHA-256 of tokens that were given earlier, hexadecimal, oldest first. */
  readonly stored?: readonly string[] | undefined;
  /** Hears what is to be kept after every change. */
  readonly save?: ((hashes: readonly string[]) => void) | undefined;
}

export function createSessions({ stored = [], save = () => undefined }: SessionOptions = {}): Sessions {
  const hashes = new Set(stored.slice(-MAX_PAIRED_CLIENTS));
  const listeners: (() => void)[] = [];

  function tell(): void {
    for (const listener of listeners) listener();
  }

  return {
    get count() {
      return hashes.size;
    },
    create: () => {
      const token = randomBytes(TOKEN_BYTES).toString('base64url');
      hashes.add(hashOf(token));
      const surplus = [...hashes].slice(0, Math.max(hashes.size - MAX_PAIRED_CLIENTS, 0));
      for (const hash of surplus) hashes.delete(hash);
      save([...hashes]);
      if (surplus.length > 0) tell();
      return token;
    },
    has: (token) => hashes.has(hashOf(token)),
    revokeAll: () => {
      hashes.clear();
      save([]);
      tell();
    },
    onRevoked: (listener) => void listeners.push(listener),
  };
}

const hashOf = (token: string): string => createHash('sha256').update(token).digest('hex');
