import { Hono } from 'hono';
import type { PanelInstrument } from '../../../../src/panel/instrument.ts';
import { PanelClient } from '../../../../src/panel/panel-client.ts';
import { addPanelRoutes, type PanelRoutesOptions } from '../../../../src/panel/panel-routes.ts';
import { PanelSession } from '../../../../src/panel/panel-session.ts';
import type { PageToPanel, PanelToPage } from './port-messages.ts';

/** The panel in the Worker of the instrument. */
export interface PanelService {
  /** Adds the page at the other end of a port. */
  add(port: MessagePort): void;
  close(): void;
}

/** Serves the panel on message ports: the messages and requests of the server on a computer, without sockets and access rules. */
export function servePanel(
  instrument: PanelInstrument,
  { banks, curves, patches, takes }: Pick<PanelRoutesOptions, 'banks' | 'curves' | 'patches' | 'takes'>,
): PanelService {
  const session = new PanelSession<PanelClient>(instrument);
  const app = new Hono();
  addPanelRoutes(app, { banks, curves, patches, takes, isLocal: () => true, addressOf: () => 'page' });
  return {
    add: (port) => {
      const post = (message: PanelToPage, transfer: Transferable[] = []): void => port.postMessage(message, transfer);
      const client = new PanelClient({
        // Sound does not go this way: the page has it from the AudioWorklet.
        send: (text) => typeof text === 'string' && post({ kind: 'message', text }),
        unsentBytes: 0,
      });
      port.onmessage = ({ data }: MessageEvent<PageToPanel>) => {
        if (data.kind === 'action') session.receive(client, data.text);
        else void answer(app, data).then((message) => post(message, [message.body]));
      };
      session.add(client);
    },
    close: () => session.close(),
  };
}

/** Carries out a request as the server would. */
async function answer(
  app: Hono,
  { id, path, method, body }: Extract<PageToPanel, { kind: 'request' }>,
): Promise<Extract<PanelToPage, { kind: 'response' }>> {
  const length = body instanceof Blob ? body.size : undefined;
  const headers: Record<string, string> = length === undefined ? {} : { 'content-length': String(length) };
  const response = await app.request(path, { method, headers, ...(body !== undefined && { body }) });
  const contentType = response.headers.get('content-type') ?? '';
  return { kind: 'response', id, status: response.status, contentType, body: await response.arrayBuffer() };
}
