import type { IncomingMessage, Server } from 'node:http';
import type { Socket } from 'node:net';
import { addressGroup, isLoopback } from './addresses.ts';

/** Connections of one address: 16 clients with a socket each, and the files of their pages. */
const MAX_PER_ADDRESS = 64;
/** Connections of all other computers together. */
const MAX_REMOTE = 192;
/** All connections. Other computers cannot take those that are left for this computer's own browser. */
const MAX_CONNECTIONS = MAX_REMOTE + MAX_PER_ADDRESS;

/** Limits the connections of a server to some of each address. Those that have not sent a request make room for new ones. */
export function limitConnections(server: Server): void {
  const limits = new ConnectionLimits<Socket>((socket) => socket.destroy());
  // Above the limits: a connection that is being replaced still counts for Node.
  server.maxConnections = 2 * MAX_CONNECTIONS;
  server.on('connection', (socket: Socket) => {
    socket.once('close', () => limits.remove(socket));
    if (!limits.add(socket, socket.remoteAddress)) socket.destroy();
  });
  const onRequest = ({ socket }: IncomingMessage): void => limits.markUsed(socket);
  server.on('request', onRequest);
  server.on('upgrade', onRequest);
}

/** The connections of each address, as a count. Independent of sockets. */
export class ConnectionLimits<T> {
  readonly #close: (connection: T) => void;
  /** In the order of their arrival. */
  readonly #connections = new Map<T, { readonly group: string; readonly isRemote: boolean; isUsed: boolean }>();

  /** @param close closes a connection that makes room for a new one */
  constructor(close: (connection: T) => void) {
    this.#close = close;
  }

  /** Adds a connection; false when its address has too many, and all of them have sent a request. */
  add(connection: T, address: string | undefined): boolean {
    const group = addressGroup(address);
    const isRemote = !isLoopback(group);
    const isRoom =
      this.#makeRoom((other) => other.group === group, MAX_PER_ADDRESS) &&
      (!isRemote || this.#makeRoom((other) => other.isRemote, MAX_REMOTE));
    if (isRoom) this.#connections.set(connection, { group, isRemote, isUsed: false });
    return isRoom;
  }

  /** Notes that a connection has sent a whole request header. */
  markUsed(connection: T): void {
    const known = this.#connections.get(connection);
    if (known !== undefined) known.isUsed = true;
  }

  remove(connection: T): void {
    this.#connections.delete(connection);
  }

  /** Closes the oldest unused connection of those that match when there are `max`. */
  #makeRoom(matches: (one: { readonly group: string; readonly isRemote: boolean }) => boolean, max: number): boolean {
    const alike = [...this.#connections].filter(([, one]) => matches(one));
    if (alike.length < max) return true;
    const [oldest] = alike.find(([, { isUsed }]) => !isUsed) ?? [];
    if (oldest === undefined) return false;
    this.#connections.delete(oldest);
    this.#close(oldest);
    return true;
  }
}
