import { createServer, type RequestListener } from 'node:http';
import { afterEach, describe, expect, it } from 'vitest';
import { buildCatalogIndex, fetchCatalogBank, readCatalog } from '../../../src/descriptors/bank/bank-catalog.ts';
import type { CatalogAccess } from '../../../src/descriptors/bank/catalog-source.ts';
import { isPublicAddress } from '../../../src/descriptors/bank/public-address.ts';
import { packBank } from '../../../src/descriptors/bank/write-bank.ts';
import { namedErrorOf } from '../../../testing/named-error.ts';
import { impactSet } from '../sample-sets.ts';

const bytes = Buffer.from(packBank({ name: 'Hits', licence: 'CC0', sets: [impactSet({ name: 'kick', frames: 9 })] }));
const index = JSON.stringify(await buildCatalogIndex([{ file: 'hits.nrbank', bytes }]));

const closing: (() => void)[] = [];
afterEach(() => {
  for (const close of closing.splice(0)) close();
});

async function serve(listener: RequestListener): Promise<number> {
  const server = createServer(listener);
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  closing.push(() => server.close().closeAllConnections());
  const address = server.address();
  return typeof address === 'object' ? (address?.port ?? 0) : 0;
}

const serveCatalog = () => serve(({ url }, answer) => void answer.end(url?.endsWith('.nrbank') ? bytes : index));

const PUBLIC: CatalogAccess = { access: 'public' };
const failure = async (location: string, access: CatalogAccess = PUBLIC) => {
  const { kind, message, remedy } = await namedErrorOf(() => readCatalog(location, access));
  return { kind, message, remedy };
};

describe('a catalog that a client of the network asks for', () => {
  it('fails in one way for every address of this computer and its network', async () => {
    let requests = 0;
    const count: RequestListener = (_, answer) => {
      requests++;
      answer.writeHead(401).end();
    };
    const [open, closed] = [await serve(count), await serve(count)];
    closing.splice(1, 1)[0]?.();
    const expected = await failure('http://127.0.0.1:1/');
    expect(expected).toMatchObject({ kind: 'bad-file', message: 'the catalog could not be read' });
    for (const location of [
      `http://127.0.0.1:${open}/`,
      `http://127.0.0.1:${closed}/`,
      `http://localhost:${open}/`,
      `http://2130706433:${open}/`,
      `http://0x7f.1:${open}/`,
      `http://0.0.0.0:${open}/`,
      `http://[::1]:${open}/`,
      `http://[::ffff:127.0.0.1]:${open}/`,
      'http://10.0.0.1/',
      'http://192.168.1.1/',
      'http://169.254.169.254/latest/meta-data/',
      'http://[fe80::1]/',
      'http://[fd00::1]/',
      'http://[64:ff9b::7f00:1]/',
      'http://8.8.8.8:22/',
      'http://no-such-name.invalid/',
    ]) {
      expect(await failure(location), location).toEqual(expected);
    }
    expect(requests).toBe(0);
  });

  it('refuses a name with any address that is not public, resolved once', async () => {
    const port = await serveCatalog();
    for (const found of [['127.0.0.1'], ['8.8.8.8', '127.0.0.1'], ['::1'], ['::ffff:10.0.0.1'], []]) {
      let resolved = 0;
      const resolve = async () => {
        resolved++;
        return found;
      };
      expect((await failure(`http://rebound.example:${port}/`, { access: 'public', resolve })).message).toBe(
        'the catalog could not be read',
      );
      await failure('http://rebound.example/', { access: 'public', resolve });
      expect(resolved).toBe(2);
    }
  });

  it('connects to the address that was checked, not to one that the name has later', async () => {
    const hosts: (string | undefined)[] = [];
    const port = await serve(({ headers }, answer) => {
      hosts.push(headers.host);
      answer.end(index);
    });
    const found = [['127.0.0.1'], ['192.0.2.1']];
    const resolve = async () => found.shift() ?? [];
    expect(await readCatalog(`http://catalog.example:${port}/`, { access: 'any', resolve })).toHaveLength(1);
    expect(hosts).toEqual([`catalog.example:${port}`]);
  });
});

it('names the reason to a user of this computer', async () => {
  const port = await serve((_, answer) => void answer.writeHead(401).end());
  expect((await failure(`http://127.0.0.1:${port}/`, { access: 'any' })).message).toContain('the server answers 401');
  expect((await failure(`http://ada:secret@127.0.0.1:${port}/`, { access: 'any' })).message).toContain('not a valid');
});

it('downloads two files at a time', async () => {
  const waiting: (() => void)[] = [];
  const port = await serve(({ url }, answer) => {
    if (url?.endsWith('.nrbank')) waiting.push(() => answer.end(bytes));
    else answer.end(index);
  });
  const location = `http://127.0.0.1:${port}/`;
  const first = [fetchCatalogBank(location, 'hits.nrbank'), fetchCatalogBank(location, 'hits.nrbank')];
  while (waiting.length < 2) await new Promise((resolve) => setTimeout(resolve, 5));
  expect(await namedErrorOf(() => readCatalog(location))).toMatchObject({ kind: 'busy' });
  const more = await Promise.allSettled(Array.from({ length: 22 }, () => fetchCatalogBank(location, 'hits.nrbank')));
  expect(more.every((one) => one.status === 'rejected' && one.reason.kind === 'busy')).toBe(true);
  for (const answer of waiting) answer();
  expect((await Promise.all(first)).map(({ bank }) => bank.index.name)).toEqual(['Hits', 'Hits']);
  expect(await readCatalog(location)).toHaveLength(1);
});

it.each([
  ['8.8.8.8', true],
  ['2606:4700::1111', true],
  ['172.32.0.1', true],
  ['172.31.255.255', false],
  ['100.64.0.1', false],
  ['224.0.0.1', false],
  ['255.255.255.255', false],
  ['2001::1', false],
  ['2002:7f00:1::', false],
  ['::ffff:8.8.8.8', false],
  ['ff02::1', false],
  ['localhost', false],
])('counts %s as public: %s', (address, isPublic) => {
  expect(isPublicAddress(address, {})).toBe(isPublic);
});

it('counts the network of a card with a public address as this computer’s own', () => {
  const card = { address: '93.184.216.34', netmask: '', mac: '', internal: false, cidr: '93.184.216.34/24' };
  const eth0 = [{ ...card, family: 'IPv4' as const }];
  expect(isPublicAddress('93.184.216.1', { eth0 })).toBe(false);
  expect(isPublicAddress('93.184.217.1', { eth0 })).toBe(true);
});
