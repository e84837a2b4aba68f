import { createSocket, type RemoteInfo, type Socket } from 'node:dgram';
import { once } from 'node:events';
import { createServer } from 'node:http';
import { isIPv6 } from 'node:net';
import { type WebSocket, WebSocketServer } from 'ws';
import { NeurorackError } from '../../contracts/errors.ts';
import { isForwarded, isOwnHost } from '../addresses.ts';
import { listen } from '../listen.ts';
import { requireAllowList } from './allow-list.ts';
import { MAX_OSC_BYTES } from './osc-codec.ts';
import { OscClient, type OscCounts, OscSession, type OscSessionOptions } from './osc-session.ts';

/** Interval between two bundles of level and descriptors, ms: 30 a second. */
const FEEDBACK_MS = 1000 / 30;
/** A subscription ends this long after its last message, ms. */
const SUBSCRIPTION_MS = 60_000;
/** Senders that are told apart, and subscribers; the oldest one makes room for the next. */
const MAX_CLIENTS = 64;
const MAX_SOCKETS = 8;
/** Bytes that a slow WebSocket may leave unread before bundles are left out for it. */
const MAX_UNREAD_BYTES = 64 * 1024;

export interface OscAddress {
  readonly address: string;
  readonly port: number;
}

export interface OscServerOptions extends OscSessionOptions {
  /** Of UDP and of WebSocket; the next free one when it is in use, 0 for any. */
  readonly port: number;
  /** Default 127.0.0.1: this computer only. */
  readonly host?: string | undefined;
  /** Addresses and networks that may send, beside this computer. */
  readonly allowed?: readonly string[] | undefined;
  /** Receivers of level and descriptors that need not subscribe. */
  readonly sendTo?: readonly OscAddress[] | undefined;
}

export interface OscServer {
  readonly host: string;
  readonly port: number;
  /** Counters of all packets, and of those from addresses that are not allowed. */
  readonly counts: OscCounts & { readonly foreign: number };
  /** Releases what clients hold. May be called twice. */
  close(): Promise<void>;
}

/**
 * Plays the instrument by Open Sound Control over UDP and WebSocket, at one port. Main thread; the audio path does not depend on it.
 *
 * @throws NeurorackError 'usage' for an allow-list that cannot be read, or where other computers could reach the port and none is allowed;
 * 'busy' when no port is free, 'bad-config' when the operating system refuses the address
 */
export async function startOscServer(options: OscServerOptions): Promise<OscServer> {
  const { host = '127.0.0.1', allowed = [] } = options;
  const server = new RunningOscServer(options, requireAllowList(host, allowed));
  try {
    await server.open(host, options.port);
  } catch (error) {
    await server.close();
    throw error;
  }
  return server;
}

interface Subscriber extends OscAddress {
  readonly untilMs: number;
}

class RunningOscServer implements OscServer {
  readonly #session: OscSession;
  readonly #isAllowed: (address: string | undefined) => boolean;
  readonly #sendTo: readonly OscAddress[];
  readonly #http = createServer((_, response) => response.writeHead(426).end());
  readonly #sockets = new WebSocketServer({ noServer: true, maxPayload: MAX_OSC_BYTES, perMessageDeflate: false });
  /** UDP has no connections: the senders of one address are one client. */
  readonly #senders = new Map<string, OscClient>();
  readonly #subscribers = new Map<string, Subscriber>();
  readonly #timer: NodeJS.Timeout;
  #udp: Socket | undefined;
  #foreign = 0;
  host = '';
  port = 0;

