// Reports what a visitor's browser loads of dist/site, in Chromium, from a server of its own with compression: first paint, bytes, requests.
//   node build/measure-site.js [--site <folder>] [--base /neurorack/] [--json] [--pictures <folder>]
import { existsSync, readFileSync, statSync } from 'node:fs';
import { createServer } from 'node:http';
import { extname, join, normalize } from 'node:path';
import { parseArgs } from 'node:util';
import { gzipSync } from 'node:zlib';
import { chromium } from 'playwright-core';
import { root } from './bundle.js';

const { values } = parseArgs({
  options: {
    site: { type: 'string', default: `${root}dist/site` },
    base: { type: 'string', default: '/' },
    json: { type: 'boolean' },
    pictures: { type: 'string' },
  },
});
const PAGES = ['', 'manual.html', 'listen/impacts.html', 'boards/', 'api/contracts.html'];
const SIZES = [
  [1440, 900],
  [390, 844],
];
const TYPES = {
  '.html': 'text/html',
  '.js': 'text/javascript',
  '.mjs': 'text/javascript',
  '.css': 'text/css',
  '.json': 'application/json',
  '.svg': 'image/svg+xml',
  '.png': 'image/png',
  '.mp3': 'audio/mpeg',
  '.flac': 'audio/flac',
  '.wav': 'audio/wav',
  '.wasm': 'application/wasm',
};

const executablePath = ['/usr/bin/chromium', '/usr/bin/google-chrome'].find((path) => existsSync(path));
if (executablePath === undefined) {
  process.stderr.write('There is no Chromium here: apt-get install chromium\n');
  process.exit(3);
}
const server = createServer(respond);
await new Promise((resolve) => server.listen(0, '127.0.0.1', resolve));
const origin = `http://127.0.0.1:${server.address().port}`;
const browser = await chromium.launch({ executablePath, args: ['--no-sandbox'] });
try {
  const rows = [];
  for (const size of SIZES) for (const page of PAGES) rows.push(await measure(page, size));
  process.stdout.write(values.json ? `${JSON.stringify(rows, null, 2)}\n` : tableOf(rows));
} finally {
  await browser.close();
  server.close();
}

/** Loads a page into an empty cache. */
async function measure(address, [width, height]) {
  const context = await browser.newContext({ viewport: { width, height } });
  const page = await context.newPage();
  const faults = [];
  const hosts = new Set();
  page.on('request', (request) => {
    if (request.url().startsWith('http')) hosts.add(new URL(request.url()).host);
  });
  page.on('response', (response) => response.status() >= 400 && faults.push(`${response.status()} ${response.url()}`));
  page.on('pageerror', (error) => faults.push(error.message));
  await page.goto(origin + values.base + address, { waitUntil: 'networkidle' });
  const loaded = await page.evaluate(() => {
    const entries = [...performance.getEntriesByType('navigation'), ...performance.getEntriesByType('resource')];
    const paint = performance.getEntriesByName('first-contentful-paint')[0];
    return {
      firstPaintMs: Math.round(paint?.startTime ?? Number.NaN),
      requests: entries.length,
      bytes: entries.reduce((sum, { transferSize }) => sum + transferSize, 0),
      overflowPx: Math.max(0, document.documentElement.scrollWidth - innerWidth),
    };
  });
  if (values.pictures !== undefined) {
    const name = address.replace(/\.html$|\/$/, '').replaceAll('/', '-') || 'home';
    await page.screenshot({ path: join(values.pictures, `site-${name}-${width}.png`) });
  }
  await context.close();
  return {
    page: `/${address}`,
    width,
    ...loaded,
    otherHosts: [...hosts].filter((one) => !origin.endsWith(one)),
    faults,
  };
}

function respond(request, response) {
  const { pathname } = new URL(request.url, 'http://site');
  const name = normalize(decodeURIComponent(pathname));
  const file = join(values.site, name.slice(values.base.length - 1), name.endsWith('/') ? 'index.html' : '');
  if (!name.startsWith(values.base) || !existsSync(file) || statSync(file).isDirectory()) {
    response.writeHead(404).end();
    return;
  }
  const content = readFileSync(file);
  const isText = !['.png', '.mp3', '.flac', '.wav'].includes(extname(file));
  const headers = { 'content-type': TYPES[extname(file)] ?? 'text/plain', 'cache-control': 'max-age=600' };
  if (isText) response.writeHead(200, { ...headers, 'content-encoding': 'gzip' }).end(gzipSync(content));
  else response.writeHead(200, headers).end(content);
}

function tableOf(rows) {
  const lines = rows.map(
    ({ page, width, firstPaintMs, bytes, requests, otherHosts, faults }) =>
      `| ${page} | ${width} | ${firstPaintMs} ms | ${Math.round(bytes / 1000)} kB | ${requests} | ${[...otherHosts, ...faults].join(', ') || 'none'} |`,
  );
  return `| page | width | first paint | bytes | requests | other hosts, faults |\n|---|---|---|---|---|---|\n${lines.join('\n')}\n`;
}
