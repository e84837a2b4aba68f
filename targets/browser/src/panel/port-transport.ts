import type { Connection, ConnectionOptions, Transport } from '../../../../src/panel/page/transport.ts';
import type { PageToPanel, PanelToPage } from './port-messages.ts';

/** The part of the page's transport that messages and requests go through. */
export type PortTransport = Pick<Transport, 'connect' | 'request' | 'upload' | 'saveFile'>;

/** Carries the panel's protocol over a port to a Worker of this page; the counterpart of `servePanel`. */
export function createPortTransport(port: MessagePort): PortTransport {
  const waiting = new Map<number, (response: Response) => void>();
  let client: ConnectionOptions | undefined;
  /** Messages that arrived before the page connected, the latest of each type. */
  const early = new Map<string, PanelToPage>();
  let nextRequest = 0;

  port.onmessage = ({ data }: MessageEvent<PanelToPage>) => {
    if (data.kind === 'response') respond(data);
    else if (client === undefined) early.set(data.kind === 'message' ? JSON.parse(data.text).type : data.kind, data);
    else deliver(client, data);
  };

  function respond({ id, status, contentType, body }: Extract<PanelToPage, { kind: 'response' }>): void {
    waiting.get(id)?.(new Response(body, { status, headers: { 'content-type': contentType } }));
    waiting.delete(id);
  }

  const post = (message: PageToPanel): void => port.postMessage(message);

  const send: Send = (path, { method = 'GET', body }) => {
    const id = nextRequest++;
    return new Promise((resolve) => {
      waiting.set(id, resolve);
      post({ kind: 'request', id, path, method, body });
    });
  };

  return {
    connect: (options): Connection => {
      client = options;
      queueMicrotask(() => {
        options.onConnectedChange(true);
        for (const message of early.values()) deliver(options, message);
        early.clear();
      });
      return {
        send: (action) => post({ kind: 'action', text: JSON.stringify(action) }),
        reconnect: () => undefined,
        close: () => {
          client = undefined;
        },
      };
    },
    request: (path, init = {}) => send(path, init),
    upload: async (path, file, onProgress) => {
      // The file does not leave this computer: it is there at once.
      onProgress(1);
      const response = await send(path, { method: 'POST', body: file });
      return { isDone: response.ok, text: await response.text() };
    },
    saveFile: async (path, name) => {
      const response = await send(path, {});
      if (!response.ok) throw new Error((await response.json()).message);
      saveAs(await response.blob(), name);
    },
  };
}

type Send = (path: string, init: { readonly method?: string; readonly body?: string | Blob }) => Promise<Response>;

function deliver(client: ConnectionOptions, message: PanelToPage): void {
  if (message.kind === 'message') client.onMessage(JSON.parse(message.text));
  else if (message.kind === 'fault') client.onMessage({ type: 'error', message: message.message });
}

/** Saves bytes as a file of this computer, as a link to a file does. */
function saveAs(content: Blob, name: string): void {
  const link = document.createElement('a');
  link.href = URL.createObjectURL(content);
  link.download = name;
  link.click();
  // The browser has taken the address by then; before, Safari would lose the download.
  setTimeout(() => URL.revokeObjectURL(link.href), 60_000);
}
