import { createServer, type IncomingMessage, type Server } from 'node:http';
import type { Duplex } from 'node:stream';
import { getRequestListener } from '@hono/node-server';
import { getConnInfo } from '@hono/node-server/conninfo';
import { serveStatic } from '@hono/node-server/serve-static';
import { Hono } from 'hono';
import { secureHeaders } from 'hono/secure-headers';
import { WebSocketServer } from 'ws';
import { NeurorackError } from '../contracts/errors.ts';
import { type AccessPolicy, createAccessPolicy, SOCKET_PATH } from './access-policy.ts';
import { isLoopback, type PanelAddresses, panelAddresses } from './addresses.ts';
import { bankRoutes, type PanelBanks } from './bank-routes.ts';
import { type Clients, createClients } from './clients.ts';
import type { PanelInstrument } from './instrument.ts';
import { pairRoutes } from './pair-routes.ts';
import type { Pairing } from './pairing.ts';
import { type PanelCurves, setRoutes } from './set-routes.ts';

const MOST_MESSAGE_BYTES = 16 * 1024;
const MOST_CLIENTS = 16;
/** Ports that are tried when the wanted one is taken. */
const PORTS = 20;
const LAST_PORT = 65535;
const HEARTBEAT_MS = 3000;
/** Connections altogether; a page needs one for its socket and up to six to load. */
const MOST_CONNECTIONS = 256;
/** Whoever takes longer to say what it wants is not waited for, ms. */
const HEADERS_MS = 10_000;

export interface PanelServerOptions {
  readonly instrument: PanelInstrument;
  /** The built page. */
  readonly folder: string;
  /** Default 4880, or the next free one; 0 for any. */
  readonly port?: number | undefined;
  /** Default 127.0.0.1: this computer only. */
  readonly host?: string | undefined;
  /** The banks that pages may choose from and change; absent where there are none. */
  readonly banks?: PanelBanks | undefined;
  /** The sets whose curves pages may edit; absent where there are none. */
  readonly curves?: PanelCurves | undefined;
  /** How pages are let in; needed where others than this computer can reach the panel. */
  readonly pairing?: Pairing | undefined;
  /** Addresses whose pages need no pairing; default: this computer's own. */
  readonly isTrusted?: ((address: string) => boolean) | undefined;
  /** A page that does not answer for two of these is gone, ms; default 3000. */
  readonly heartbeatMs?: number | undefined;
}

export interface PanelServer extends PanelAddresses {
  readonly clients: number;
  /** Messages of sound that slow pages did not get. */
  readonly droppedAudioMessages: number;
  /** Lets all pages go; what they held is let go too. May be called twice. */
  close(): Promise<void>;
}

/**
 * Serves the panel's page and talks to it. Nothing of it is on the way of the sound.
 *
 * @throws NeurorackError 'busy' when no port is free, 'bad-config' when this computer does not let it listen there, or when it would
 * listen for others and there is no pairing
 */
export async function startPanelServer(options: PanelServerOptions): Promise<PanelServer> {
  const {
    instrument,
    folder,
    port = 4880,
    host = '127.0.0.1',
    heartbeatMs = HEARTBEAT_MS,
    pairing,
    isTrusted: trusts,
  } = options;
  if (!isLoopback(host) && pairing === undefined) {
    throw new NeurorackError('bad-config', `everyone who reaches ${host} could play`, {
      remedy: 'listen on 127.0.0.1, or give a pairing',
    });
  }
  const gatekeeper = createAccessPolicy({ pairing, isTrusted: trusts });
  const app = new Hono();
  app.use(
    secureHeaders({
      contentSecurityPolicy: {
        defaultSrc: ["'self'"],
        imgSrc: ["'self'", 'data:'],
        objectSrc: ["'none'"],
        baseUri: ["'none'"],
        formAction: ["'none'"],
        frameAncestors: ["'none'"],
      },
      // The page is served without TLS on the local network.
      strictTransportSecurity: false,
    }),
  );
  app.use(async (c, next) => {
    const { method, path } = c.req;
    const [host, origin, cookie] = [c.req.header('host'), c.req.header('origin'), c.req.header('cookie')];
    const { address } = getConnInfo(c).remote;
    const verdict = gatekeeper.decide({ method, path, address, host, origin, cookie });
    if (verdict.isIn) return next();
    return c.json({ message: verdict.message, remedy: verdict.remedy }, verdict.status);
  });
  if (pairing !== undefined) app.route('/pair', pairRoutes(pairing));
  if (options.banks !== undefined) app.route('/banks', bankRoutes(options.banks));
  if (options.curves !== undefined) app.route('/sets', setRoutes(options.curves));
  app.use('*', serveStatic({ root: folder }));
  const server = createServer({ headersTimeout: HEADERS_MS }, getRequestListener(app.fetch));
  server.maxConnections = MOST_CONNECTIONS;
  const clients = createClients({ instrument, heartbeatMs });
  pairing?.sessions.onRevoked(() => clients.closeUnpaired());
  const sockets = new WebSocketServer({ noServer: true, maxPayload: MOST_MESSAGE_BYTES, perMessageDeflate: false });
  server.on('upgrade', (request, socket, head) => {
    // A page that breaks off before it is let in is not an error of ours.
    socket.on('error', () => socket.destroy());
    letIn({ request, socket, head }, { gatekeeper, clients, sockets });
  });
  const actual = await listen(server, host, port);
  return {
    ...panelAddresses(host, actual),
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

/** A page that is not paired is told so by how its socket is closed: browsers show a page nothing of a refused upgrade. */
function letIn(
  { request, socket, head }: { request: IncomingMessage; socket: Duplex; head: Buffer },
  { gatekeeper, clients, sockets }: { gatekeeper: AccessPolicy; clients: Clients; sockets: WebSocketServer },
): void {
  const { method = 'GET', url: path = '', headers } = request;
  const { host, origin, cookie } = headers;
  const address = request.socket.remoteAddress;
  const verdict = gatekeeper.decide({ method, path, address, host, origin, cookie });
  const isTold = verdict.isIn || verdict.status === 401;
  if (path !== SOCKET_PATH || !isTold || clients.count >= MOST_CLIENTS) {
    socket.end('HTTP/1.1 403 Forbidden\r\nConnection: close\r\n\r\n');
    return;
  }
  sockets.handleUpgrade(request, socket, head, (opened) => {
    if (verdict.isIn) clients.add(opened, verdict.isWelcome);
    else clients.reject(opened);
  });
}

async function listen(server: Server, host: string, port: number): Promise<number> {
  const last = Math.min(port + PORTS - 1, LAST_PORT);
  for (let tried = port; tried <= last; tried++) {
    const found = await tryPort(server, host, tried);
    if (found !== undefined) return found;
  }
  throw new NeurorackError('busy', `ports ${port} to ${last} are all taken`, { remedy: 'give another --port' });
}

/** The port that it listens on, undefined when that is taken. */
function tryPort(server: Server, host: string, port: number): Promise<number | undefined> {
  return new Promise((resolve, reject) => {
    const onError = (cause: NodeJS.ErrnoException): void => {
      server.off('listening', onListening);
      const remedy = 'give a --port above 1023 and an address of this computer';
      if (cause.code === 'EADDRINUSE') resolve(undefined);
      else reject(new NeurorackError('bad-config', `cannot listen on ${host}:${port}`, { remedy, cause }));
    };
    const onListening = (): void => {
      server.off('error', onError);
      const address = server.address();
      resolve(typeof address === 'object' && address !== null ? address.port : port);
    };
    server.once('error', onError);
    server.once('listening', onListening);
    server.listen(port, host);
  });
}
