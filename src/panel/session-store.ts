import { createHash, randomBytes } from 'node:crypto';

/** Pairing one more client revokes the session of the client that was paired first. */
export const MAX_PAIRED_CLIENTS = 32;
const TOKEN_BYTES = 32;

/** Sessions of the paired clients. Tokens are random, 256 bits; only their SHA-256 is stored. */
export interface Sessions {
  readonly count: number;
  /** Creates a session and returns its token, which is stored nowhere else. */
  create(): string;
  has(token: string): boolean;
  /** Ends all sessions: every client must pair again. */
  revokeAll(): void;
  /** Subscribes to the end of sessions, so that their clients can be disconnected. */
  onRevoked(listener: () => void): void;
}

export interface SessionOptions {
  /** SHA-256 of the tokens of earlier sessions, hexadecimal, oldest first. */
  readonly stored?: readonly string[] | undefined;
  /** Called after every change with the hashes to store. */
  readonly save?: ((hashes: readonly string[]) => void) | undefined;
}

export function createSessions({ stored = [], save = () => undefined }: SessionOptions = {}): Sessions {
  const hashes = new Set(stored.slice(-MAX_PAIRED_CLIENTS));
  const listeners: (() => void)[] = [];

  function notifyRevoked(): void {
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
      if (surplus.length > 0) notifyRevoked();
      return token;
    },
    has: (token) => hashes.has(hashOf(token)),
    revokeAll: () => {
      hashes.clear();
      save([]);
      notifyRevoked();
    },
    onRevoked: (listener) => void listeners.push(listener),
  };
}

const hashOf = (token: string): string => createHash('sha256').update(token).digest('hex');
