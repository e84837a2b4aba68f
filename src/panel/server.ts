import { createServer, type Server } from 'node:http';
import { getRequestListener } from '@hono/node-server';
import { serveStatic } from '@hono/node-server/serve-static';
import { Hono } from 'hono';
import { secureHeaders } from 'hono/secure-headers';
import { WebSocketServer } from 'ws';
import { NeurorackError } from '../contracts/errors.ts';
import { isOwnPage, type PanelAddresses, panelAddresses } from './addresses.ts';
import { createClients } from './clients.ts';
import type { PanelInstrument } from './instrument.ts';

const MOST_MESSAGE_BYTES = 16 * 1024;
const MOST_CLIENTS = 16;
/** Ports that are tried when the wanted one is taken. */
const PORTS = 20;
const LAST_PORT = 65535;
const HEARTBEAT_MS = 3000;

export interface PanelServerOptions {
  readonly instrument: PanelInstrument;
  /** The built page. */
  readonly folder: string;
  /** Default 4880, or the next free one; 0 for any. */
  readonly port?: number | undefined;
  /** Default 127.0.0.1: this computer only. */
  readonly host?: string | undefined;
  /** A page that does not answer for two of these is gone, ms; default 3000. */
  readonly heartbeatMs?: number | undefined;
}

export interface PanelServer extends PanelAddresses {
  readonly clients: number;
  /** Messages of sound that slow pages did not get. */
  readonly dropped: number;
  /** Lets all pages go; what they held is let go too. May be called twice. */
  close(): Promise<void>;
}

/**
 * Serves the panel's page and talks to it. Nothing of it is on the way of the sound.
 *
 * @throws NeurorackError 'busy' when no port is free, 'bad-config' when this computer does not let it listen there
 */
export async function startPanelServer(options: PanelServerOptions): Promise<PanelServer> {
  const { instrument, folder, port = 4880, host = '127.0.0.1', heartbeatMs = HEARTBEAT_MS } = options;
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
  app.use('*', serveStatic({ root: folder }));
  const server = createServer(getRequestListener(app.fetch));
  const clients = createClients({ instrument, heartbeatMs });
  const sockets = new WebSocketServer({ noServer: true, maxPayload: MOST_MESSAGE_BYTES, perMessageDeflate: false });
  server.on('upgrade', (request, socket, head) => {
    // A page that breaks off before it is let in is not an error of ours.
    socket.on('error', () => socket.destroy());
    const isOurs = isOwnPage(request.headers.origin, request.headers.host);
    if (request.url !== '/panel' || !isOurs || clients.count >= MOST_CLIENTS) {
      socket.end('HTTP/1.1 403 Forbidden\r\nConnection: close\r\n\r\n');
      return;
    }
    sockets.handleUpgrade(request, socket, head, (opened) => clients.add(opened));
  });
  const actual = await listen(server, host, port);
  return {
    ...panelAddresses(host, actual),
    get clients() {
      return clients.count;
    },
    get dropped() {
      return clients.dropped;
    },
    close: async () => {
      clients.close();
      sockets.close();
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
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
