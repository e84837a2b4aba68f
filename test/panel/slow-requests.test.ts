import { existsSync, readdirSync, writeFileSync } from 'node:fs';
import { request } from 'node:http';
import { connect, type Socket } from 'node:net';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { createBankLibrary } from '../../src/panel/banks/bank-library.ts';
import { ConnectionLimits } from '../../src/panel/connection-limits.ts';
import { type PanelServer, startPanelServer } from '../../src/panel/server.ts';
import { createBankFolder, hitsFile } from './banks/bank-bench.ts';
import { createFakeInstrument } from './fake-instrument.ts';

describe.skipIf(process.platform !== 'linux')(
  'slow requests (Linux only: other systems have one loopback address)',
  () => {
    let server: PanelServer;
    let paths: ReturnType<typeof createBankFolder>;
    const sockets: Socket[] = [];
    beforeEach(async () => {
      paths = createBankFolder();
      writeFileSync(join(paths.root, 'index.html'), '<!doctype html><title>neurorack</title>');
      server = await startPanelServer({
        instrument: createFakeInstrument().instrument,
        folder: paths.root,
        port: 0,
        bodyWindowMs: 500,
        banks: {
          library: createBankLibrary(paths),
          uploadFolder: join(paths.folder, '.incoming'),
          play: ({ name }) => name,
        },
      });
    });
    afterEach(async () => {
      for (const socket of sockets.splice(0)) socket.destroy();
      await server.close();
    });

    const port = (): number => Number(new URL(server.url).port);
    const host = (): string => new URL(server.url).host;

    async function open(text: string, localAddress = '127.0.0.2'): Promise<Socket> {
      const socket = connect({ port: port(), host: '127.0.0.1', localAddress });
      socket.on('error', () => undefined);
      sockets.push(socket);
      await new Promise((resolve) => socket.once('connect', resolve));
      socket.write(text);
      return socket;
    }

    function ask(method: string, path: string, body?: Buffer, localAddress = '127.0.0.1') {
      return new Promise<{ status: number; text: string }>((resolve, reject) => {
        const headers = { host: host(), origin: `http://${host()}` };
        const asked = request({ port: port(), host: '127.0.0.1', localAddress, method, path, headers }, (answer) => {
          let text = '';
          answer.on('data', (part) => {
            text += part;
          });
          answer.on('end', () => resolve({ status: answer.statusCode ?? 0, text }));
        });
        asked.on('error', reject);
        asked.end(body);
      });
    }

    const uploadHead = (): string =>
      `POST /banks/import?name=slow.nrbank HTTP/1.1\r\nhost: ${host()}\r\norigin: http://${host()}\r\ncontent-length: 100000\r\n\r\n`;

    it.each(['127.0.0.1', '127.0.0.2'])(
      'serves the page while 260 connections of %s have sent half a header',
      async (attacker) => {
        for (let n = 0; n < 260; n++) await open('GET / HTTP/1.1\r\nhost: local', attacker);
        expect((await ask('GET', '/')).status).toBe(200);
      },
    );

    it('accepts an upload while eight slow ones of another address are open', async () => {
      const slow: Socket[] = [];
      for (let n = 0; n < 8; n++) slow.push(await open(uploadHead()));
      const dripping = setInterval(() => {
        for (const socket of slow) if (socket.writable) socket.write('x');
      }, 20);
      await sleep(100);
      expect((await ask('POST', '/banks/import?name=hits.nrbank', hitsFile())).status).toBe(200);
      clearInterval(dripping);
    });

    it('ends an upload that is slower than 32 KB a second with the reason, and leaves no file', async () => {
      const socket = await open(uploadHead());
      const dripping = setInterval(() => {
        if (socket.writable) socket.write('x');
      }, 20);
      let answer = '';
      socket.on('data', (part) => {
        answer += part;
      });
      await new Promise((resolve) => socket.once('close', resolve));
      clearInterval(dripping);
      expect(answer).toMatch(/^HTTP\/1\.1 408 [\s\S]*sent too slowly/);
      const incoming = join(paths.folder, '.incoming');
      while (existsSync(incoming) && readdirSync(incoming).length > 0) await sleep(5);
      expect(JSON.parse((await ask('GET', '/banks/jobs')).text).jobs).toEqual([]);
    });

    it('gives one address four uploads at a time, and counts previews with them', async () => {
      for (let n = 0; n < 4; n++) await open(uploadHead());
      while (JSON.parse((await ask('GET', '/banks/jobs')).text).jobs.length < 4) await sleep(5);
      const preview = Buffer.from(JSON.stringify({ location: paths.root, file: 'x.nrbank' }));
      expect((await ask('POST', '/banks/preview', preview, '127.0.0.2')).status).toBe(409);
      expect((await ask('POST', '/banks/preview', preview)).status).toBe(422);
    });
  },
);

describe('the connections of an address', () => {
  it('are replaced, oldest first, while they have not sent a request', () => {
    const closed: number[] = [];
    const limits = new ConnectionLimits<number>((n) => closed.push(n));
    for (let n = 0; n < 64; n++) expect(limits.add(n, '10.0.0.2')).toBe(true);
    limits.markUsed(0);
    expect(limits.add(64, '::ffff:10.0.0.2')).toBe(true);
    expect(closed).toEqual([1]);
    for (let n = 0; n <= 64; n++) limits.markUsed(n);
    expect(limits.add(65, '10.0.0.2')).toBe(false);
    expect(limits.add(66, '10.0.0.3')).toBe(true);
    limits.remove(0);
    expect(limits.add(67, '10.0.0.2')).toBe(true);
  });

  it('of other computers leave room for this computer', () => {
    const limits = new ConnectionLimits<number>(() => undefined);
    let accepted = 0;
    for (let n = 0; n < 1000; n++) {
      if (limits.add(n, `10.0.${n >> 8}.${n & 255}`)) accepted++;
      limits.markUsed(n);
    }
    expect(accepted).toBe(192);
    for (let n = 1000; n < 1064; n++) expect(limits.add(n, '127.0.0.1')).toBe(true);
  });
});
