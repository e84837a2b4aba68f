import { createHash, randomBytes } from 'node:crypto';

/** Pairing one more client revokes the session of the client that was paired first. */
export const MAX_PAIRED_CLIENTS = 32;
const TOKEN_BYTES = 32;
/** Digits of a client's number, hexadecimal. */
const ID_LENGTH = 12;
/** Visits are saved at most this often, ms: the disk of a board wears out. */
const SEEN_INTERVAL_MS = 3_600_000;

/** Facts about a client that a player recognises it by. Times are ms since 1970; null: not recorded. */
export interface ClientFacts {
  /** Its browser and system, such as 'Firefox, Android'. */
  readonly name: string;
  /** The address that it was last seen at; a proxy's where it comes through one. */
  readonly address: string;
  readonly pairedMs: number | null;
  readonly seenMs: number | null;
}

/** A client as it is stored: the SHA-256 of its token, hexadecimal, and its facts. */
export interface StoredClient extends ClientFacts {
  readonly hash: string;
}

/** A client in the list. Its number gives no access, and does not reveal what is stored of its token. */
export interface ListedClient extends ClientFacts {
  readonly id: string;
}

/** Sessions of the paired clients. Tokens are random, 256 bits; only their SHA-256 is stored. */
export interface Sessions {
  readonly count: number;
  /** The clients, that which was paired first at the beginning. */
  list(): readonly ListedClient[];
  /** Creates a session and returns its token, which is stored nowhere else. */
  create(client?: Pick<ClientFacts, 'name' | 'address'>): string;
  has(token: string): boolean;
  /** As `has`, and notes that its client was seen at the address. */
  see(token: string, address: string): boolean;
  /** The number of a token's client; undefined for an unknown token. */
  idOf(token: string): string | undefined;
  /** Ends the session of one client; false when there is none of that number. */
  revoke(id: string): boolean;
  /** Ends all sessions: every client must pair again. */
  revokeAll(): void;
  /** Subscribes to the end of sessions, so that their clients can be disconnected. */
  onRevoked(listener: () => void): void;
}

export interface SessionOptions {
  /** The clients of earlier sessions, oldest first. */
  readonly stored?: readonly StoredClient[] | undefined;
  /** Called after every change with the clients to store. */
  readonly save?: ((clients: readonly StoredClient[]) => void) | undefined;
  /** The time of day, ms since 1970. */
  readonly nowMs?: (() => number) | undefined;
}

const UNNAMED = { name: 'unknown', address: '' } as const;

export function createSessions(options: SessionOptions = {}): Sessions {
  const { stored = [], save = () => undefined, nowMs = Date.now } = options;
  const clients = new Map(stored.slice(-MAX_PAIRED_CLIENTS).map((client) => [client.hash, client]));
  const listeners: (() => void)[] = [];

  let storedMs = nowMs();
  const store = (): void => {
    storedMs = nowMs();
    save([...clients.values()]);
  };
  function end(hashes: readonly string[]): void {
    for (const hash of hashes) clients.delete(hash);
    store();
    for (const listener of listeners) listener();
  }

  return {
    get count() {
      return clients.size;
    },
    list: () => [...clients.values()].map(({ hash, ...facts }) => ({ id: idOfHash(hash), ...facts })),
    create: ({ name, address } = UNNAMED) => {
      const token = randomBytes(TOKEN_BYTES).toString('base64url');
      const hash = hashOf(token);
      const now = nowMs();
      clients.set(hash, { hash, name, address, pairedMs: now, seenMs: now });
      const surplus = [...clients.keys()].slice(0, Math.max(clients.size - MAX_PAIRED_CLIENTS, 0));
      if (surplus.length > 0) end(surplus);
      else store();
      return token;
    },
    has: (token) => clients.has(hashOf(token)),
    see: (token, address) => {
      const client = clients.get(hashOf(token));
      if (client === undefined) return false;
      const now = nowMs();
      clients.set(client.hash, { ...client, address, seenMs: now });
      // The clock of a board is set once it is on a network: it may jump.
      if (Math.abs(now - storedMs) >= SEEN_INTERVAL_MS) store();
      return true;
    },
    idOf: (token) => (clients.has(hashOf(token)) ? idOfHash(hashOf(token)) : undefined),
    revoke: (id) => {
      const hash = [...clients.keys()].find((one) => idOfHash(one) === id);
      if (hash === undefined) return false;
      end([hash]);
      return true;
    },
    revokeAll: () => end([...clients.keys()]),
    onRevoked: (listener) => void listeners.push(listener),
  };
}

const sha256 = (text: string): string => createHash('sha256').update(text).digest('hex');
const hashOf = (token: string): string => sha256(token);
const idOfHash = (hash: string): string => sha256(`client ${hash}`).slice(0, ID_LENGTH);
