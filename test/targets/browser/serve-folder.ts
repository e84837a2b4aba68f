import { readFile } from 'node:fs/promises';
import { createServer, type Server } from 'node:http';
import { extname, join, normalize } from 'node:path';

const TYPES: Readonly<Record<string, string>> = {
  '.html': 'text/html; charset=utf-8',
  '.js': 'text/javascript',
  '.mjs': 'text/javascript',
  '.css': 'text/css',
  '.json': 'application/json',
  '.wasm': 'application/wasm',
};

/**
 * Serves a folder as a plain static host does, without headers of its own.
 *
 * @param path where the folder is served, as '/play/'
 */
export async function serveFolder(
  folder: string,
  path = '/',
): Promise<{ readonly server: Server; readonly url: string }> {
  const server = createServer(async ({ url = '/' }, response) => {
    const { pathname } = new URL(url, 'http://localhost');
    const file = normalize(decodeURIComponent(pathname.slice(path.length))).replace(/^(\.|\/)?$/, 'index.html');
    const content =
      pathname.startsWith(path) && !file.startsWith('..')
        ? await readFile(join(folder, file)).catch(() => undefined)
        : undefined;
    if (content === undefined) response.writeHead(404).end();
    else response.writeHead(200, { 'content-type': TYPES[extname(file)] ?? 'application/octet-stream' }).end(content);
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const address = server.address();
  const port = typeof address === 'object' && address !== null ? address.port : 0;
  return { server, url: `http://localhost:${port}${path}` };
}