  constructor(options: OscServerOptions, isAllowed: (address: string | undefined) => boolean) {
    this.#session = new OscSession(options);
    this.#isAllowed = isAllowed;
    this.#sendTo = options.sendTo ?? [];
    this.#timer = setInterval(() => this.#sendFeedback(), FEEDBACK_MS);
    this.#http.on('upgrade', (request, socket, head) => {
      socket.on('error', () => socket.destroy());
      if (this.#accepts(request.socket.remoteAddress, request.headers)) {
        this.#sockets.handleUpgrade(request, socket, head, (opened) => this.#add(opened));
        return;
      }
      this.#foreign++;
      socket.end('HTTP/1.1 403 Forbidden\r\nConnection: close\r\n\r\n');
    });
  }

  get counts() {
    return { ...this.#session.counts, foreign: this.#foreign };
  }

  async open(host: string, port: number): Promise<void> {
    this.host = host;
    this.port = await listen(this.#http, host, port);
    const udp = createSocket({ type: isIPv6(host) ? 'udp6' : 'udp4' });
    this.#udp = udp;
    const opening = once(udp, 'listening');
    udp.bind(this.port, host);
    await opening.catch((cause: unknown) => {
      throw new NeurorackError('busy', `the UDP port ${this.port} of ${host} cannot be opened`, {
        remedy: 'give another --osc port',
        cause,
      });
    });
    // An unreachable receiver is reported as an error of the socket, which would end the process.
    udp.on('error', () => undefined);
    udp.on('message', (packet, from) => this.#receive(packet, from));
  }

  async close(): Promise<void> {
    clearInterval(this.#timer);
    for (const client of this.#senders.values()) this.#session.remove(client);
    this.#senders.clear();
    for (const socket of this.#sockets.clients) socket.terminate();
    this.#sockets.close();
    const udp = this.#udp;
    this.#udp = undefined;
    if (udp !== undefined) await new Promise<void>((resolve) => udp.close(() => resolve()));
    if (!this.#http.listening) return;
    this.#http.closeAllConnections();
    await new Promise((resolve) => this.#http.close(resolve));
  }

  /** Pages of other sites may open a WebSocket to this computer: a page needs an address of it as its own. */
  #accepts(address: string | undefined, headers: Readonly<Record<string, unknown>>): boolean {
    const { origin, host } = headers;
    const hasOrigin = origin !== undefined;
    const isOwnPage = typeof origin === 'string' && URL.canParse(origin) && hostOf(origin) === hostOf(`http://${host}`);
    return (
      this.#isAllowed(address) &&
      !isForwarded(headers) &&
      typeof host === 'string' &&
      isOwnHost(host) &&
      (!hasOrigin || isOwnPage) &&
      this.#sockets.clients.size < MAX_SOCKETS
    );
  }

  #add(socket: WebSocket): void {
    const client = new OscClient();
    socket.binaryType = 'nodebuffer';
    socket.on('error', () => socket.terminate());
    socket.on('message', (data) => {
      if (Buffer.isBuffer(data)) this.#session.receive(client, data);
    });
    socket.on('close', () => this.#session.remove(client));
  }

  #receive(packet: Uint8Array, { address, port }: RemoteInfo): void {
    if (!this.#isAllowed(address)) {
      this.#foreign++;
      return;
    }
    const reply = this.#session.receive(this.#senderOf(address), packet);
    if (reply === undefined) return;
    const to = { address, port: reply.subscribes ?? port, untilMs: performance.now() + SUBSCRIPTION_MS };
    const key = `${to.address} ${to.port}`;
    this.#subscribers.delete(key);
    if (this.#subscribers.size >= MAX_CLIENTS) dropOldest(this.#subscribers);
    this.#subscribers.set(key, to);
  }

  #senderOf(address: string): OscClient {
    const known = this.#senders.get(address);
    if (known !== undefined) return known;
    if (this.#senders.size >= MAX_CLIENTS) {
      const dropped = dropOldest(this.#senders);
      if (dropped !== undefined) this.#session.remove(dropped);
    }
    const client = new OscClient();
    this.#senders.set(address, client);
    return client;
  }

  #sendFeedback(): void {
    const nowMs = performance.now();
    for (const [key, { untilMs }] of this.#subscribers) if (untilMs < nowMs) this.#subscribers.delete(key);
    const open = [...this.#sockets.clients].filter(({ bufferedAmount }) => bufferedAmount < MAX_UNREAD_BYTES);
    if (this.#subscribers.size + this.#sendTo.length + open.length === 0) return;
    const bundle = this.#session.feedback();
    for (const { address, port } of [...this.#sendTo, ...this.#subscribers.values()]) {
      this.#udp?.send(bundle, port, address, () => undefined);
    }
    for (const socket of open) socket.send(bundle, () => undefined);
  }
}

const hostOf = (url: string): string => (URL.canParse(url) ? new URL(url).hostname : '');

function dropOldest<Value>(map: Map<string, Value>): Value | undefined {
  for (const [key, value] of map) {
    map.delete(key);
    return value;
  }
  return undefined;
}
