import { mkdirSync, writeFileSync } from 'node:fs';
import { connect } from 'node:net';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { expect, it } from 'vitest';
import { createSetLibrary } from '../../src/instrument/set-library.ts';
import { createBankLibrary } from '../../src/panel/banks/bank-library.ts';
import { startPanelServer } from '../../src/panel/server.ts';
import { impactSet } from '../descriptors/sample-sets.ts';
import { createBankFolder, decayingTone, hitsFile } from '../panel/banks/bank-bench.ts';
import { createFakeInstrument } from '../panel/fake-instrument.ts';
import { type Below, damaged, damagedText, failure, numbersFrom, oneOf, seeds, WORDS } from './seeds.ts';

const MAX_RSS_GROWTH_BYTES = 400 * 2 ** 20;
/** A request that is not answered is given up, ms: half of a body is waited for. */
const PATIENCE_MS = 150;
const METHODS = [
  'GET',
  'POST',
  'PUT',
  'DELETE',
  'HEAD',
  'OPTIONS',
  'TRACE',
  'PATCH',
  'get',
  'PROPFIND',
  '',
  'X'.repeat(300),
];
const PATHS = [
  ...[
    '/',
    '/index.html',
    '/panel',
    '/pair',
    '/pair/code',
    '/banks',
    '/banks/',
    '/banks/jobs',
    '/banks/sounds',
    '/banks/import',
  ],
  ...['/banks/export/factory', '/banks/edit', '/banks/undo', '/banks/play', '/sets', '/sets/curves', '/sets/audition'],
];
const SECRET = 'this file lies outside';
const OUTSIDE = [
  ...[
    '/..',
    '/../secret',
    '/%2e%2e/secret',
    '/%2e%2e%2fsecret',
    '/..%5csecret',
    '//secret',
    '/%00',
    '/index.html%00.js',
    '/%c0%ae',
  ],
  ...[
    '/%',
    '/%zz',
    '/./././',
    '/secret/',
    '/%252e%252e/secret',
    `/${'a/'.repeat(4000)}`,
    '/banks/export/..%2f..%2fsecret',
  ],
];
const HEADERS = [
  ...[
    'content-length: -1',
    'content-length: 1e9',
    'content-length: 99999999999999999999',
    'transfer-encoding: chunked',
  ],
  ...[
    'transfer-encoding: gzip',
    'content-type: text/html',
    'content-type: multipart/form-data',
    'range: bytes=-1-',
    'cookie: =;=;=',
  ],
  ...[
    'host: evil.example',
    'origin: null',
    'origin: http://evil.example',
    `x: ${'x'.repeat(10_000)}`,
    'expect: 100-continue',
  ],
  ...[
    'connection: upgrade',
    'upgrade: websocket',
    'if-none-match: *',
    'accept-encoding: br;q=NaN',
    'bad header',
    '\u0000: 1',
    ': 1',
  ],
];
const BODIES = [
  ...[
    '{"id":"factory","edit":{"kind":"rename","name":"x"}}',
    '{"id":"factory","set":"Boom","side":"A"}',
    '{"set":null}',
  ],
  ...['{"code":"123456"}', '{"name":"Boom"}', `${'['.repeat(5000)}${']'.repeat(5000)}`],
];

