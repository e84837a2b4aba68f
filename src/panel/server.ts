import { createServer, type Server } from 'node:http';
import { getRequestListener } from '@hono/node-server';
import { serveStatic } from '@hono/node-server/serve-static';
import { Hono } from 'hono';
import { secureHeaders } from 'hono/secure-headers';
import { WebSocketServer } from 'ws';
import { NeurorackError } from '../contracts/errors.ts';
import { createClients } from './clients.ts';
import type { PanelInstrument } from './instrument.ts';

const MOST_MESSAGE_BYTES = 16 * 1024;
const MOST_CLIENTS = 16;
/** Ports that are tried when the wanted one is taken. */
const PORTS = 20;

export interface PanelServerOptions {
  readonly instrument: PanelInstrument;
  /** The built page. */
  readonly folder: string;
  /** Default 4880, or the next free one; 0 for any. */
  readonly port?: number | undefined;
  /** Default 127.0.0.1: this computer only. */
  readonly host?: string | undefined;
}

export interface PanelServer {
  readonly url: string;
  readonly clients: number;
  close(): Promise<void>;
}

/**
 * Serves the panel's page and talks to it. Nothing of it is on the way of the sound.
 *
 * @throws NeurorackError 'busy' when no port is free
 */
export async function startPanelServer(options: PanelServerOptions): Promise<PanelServer> {
  const { instrument, folder, port = 4880, host = '127.0.0.1' } = options;
  const app = new Hono();
  app.use(
    secureHeaders({
      contentSecurityPolicy: {
        defaultSrc: ["'self'"],
        connectSrc: ["'self'", 'ws:', 'wss:'],
        styleSrc: ["'self'", "'unsafe-inline'"],
        imgSrc: ["'self'", 'data:'],
        workerSrc: ["'self'", 'blob:'],
        scriptSrc: ["'self'", 'blob:'],
      },
      // The page is served without TLS on the local network.
      strictTransportSecurity: false,
    }),
  );
  app.use('*', serveStatic({ root: folder }));
  const server = createServer(getRequestListener(app.fetch));
  const clients = createClients({ instrument });
  const sockets = new WebSocketServer({ noServer: true, maxPayload: MOST_MESSAGE_BYTES, perMessageDeflate: false });
  server.on('upgrade', (request, socket, head) => {
    const isOurs = isSameHost(request.headers.origin, request.headers.host);
    if (request.url !== '/panel' || !isOurs || clients.count >= MOST_CLIENTS) {
      socket.end('HTTP/1.1 403 Forbidden\r\nConnection: close\r\n\r\n');
      return;
    }
    sockets.handleUpgrade(request, socket, head, (opened) => clients.add(opened));
  });
  const actual = await listen(server, host, port);
  return {
    url: `http://${host === '127.0.0.1' ? 'localhost' : host}:${actual}/`,
    get clients() {
      return clients.count;
    },
    close: async () => {
      clients.close();
      sockets.close();
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}

/** A page of another origin may not play this instrument. */
function isSameHost(origin: string | undefined, host: string | undefined): boolean {
  if (origin === undefined || host === undefined || !URL.canParse(origin)) return false;
  return new URL(origin).host === host;
}

async function listen(server: Server, host: string, port: number): Promise<number> {
  for (let tried = port; tried < port + PORTS; tried++) {
    const found = await new Promise<number | undefined>((resolve, reject) => {
      const onError = (error: NodeJS.ErrnoException): void =>
        error.code === 'EADDRINUSE' ? resolve(undefined) : reject(error);
      server.once('error', onError);
      server.listen(tried, host, () => {
        server.off('error', onError);
        const address = server.address();
        resolve(typeof address === 'object' && address !== null ? address.port : tried);
      });
    });
    if (found !== undefined) return found;
  }
  throw new NeurorackError('busy', `ports ${port} to ${port + PORTS - 1} are all taken`, {
    remedy: 'give another --port',
  });
}
