import { mkdirSync, writeFileSync } from 'node:fs';
import { createServer, type Server } from 'node:http';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { buildCatalogIndex } from '../../src/descriptors/bank/bank-catalog.ts';
import { SESSION_COOKIE } from '../../src/panel/access-policy.ts';
import { createBankLibrary } from '../../src/panel/banks/bank-library.ts';
import { createPairing, type Pairing } from '../../src/panel/pairing.ts';
import { type PanelServer, startPanelServer } from '../../src/panel/server.ts';
import { createSessions } from '../../src/panel/session-store.ts';
import { createBankFolder, hitsFile } from './banks/bank-bench.ts';
import { createFakeInstrument } from './fake-instrument.ts';

describe('the catalog routes', () => {
  let catalog: Server;
  let location: string;
  let server: PanelServer;
  beforeEach(async () => {
    const index = JSON.stringify(await buildCatalogIndex([{ file: 'hits.nrbank', bytes: hitsFile() }]));
    catalog = createServer(({ url }, answer) => void answer.end(url?.endsWith('.nrbank') ? hitsFile() : index));
    await new Promise<void>((resolve) => catalog.listen(0, '127.0.0.1', resolve));
    const address = catalog.address();
    location = `http://127.0.0.1:${typeof address === 'object' ? address?.port : 0}`;
  });
  afterEach(async () => {
    await server.close();
    catalog.close();
  });

  /** @param isTrusted false: as for clients of the network */
  async function start(isTrusted: boolean, pairing?: Pairing) {
    const { root, folder, factory } = createBankFolder();
    mkdirSync(folder);
    writeFileSync(join(root, 'index.html'), '');
    server = await startPanelServer({
      instrument: createFakeInstrument().instrument,
      folder: root,
      port: 0,
      pairing,
      isTrusted: () => isTrusted,
      banks: {
        library: createBankLibrary({ folder, factory }),
        uploadFolder: join(folder, '.incoming'),
        play: ({ name }) => name,
      },
    });
    return async (path: string, body: unknown, more: Record<string, string> = {}) => {
      const headers = { origin: server.url.slice(0, -1), ...more };
      const answer = await fetch(`${server.url}banks${path}`, { method: 'POST', headers, body: JSON.stringify(body) });
      return { status: answer.status, text: await answer.text() };
    };
  }

  it('open a catalog of the local network for a client on the computer itself', async () => {
    const post = await start(true);
    expect((await post('/catalog', { location })).text).toContain('Two hits');
    expect((await post('/install', { location, file: 'hits.nrbank' })).status).toBe(200);
  });

  it('count the client of a proxy on this computer among the others', async () => {
    const sessions = createSessions();
    const post = await start(true, createPairing({ sessions }));
    const proxied = { via: '1.1 proxy' };
    expect((await post('/catalog', { location: '/etc' }, proxied)).status).toBe(401);
    const cookie = `${SESSION_COOKIE}=${sessions.create()}`;
    const answer = await post('/catalog', { location: '/etc' }, { ...proxied, cookie });
    expect(answer.text).toContain('a folder can be opened only from the computer itself');
  });

  it('answer other clients alike for open, closed and foreign ports', async () => {
    const post = await start(false);
    const file = 'hits.nrbank';
    const closed = 'http://127.0.0.1:1';
    const answers = [
      await post('/catalog', { location }),
      await post('/catalog', { location: closed }),
      await post('/catalog', { location: server.url }),
      await post('/preview', { location, file }),
      await post('/install', { location: closed, file }),
      await post('/audition', { location, file, set: 'kick', side: 'A' }),
    ];
    expect(new Set(answers.map(({ text }) => text)).size).toBe(1);
    expect(answers[0]).toMatchObject({ status: 422, text: expect.stringContaining('the catalog could not be read') });
  });
});