/** A request as bytes, and whether it is sent slowly or broken off. */
function requestOf(below: Below, host: string): { readonly head: string; readonly body: Buffer; readonly how: number } {
  const isUpload = below(4) === 0;
  const query = oneOf(below, [
    '',
    '',
    '?name=x.wav',
    '?name=../../x.wav',
    '?name=',
    `?name=${'q'.repeat(10_240)}`,
    '?name=%00&name=b',
    '?%',
  ]);
  const path = isUpload
    ? oneOf(below, ['/banks/sounds', '/banks/import'])
    : oneOf(below, below(3) === 0 ? OUTSIDE : PATHS);
  const upload = oneOf(below, [decayingTone({ seconds: 0.05 }), hitsFile()]);
  const text = below(2) === 0 ? damagedText(oneOf(below, BODIES), below) : oneOf(below, [...BODIES, ...WORDS]);
  const body = isUpload ? damaged(upload, below) : Buffer.from(text);
  const odd = Array.from({ length: below(3) }, () => oneOf(below, HEADERS));
  const method = isUpload ? 'POST' : oneOf(below, below(4) === 0 ? METHODS : ['GET', 'POST']);
  const version = below(30) === 0 ? oneOf(below, ['HTTP/0.9', 'HTTP/9.9', '']) : 'HTTP/1.1';
  const lines = [`${method} ${path}${isUpload && query === '' ? '?name=a.wav' : query} ${version}`];
  if (below(30) > 0) lines.push(`host: ${host}`);
  lines.push(`origin: http://${host}`, 'connection: close', 'content-type: application/json', ...odd);
  if (method !== 'GET') lines.push(`content-length: ${body.length}`);
  return { head: `${lines.join('\r\n')}\r\n\r\n`, body: method === 'GET' ? Buffer.alloc(0) : body, how: below(12) };
}

/** Sends the request over a connection of its own; the answer, or what of it came. */
async function answerTo({ head, body, how }: ReturnType<typeof requestOf>, port: number): Promise<string> {
  const socket = connect(port, '127.0.0.1');
  let answer = '';
  socket.setEncoding('latin1').on('data', (text: string) => {
    answer = (answer + text).slice(0, 100_000);
  });
  socket.on('error', () => undefined); // the server may reset the connection
  const closed = new Promise<void>((resolve) => socket.once('close', () => resolve()));
  socket.setTimeout(PATIENCE_MS, () => socket.destroy());
  const half = Math.floor(body.length / 2);
  if (how === 0) {
    socket.write(head + body.toString('latin1', 0, half), 'latin1', () => socket.destroy());
  } else if (how === 1) {
    socket.write(head, 'latin1');
    socket.write(body.subarray(0, half));
    await sleep(5);
    socket.write(body.subarray(half));
  } else if (how === 2) socket.write(head.slice(0, head.length / 2), 'latin1');
  else {
    socket.write(head, 'latin1');
    socket.write(body);
  }
  await closed;
  return answer;
}

it('mutated requests never end the server, leave its folder or stop others', async () => {
  const paths = createBankFolder();
  writeFileSync(join(paths.root, 'secret'), SECRET);
  const page = join(paths.root, 'page');
  const library = createBankLibrary(paths);
  const sets = createSetLibrary([impactSet({ name: 'Boom', frames: 30 })]);
  mkdirSync(page);
  writeFileSync(join(page, 'index.html'), '<!doctype html><title>neurorack</title>');
  const server = await startPanelServer({
    instrument: createFakeInstrument().instrument,
    folder: page,
    port: 0,
    banks: { library, uploadFolder: join(paths.folder, 'uploads'), play: ({ name }) => name },
    curves: { library, sets: () => sets.sets, put: () => undefined, audition: () => undefined },
  });
  try {
    const { port, host } = new URL(server.url);
    const before = process.memoryUsage().rss;
    const statuses = new Map<string, number>();
    for (const seed of seeds({ short: 300, nightly: 5000 })) {
      const answer = await answerTo(requestOf(numbersFrom(seed), host), Number(port));
      if (answer.includes(SECRET)) throw failure(seed, 'a file outside the folder is served');
      const status = /^HTTP\/1\.1 (\d{3})/.exec(answer)?.[1] ?? 'none';
      if (status === '500') throw failure(seed, `an unexpected error: ${answer}`);
      statuses.set(status, (statuses.get(status) ?? 0) + 1);
    }
    const page200 = await fetch(server.url);
    expect(page200.status).toBe(200);
    expect((await library.list()).banks.length).toBeGreaterThan(0);
    expect(process.memoryUsage().rss - before).toBeLessThan(MAX_RSS_GROWTH_BYTES);
    if (process.env.FUZZ_SEED !== undefined) return;
    // Requests reach the routes: some succeed, others are refused by each stage.
    for (const status of ['200', '400', '404', '422']) expect(statuses.get(status) ?? 0, status).toBeGreaterThan(0);
  } finally {
    await server.close();
  }
}, 1_200_000);
