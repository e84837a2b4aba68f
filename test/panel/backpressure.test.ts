import { mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { type ClientOptions, WebSocket } from 'ws';
import type { PanelInstrument } from '../../src/panel/instrument.ts';
import { type PanelServer, startPanelServer } from '../../src/panel/server.ts';
import { createFakeInstrument } from './fake-instrument.ts';

/** A message that fills the buffers of the system after a few dozen of it. */
const LONG = 'x'.repeat(200_000);

describe('a client that does not read', () => {
  let server: PanelServer;
  let fake: ReturnType<typeof createFakeInstrument>;
  let message: string | null = null;
  const sockets: WebSocket[] = [];
  beforeEach(async () => {
    const folder = mkdtempSync(join(tmpdir(), 'neurorack-panel-'));
    writeFileSync(join(folder, 'index.html'), '<!doctype html><title>neurorack</title>');
    fake = createFakeInstrument();
    const instrument: PanelInstrument = {
      ...fake.instrument,
      takeAudio: () => fake.instrument.takeAudio(),
      state: () => ({ ...fake.instrument.state(), message }),
      dispatch: () => {
        throw new Error(LONG);
      },
    };
    server = await startPanelServer({ instrument, folder, port: 0, heartbeatMs: 100 });
  });
  afterEach(async () => {
    message = null;
    for (const socket of sockets.splice(0)) socket.terminate();
    await server.close();
  });

  async function open(options: ClientOptions = {}): Promise<WebSocket> {
    const url = `${server.url.replace('http', 'ws')}panel`;
    const socket = new WebSocket(url, { headers: { origin: server.url.slice(0, -1) }, ...options });
    sockets.push(socket);
    await new Promise((resolve, reject) => {
      socket.once('open', resolve);
      socket.once('error', reject);
    });
    return socket;
  }
  const closeCode = (socket: WebSocket) => new Promise<number>((resolve) => socket.once('close', resolve));
  async function until(isMet: () => boolean): Promise<void> {
    while (!isMet()) await sleep(5);
  }

  it('is disconnected with code 4408 when errors wait for it, and is sent nothing more', async () => {
    const socket = await open();
    const closed = closeCode(socket);
    socket.pause();
    for (let n = 0; n < 300; n++) {
      if (server.clients === 0) break;
      socket.send(JSON.stringify({ type: 'turn', steps: 1 }));
      socket.pong();
      await sleep(2);
    }
    await until(() => server.clients === 0);
    socket.resume();
    expect(await closed).toBe(4408);
  });

  it('is disconnected when it answers pings but leaves the state unread', async () => {
    const socket = await open();
    const closed = closeCode(socket);
    socket.pause();
    const ponging = setInterval(() => {
      message = `${LONG}${Math.random()}`;
      if (socket.readyState === WebSocket.OPEN) socket.pong();
    }, 20);
    await until(() => server.clients === 0);
    clearInterval(ponging);
    socket.resume();
    expect(await closed).toBe(4408);
  });

  it('is disconnected with code 1008 when it floods pings, which a few are answered of', async () => {
    const socket = await open();
    const closed = closeCode(socket);
    let pongs = 0;
    socket.on('pong', () => pongs++);
    socket.ping('hello');
    await until(() => pongs === 1);
    for (let n = 0; n < 5000; n++) socket.ping();
    expect(await closed).toBe(1008);
    expect(pongs).toBeLessThan(2000);
  });

  it('leaves a client connected that reads', async () => {
    const socket = await open();
    let errors = 0;
    socket.on('message', (data) => {
      if (data.toString().includes('"error"')) errors++;
    });
    for (let n = 0; n < 100; n++) {
      socket.send(JSON.stringify({ type: 'turn', steps: 1 }));
      await sleep(2);
    }
    await until(() => errors === 100);
    expect(server.clients).toBe(1);
  });
});
