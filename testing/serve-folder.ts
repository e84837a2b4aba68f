import { existsSync, readFileSync } from 'node:fs';
import { createServer } from 'node:http';
import { extname, join } from 'node:path';

const TYPES: Readonly<Record<string, string>> = {
  '.css': 'text/css',
  '.html': 'text/html',
  '.js': 'text/javascript',
  '.json': 'application/json',
  '.mjs': 'text/javascript',
  '.wasm': 'application/wasm',
};
/** Headers that isolate a page, so that its threads share memory. */
const ISOLATION = { 'cross-origin-opener-policy': 'same-origin', 'cross-origin-embedder-policy': 'require-corp' };
/** The folder is served below it: its addresses are relative. */
const SUB_PATH = '/a/sub/path/';

export interface ServedFolder {
  /** Address of the folder, with a slash at its end. */
  readonly address: string;
  /** Files that were requested. */
  readonly requested: ReadonlySet<string>;
  close(): void;
}

/** Serves a folder as a plain static host does, below a sub-path of 127.0.0.1. */
export async function serveFolder(
  folder: string,
  { isIsolated = false }: { readonly isIsolated?: boolean } = {},
): Promise<ServedFolder> {
  const requested = new Set<string>();
  const server = createServer(({ url = '/' }, response) => {
    const name = new URL(url, 'http://host').pathname.replace(SUB_PATH, '') || 'index.html';
    const path = join(folder, name.endsWith('/') ? `${name}index.html` : name);
    if (!existsSync(path)) {
      response.writeHead(404).end();
      return;
    }
    requested.add(name);
    const type = TYPES[extname(path)] ?? 'application/octet-stream';
    response.writeHead(200, { 'content-type': type, ...(isIsolated ? ISOLATION : {}) });
    response.end(readFileSync(path));
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const bound = server.address();
  const port = typeof bound === 'object' && bound !== null ? bound.port : 0;
  return { address: `http://127.0.0.1:${port}${SUB_PATH}`, requested, close: () => server.close() };
}
