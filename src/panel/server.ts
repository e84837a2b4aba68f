import { createServer, type IncomingMessage } from 'node:http';
import type { Duplex } from 'node:stream';
import { getRequestListener } from '@hono/node-server';
import { WebSocketServer } from 'ws';
import { NeurorackError } from '../contracts/errors.ts';
import { type AccessPolicy, createAccessPolicy, SOCKET_PATH } from './access-policy.ts';
import { isForwarded, isLoopback, type PanelAddresses, panelAddresses } from './addresses.ts';
import { BODY_WINDOW_MS, requireBodyRate } from './body-rate.ts';
import { Clients } from './clients.ts';
import { limitConnections } from './connection-limits.ts';
import { createHttpApp, type HttpAppOptions } from './http-app.ts';
import type { PanelInstrument } from './instrument.ts';
import { listen } from './listen.ts';

const MAX_MESSAGE_BYTES = 16 * 1024;
const MAX_CLIENTS = 16;
const HEARTBEAT_MS = 3000;
const TIMEOUTS = {
  /** A connection whose request headers take longer is closed, ms. */
  headersTimeout: 10_000,
  /** A connection whose request takes longer, an upload of 80 MiB included, is closed, ms. */
  requestTimeout: 600_000,
  /** How often both are checked, ms. */
  connectionsCheckingInterval: 1000,
};
/** A connection without traffic for this long is closed, ms: longer than the analysis of the longest sound. WebSockets are exempt. */
const IDLE_TIMEOUT_MS = 300_000;

export interface PanelServerOptions extends HttpAppOptions {
  readonly instrument: PanelInstrument;
  /** Default 4880, or the next free one; 0 for any. */
  readonly port?: number | undefined;
  /** Default 127.0.0.1: this computer only. */
  readonly host?: string | undefined;
  /** A client that does not answer for two of these intervals is disconnected, ms; default 3000. */
  readonly heartbeatMs?: number | undefined;
  /** The rate of a request's body is measured over this time, ms; default 10 000. */
  readonly bodyWindowMs?: number | undefined;
}

export interface PanelServer extends PanelAddresses {
  /** Number of connected clients. */
  readonly clients: number;
  /** Audio messages that were not sent because a client read too slowly. */
  readonly droppedAudioMessages: number;
  /** Disconnects all clients and releases what they held. May be called twice. */
  close(): Promise<void>;
}

/**
 * Serves the panel's page and connects it to the instrument. Runs on the main thread; the audio path does not depend on it.
 *
 * @throws NeurorackError 'busy' when no port is free; 'bad-config' when the operating system refuses the address, or when other
 * computers could reach it and there is no pairing
 */
export async function startPanelServer(options: PanelServerOptions): Promise<PanelServer> {
  const { instrument, port = 4880, host = '127.0.0.1', heartbeatMs = HEARTBEAT_MS, pairing, isTrusted } = options;
  if (!isLoopback(host) && pairing === undefined) {
    throw new NeurorackError('bad-config', `without pairing, every computer that reaches ${host} could play`, {
      remedy: 'listen on 127.0.0.1, or pass a pairing',
    });
  }
  const accessPolicy = createAccessPolicy({ pairing, isTrusted });
  const clients = new Clients({ instrument, heartbeatMs });
  const app = createHttpApp(options, { accessPolicy, checkSound: () => clients.checkSound() });
  const server = createServer(TIMEOUTS, getRequestListener(app.fetch));
  server.timeout = IDLE_TIMEOUT_MS;
  limitConnections(server);
  requireBodyRate(server, options.bodyWindowMs ?? BODY_WINDOW_MS);
  pairing?.sessions.onRevoked(() => clients.closeUnpaired());
  const sockets = new WebSocketServer({
    noServer: true,
    maxPayload: MAX_MESSAGE_BYTES,
    perMessageDeflate: false,
    autoPong: false,
  });
  server.on('upgrade', (request, socket, head) => {
    // A client that disconnects during the upgrade is not an error of this process.
    socket.on('error', () => socket.destroy());
    acceptSocket({ request, socket, head }, { accessPolicy, clients, sockets });
  });
  const actualPort = await listen(server, host, port).catch((error: unknown) => {
    clients.close(); // its timers would keep the process alive
    sockets.close();
    throw error;
  });
  return {
    ...panelAddresses(host, actualPort),
    get clients() {
      return clients.count;
    },
    get droppedAudioMessages() {
      return clients.droppedAudioMessages;
    },
    close: async () => {
      clients.close();
      sockets.close();
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}

/**
 * Accepts or rejects the WebSocket of a client. The socket of an unpaired client is opened and closed with a code, because
 * browsers show scripts no reason for a refused upgrade.
 */
function acceptSocket(
  { request, socket, head }: { request: IncomingMessage; socket: Duplex; head: Buffer },
  { accessPolicy, clients, sockets }: { accessPolicy: AccessPolicy; clients: Clients; sockets: WebSocketServer },
): void {
  const { method = 'GET', url: path = '', headers } = request;
  const { host, origin, cookie } = headers;
  const address = request.socket.remoteAddress;
  const decision = accessPolicy.decide({
    ...{ method, path, address, host, origin, cookie },
    isForwarded: isForwarded(headers),
  });
  const isUnpaired = !decision.isAllowed && decision.status === 401;
  if (path !== SOCKET_PATH || !(decision.isAllowed || isUnpaired) || clients.count >= MAX_CLIENTS) {
    socket.end('HTTP/1.1 403 Forbidden\r\nConnection: close\r\n\r\n');
    return;
  }
  sockets.handleUpgrade(request, socket, head, (opened) => {
    if (decision.isAllowed) clients.add(opened, decision.isStillAllowed);
    else clients.reject(opened);
  });
}
