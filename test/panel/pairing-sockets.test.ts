import { mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { WebSocket } from 'ws';
import { createPairing, type Pairing } from '../../src/panel/pairing.ts';
import { type PanelServer, startPanelServer } from '../../src/panel/server.ts';
import { createSessions } from '../../src/panel/session-store.ts';
import { createFakeInstrument, type FakeInstrument } from './fake-instrument.ts';

describe('the door of a panel on a network', () => {
  let server: PanelServer;
  let fake: FakeInstrument;
  let pairing: Pairing;
  const folder = mkdtempSync(join(tmpdir(), 'neurorack-door-'));
  writeFileSync(join(folder, 'index.html'), '<!doctype html><title>neurorack</title>');
  beforeEach(async () => {
    fake = createFakeInstrument();
    pairing = createPairing({ sessions: createSessions(), generateCode: () => '482913' });
    const { instrument } = fake;
    server = await startPanelServer({ instrument, folder, port: 0, pairing, isTrusted: () => false });
  });
  afterEach(() => server.close());

  async function until(isSo: () => boolean): Promise<void> {
    while (!isSo()) await sleep(5);
  }

  const origin = (): string => server.url.slice(0, -1);
  const post = (path: string, body?: unknown, headers: Record<string, string> = {}) =>
    fetch(`${origin()}${path}`, {
      method: 'POST',
      headers: { origin: origin(), ...headers },
      ...(body !== undefined && { body: JSON.stringify(body) }),
    });

  /** A page's cookie, after it has typed in the code. */
  async function pair(): Promise<string> {
    await post('/pair/ask');
    const answer = await post('/pair', { code: '482913' });
    expect(answer.status).toBe(200);
    return answer.headers.get('set-cookie') ?? '';
  }

  async function open(cookie: string | undefined) {
    const headers = { origin: origin(), ...(cookie !== undefined && { cookie: cookie.split(';')[0] }) };
    const socket = new WebSocket(`${server.url.replace('http', 'ws')}panel`, { headers });
    const told: string[] = [];
    socket.on('message', (data) => told.push(data.toString()));
    const closed = new Promise<number>((resolve) => socket.once('close', resolve));
    await new Promise((resolve, reject) => {
      socket.once('open', resolve);
      socket.once('error', reject);
    });
    return { socket, told, closed, send: (message: unknown) => socket.send(JSON.stringify(message)) };
  }

  it('is not opened without a pairing', async () => {
    const { instrument } = fake;
    await expect(startPanelServer({ instrument, folder, port: 0, host: '0.0.0.0' })).rejects.toMatchObject({
      kind: 'bad-config',
      message: 'everyone who reaches 0.0.0.0 could play',
    });
  });

  it('shows everyone the page, and answers nothing else: 401, and a socket that is closed as unpaired', async () => {
    expect((await fetch(server.url)).status).toBe(200);
    const answer = await fetch(`${server.url}banks`);
    expect(answer.status).toBe(401);
    expect(await answer.json()).toMatchObject({ remedy: 'type in the code that its display shows' });
    const { closed, told, send } = await open(undefined);
    send({ type: 'gate', gate: 0, isHigh: true });
    expect(await closed).toBe(4401);
    expect([told, fake.acted, server.clients]).toEqual([[], [], 0]);
  });

  it('lets a page in that types the code, by a cookie which no script and no other site gets at', async () => {
    const asked = await post('/pair/ask');
    expect(await asked.json()).toMatchObject({ kind: 'shown', seconds: 120 });
    expect(pairing.message()).toBe('code for a new page: 482-913');
    const cookie = await pair();
    expect(cookie).toMatch(/^neurorack-page=[\w-]{43}; Max-Age=34560000; Path=\/; HttpOnly; SameSite=Strict$/);
    const { told } = await open(cookie);
    await until(() => told.length > 0);
    expect(JSON.parse(told[0])).toMatchObject({ type: 'hello' });
  });

  it('says how many tries are left, then how long to wait', async () => {
    await post('/pair/ask');
    const answers = [];
    for (let n = 0; n < 5; n++) answers.push(await post('/pair', { code: '000000' }));
    expect(answers.map(({ status }) => status)).toEqual([401, 401, 401, 401, 429]);
    expect(await answers[0].json()).toEqual({ kind: 'wrong', triesLeft: 4 });
    expect((await post('/pair', { code: '482913' })).status).toBe(429);
    expect((await post('/pair/ask')).status).toBe(429);
  });

  it.each([[{ code: 482913 }], [{ code: '48291' }], [{}], ['482913'], [{ code: '482913', more: 1 }]])(
    'takes no %j for a code, nor counts it as a try',
    async (body) => {
      await post('/pair/ask');
      expect((await post('/pair', body)).status).toBe(400);
      expect(pairing.enterCode('000000')).toEqual({ kind: 'wrong', triesLeft: 4 });
    },
  );

  it('reads no more of a code than a code can have', async () => {
    expect((await post('/pair', { code: '1'.repeat(5000) })).status).toBe(413);
  });

  it('takes no code from a page of another site', async () => {
    await post('/pair/ask');
    expect((await post('/pair', { code: '482913' }, { origin: 'http://evil.example' })).status).toBe(403);
    expect((await post('/pair/ask', undefined, { origin: 'http://evil.example' })).status).toBe(403);
  });

  it('shows all pages the door when they are forgotten, and lets go of what they held', async () => {
    const { send, closed } = await open(await pair());
    send({ type: 'gate', gate: 0, isHigh: true });
    await until(() => fake.acted.length === 1);
    pairing.sessions.revokeAll();
    expect(fake.acted[1]).toEqual({ type: 'gate', gate: 0, isHigh: false });
    expect(await closed).toBe(4401);
  });

  it('cuts a page that floods, lets go of its gate, and hears the other', async () => {
    const cookie = await pair();
    const [flooder, other] = [await open(cookie), await open(cookie)];
    flooder.send({ type: 'gate', gate: 0, isHigh: true });
    for (let n = 0; n < 5000; n++) flooder.send({ type: 'turn', steps: 1 });
    flooder.send({ type: 'gate', gate: 1, isHigh: true });
    expect(await flooder.closed).toBe(1008);
    const turns = fake.acted.filter(({ type }) => type === 'turn').length;
    // The burst, and what time gave back meanwhile.
    expect(turns).toBeGreaterThanOrEqual(799);
    expect(turns).toBeLessThan(5000);
    expect(fake.acted.filter(({ type }) => type === 'gate')).toEqual([
      { type: 'gate', gate: 0, isHigh: true },
      { type: 'gate', gate: 0, isHigh: false },
    ]);
    other.send({ type: 'cv', channel: 0, volts: 1 });
    await until(() => fake.acted.some(({ type }) => type === 'cv'));
    expect(server.clients).toBe(1);
  });
});
