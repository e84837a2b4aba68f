import { mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { WebSocket } from 'ws';
import type { ClientList } from '../../src/panel/client-routes.ts';
import { UNPAIRED_CODE } from '../../src/panel/close-codes.ts';
import { createPairing, type Pairing } from '../../src/panel/pairing.ts';
import { type PanelServer, startPanelServer } from '../../src/panel/server.ts';
import { createSessions } from '../../src/panel/session-store.ts';
import { createFakeInstrument, type FakeInstrument } from './fake-instrument.ts';

describe('pairing on a network', () => {
  let server: PanelServer;
  let fake: FakeInstrument;
  let pairing: Pairing;
  const folder = mkdtempSync(join(tmpdir(), 'neurorack-pairing-'));
  writeFileSync(join(folder, 'index.html'), '<!doctype html><title>neurorack</title>');
  beforeEach(async () => {
    fake = createFakeInstrument();
    pairing = createPairing({ sessions: createSessions(), generateCode: () => '482913' });
    const { instrument } = fake;
    server = await startPanelServer({ instrument, folder, port: 0, pairing, isTrusted: () => false });
  });
  afterEach(() => server.close());

  async function until(isMet: () => boolean): Promise<void> {
    while (!isMet()) await sleep(5);
  }

  const origin = (): string => server.url.slice(0, -1);
  const post = (path: string, body?: unknown, headers: Record<string, string> = {}) =>
    fetch(`${origin()}${path}`, {
      method: 'POST',
      headers: { origin: origin(), ...headers },
      ...(body !== undefined && { body: JSON.stringify(body) }),
    });

  /** Pairs a client and returns its cookie. */
  async function pair(): Promise<string> {
    await post('/pair/code');
    const answer = await post('/pair', { code: '482913' });
    expect(answer.status).toBe(200);
    return answer.headers.get('set-cookie') ?? '';
  }

  async function open(cookie: string | undefined, more: Record<string, string> = {}) {
    const headers = { origin: origin(), ...more, ...(cookie !== undefined && { cookie: cookie.split(';')[0] }) };
    const socket = new WebSocket(`${server.url.replace('http', 'ws')}panel`, { headers });
    const received: string[] = [];
    socket.on('message', (data) => received.push(data.toString()));
    const closed = new Promise<number>((resolve) => socket.once('close', resolve));
    await new Promise((resolve, reject) => {
      socket.once('open', resolve);
      socket.once('error', reject);
    });
    return { socket, received, closed, send: (message: unknown) => socket.send(JSON.stringify(message)) };
  }

  it.each(['x-forwarded-for', 'forwarded', 'via', 'x-real-ip'])(
    'is required of clients of a proxy on this computer, by its header %s',
    async (header) => {
      await server.close();
      server = await startPanelServer({ instrument: fake.instrument, folder, port: 0, pairing });
      const proxied = { [header]: '10.0.0.2' };
      expect((await post('/banks/catalog')).status).toBe(404);
      expect((await post('/banks/catalog', undefined, proxied)).status).toBe(401);
      expect(await (await open(undefined, proxied)).closed).toBe(UNPAIRED_CODE);
      const paired = await open(await pair(), proxied);
      await until(() => paired.received.length > 0);
      paired.socket.close();
    },
  );

  it('is revoked for one client: its connection closes, its token is refused, and the other plays on', async () => {
    const [lost, kept] = [await pair(), await pair()];
    const cookieOf = (cookie: string) => ({ cookie: cookie.split(';')[0] });
    const [first, second] = [await open(lost), await open(kept)];
    const listing: ClientList = JSON.parse(
      await (await fetch(`${origin()}/clients`, { headers: cookieOf(lost) })).text(),
    );
    expect(listing.clients.map(({ isOwn }) => isOwn)).toEqual([true, false]);
    expect(JSON.stringify(listing)).not.toMatch(/[0-9a-f]{64}/);
    const [{ id }] = listing.clients;
    // A client that is not paired neither lists nor revokes.
    expect((await fetch(`${origin()}/clients`)).status).toBe(401);
    expect((await post('/clients/revoke', { id })).status).toBe(401);
    for (const guess of [{ id: '0'.repeat(12) }, { id: '' }]) {
      expect((await post('/clients/revoke', guess, cookieOf(kept))).status).toBe(404);
    }
    for (const odd of [{}, { id: 1 }, [], { id, more: 1 }, { id: 'x'.repeat(65) }]) {
      expect((await post('/clients/revoke', odd, cookieOf(kept))).status).toBe(400);
    }
    expect((await post('/clients/revoke', { id }, { ...cookieOf(kept), origin: 'http://evil.example' })).status).toBe(
      403,
    );
    expect((await post('/clients/revoke', { id }, cookieOf(kept))).status).toBe(200);
    expect(await first.closed).toBe(UNPAIRED_CODE);
    // The token is replayed.
    expect(await (await open(lost)).closed).toBe(UNPAIRED_CODE);
    expect((await fetch(`${origin()}/clients`, { headers: cookieOf(lost) })).status).toBe(401);
    const received = second.received.length;
    second.send({ type: 'inspect', isOn: true });
    await until(() => second.received.length > received);
    expect(second.socket.readyState).toBe(WebSocket.OPEN);
    second.socket.close();
  });

  it('is required to listen on a network', async () => {
    const { instrument } = fake;
    await expect(startPanelServer({ instrument, folder, port: 0, host: '0.0.0.0' })).rejects.toMatchObject({
      kind: 'bad-config',
      message: 'without pairing, every computer that reaches 0.0.0.0 could play',
    });
  });

  it('serves the page to unpaired clients and answers everything else with 401 or close code 4401', async () => {
    expect((await fetch(server.url)).status).toBe(200);
    const answer = await fetch(`${server.url}banks`);
    expect(answer.status).toBe(401);
    expect(await answer.json()).toMatchObject({ remedy: 'enter the code shown on its display' });
    const { closed, received, send } = await open(undefined);
    send({ type: 'gate', gate: 0, isHigh: true });
    expect(await closed).toBe(4401);
    expect([received, fake.actions, server.clients]).toEqual([[], [], 0]);
  });

  it('accepts a client that enters the code and sets an HttpOnly, SameSite cookie', async () => {
    const asked = await post('/pair/code');
    expect(await asked.json()).toMatchObject({ kind: 'shown', seconds: 120 });
    expect(pairing.message()).toBe('pairing code: 482-913');
    const cookie = await pair();
    expect(cookie).toMatch(/^neurorack-page=[\w-]{43}; Max-Age=34560000; Path=\/; HttpOnly; SameSite=Strict$/);
    const { received } = await open(cookie);
    await until(() => received.length > 0);
    expect(JSON.parse(received[0])).toMatchObject({ type: 'hello' });
  });

  it('answers wrong codes with the tries left, then with the time to wait', async () => {
    await post('/pair/code');
    const answers = [];
    for (let n = 0; n < 5; n++) answers.push(await post('/pair', { code: '000000' }));
    expect(answers.map(({ status }) => status)).toEqual([401, 401, 401, 401, 429]);
    expect(await answers[0].json()).toEqual({ kind: 'wrong', triesLeft: 4 });
    expect((await post('/pair', { code: '482913' })).status).toBe(429);
    expect((await post('/pair/code')).status).toBe(429);
  });

  it.each([[{ code: 482913 }], [{ code: '48291' }], [{}], ['482913'], [{ code: '482913', more: 1 }]])(
    'rejects %j as malformed and does not count it as a try',
    async (body) => {
      await post('/pair/code');
      expect((await post('/pair', body)).status).toBe(400);
      expect(pairing.enterCode('000000', '127.0.0.1')).toEqual({ kind: 'wrong', triesLeft: 4 });
    },
  );

  it('rejects a body that is longer than any code', async () => {
    expect((await post('/pair', { code: '1'.repeat(5000) })).status).toBe(413);
  });

  it('rejects codes sent from another site', async () => {
    await post('/pair/code');
    expect((await post('/pair', { code: '482913' }, { origin: 'http://evil.example' })).status).toBe(403);
    expect((await post('/pair/code', undefined, { origin: 'http://evil.example' })).status).toBe(403);
  });

  it('disconnects all clients when their sessions are revoked and releases what they held', async () => {
    const { send, closed } = await open(await pair());
    send({ type: 'gate', gate: 0, isHigh: true });
    await until(() => fake.actions.length === 1);
    pairing.sessions.revokeAll();
    expect(fake.actions[1]).toEqual({ type: 'gate', gate: 0, isHigh: false });
    expect(await closed).toBe(4401);
  });

  it('disconnects a flooding client, releases its gate and keeps serving the others', async () => {
    const cookie = await pair();
    const [flooder, other] = [await open(cookie), await open(cookie)];
    flooder.send({ type: 'gate', gate: 0, isHigh: true });
    for (let n = 0; n < 5000; n++) flooder.send({ type: 'turn', steps: 1 });
    flooder.send({ type: 'gate', gate: 1, isHigh: true });
    expect(await flooder.closed).toBe(1008);
    const turns = fake.actions.filter(({ type }) => type === 'turn').length;
    // The burst, and the tokens refilled meanwhile.
    expect(turns).toBeGreaterThanOrEqual(799);
    expect(turns).toBeLessThan(5000);
    expect(fake.actions.filter(({ type }) => type === 'gate')).toEqual([
      { type: 'gate', gate: 0, isHigh: true },
      { type: 'gate', gate: 0, isHigh: false },
    ]);
    other.send({ type: 'cv', channel: 0, volts: 1 });
    await until(() => fake.actions.some(({ type }) => type === 'cv'));
    expect(server.clients).toBe(1);
  });
});
