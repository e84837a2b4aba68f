import { mkdtemp, readdir, readFile, writeFile } from 'node:fs/promises';
import { createServer, type RequestListener } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import {
  buildCatalogIndex,
  installCatalogBank,
  previewCatalogBank,
  readCatalog,
} from '../../../src/descriptors/bank/bank-catalog.ts';
import { packBank } from '../../../src/descriptors/bank/write-bank.ts';
import { namedErrorOf } from '../../../testing/named-error.ts';
import { impactSet } from '../sample-sets.ts';

const bytes = Buffer.from(
  packBank({ name: 'Hits', author: 'Ada', licence: 'CC0', sets: [impactSet({ name: 'kick', frames: 9 })] }),
);
const index = await buildCatalogIndex([{ file: 'hits.nrbank', bytes }]);

let folder = '';
let own = '';
const closing: (() => void)[] = [];
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'neurorack-catalog-'));
  own = await mkdtemp(join(tmpdir(), 'neurorack-own-'));
  await writeFile(join(folder, 'index.json'), JSON.stringify(index));
  await writeFile(join(folder, 'hits.nrbank'), bytes);
});
afterEach(() => {
  for (const close of closing.splice(0)) close();
});

async function serve(listener: RequestListener): Promise<string> {
  const server = createServer(listener);
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  closing.push(() => server.close().closeAllConnections());
  const address = server.address();
  return `http://127.0.0.1:${typeof address === 'object' ? address?.port : 0}/banks`;
}

const serveFolder = (): Promise<string> =>
  serve(async ({ url = '' }, answer) => {
    if (!url.startsWith('/banks/')) answer.writeHead(404).end();
    else answer.end(await readFile(join(folder, url.slice('/banks/'.length))));
  });

const install = (place: string, file = 'hits.nrbank') => installCatalogBank(place, file, join(own, 'mine.nrbank'));

describe.each([
  ['a folder', async () => folder],
  ['a web address', serveFolder],
])('catalog of %s', (_, at) => {
  it('lists, previews and installs banks unchanged', async () => {
    const place = await at();
    expect(await readCatalog(place)).toMatchObject([
      { file: 'hits.nrbank', name: 'Hits', author: 'Ada', sets: ['kick'] },
    ]);
    expect((await previewCatalogBank(place, 'hits.nrbank')).sets[0]?.frames).toBe(9);
    expect(await readdir(own)).toEqual([]);
    await install(place);
    expect((await readFile(join(own, 'mine.nrbank'))).equals(bytes)).toBe(true);
  });

  it('refuses banks that do not match the index, and writes nothing', async () => {
    const place = await at();
    expect((await namedErrorOf(() => install(place, 'other.nrbank'))).message).toContain('offers no other.nrbank');
    const damaged = Buffer.from(bytes);
    damaged[60] = (damaged[60] ?? 0) ^ 1;
    await writeFile(join(folder, 'hits.nrbank'), damaged);
    expect((await namedErrorOf(() => install(place))).message).toContain('wrong checksum');
    await writeFile(join(folder, 'hits.nrbank'), Buffer.concat([bytes, bytes]));
    expect((await namedErrorOf(() => install(place))).message).toContain('longer than the');
    await writeFile(join(folder, 'hits.nrbank'), bytes.subarray(1));
    expect((await namedErrorOf(() => install(place))).message).toContain('its index says');
    expect(await readdir(own)).toEqual([]);
  });

  it.each([
    ['hits.nrbank', '../hits.nrbank', 'banks.0.file'],
    ['hits.nrbank', 'http://x/y.nrbank', 'banks.0.file'],
    ['"formatVersion":1', '"formatVersion":2', 'formatVersion'],
    ['"licence"', '"license"', 'banks.0.licence'],
    [`"bytes":${bytes.length}`, '"bytes":1e12', 'banks.0.bytes'],
    ['{', '', 'JSON'],
  ])('refuses an index with %s as %s', async (pattern, replacement, fault) => {
    const changed = JSON.stringify(index).replace(pattern, replacement);
    await writeFile(join(folder, 'index.json'), changed);
    const error = await namedErrorOf(async () => readCatalog(await at()));
    expect(error).toMatchObject({ kind: 'bad-file' });
    expect(error.message).toContain(fault);
  });
});

it('refuses other URL schemes, redirects, server errors and endless responses', async () => {
  for (const place of ['file:///etc', 'ftp://x/', 'data:text/plain,x', 'javascript:0']) {
    expect(await namedErrorOf(() => readCatalog(place)), place).toMatchObject({ kind: 'bad-input' });
  }
  const elsewhere = await serve((_, answer) => void answer.writeHead(302, { location: 'http://127.0.0.1:1/' }).end());
  expect((await namedErrorOf(() => readCatalog(elsewhere))).message).toMatch(/cannot be read.*redirect/);
  const broken = await serve((_, answer) => void answer.writeHead(500).end());
  expect((await namedErrorOf(() => readCatalog(broken))).message).toContain('the server answers 500');
  const endless = await serve((_, answer) => {
    const more = (): void => {
      while (!answer.destroyed && answer.write(Buffer.alloc(1 << 16, 32)));
    };
    answer.on('drain', more);
    more();
  });
  expect((await namedErrorOf(() => readCatalog(endless))).message).toContain('longer than the 4194304 bytes');
  expect((await namedErrorOf(() => readCatalog(join(folder, 'no')))).message).toContain('ENOENT');
});
