import { mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { type ClientOptions, WebSocket } from 'ws';
import { DEFAULT_CONTROL_SETTINGS } from '../../src/control/settings.ts';
import type { ServerMessage } from '../../src/panel/protocol.ts';
import { type PanelServer, startPanelServer } from '../../src/panel/server.ts';
import { createFakeInstrument, type FakeInstrument } from './fake-instrument.ts';

describe('the panel server', () => {
  let server: PanelServer;
  let fake: FakeInstrument;
  beforeEach(async () => {
    const folder = mkdtempSync(join(tmpdir(), 'neurorack-panel-'));
    writeFileSync(join(folder, 'index.html'), '<!doctype html><title>neurorack</title>');
    writeFileSync(join(folder, 'player.js'), 'x');
    fake = createFakeInstrument();
    server = await startPanelServer({ instrument: fake.instrument, folder, port: 0 });
  });
  afterEach(() => server.close());

  const address = (): string => server.url.replace('http', 'ws');

  /** Waits until something is so; the test's own time limit ends it. */
  async function until(isSo: () => boolean): Promise<void> {
    while (!isSo()) await sleep(5);
  }

  /** A page: what it was sent, and a way to send. */
  async function open(
    headers: Record<string, string> = { origin: server.url.slice(0, -1) },
    options: ClientOptions = {},
  ) {
    const socket = new WebSocket(`${address()}panel`, { headers, ...options });
    const messages: ServerMessage[] = [];
    const sounds: Buffer[] = [];
    socket.on('message', (data, isBinary) => {
      if (isBinary) sounds.push(data as Buffer);
      else messages.push(JSON.parse(data.toString()));
    });
    await new Promise<void>((resolve, reject) => {
      socket.once('open', resolve);
      socket.once('error', reject);
    });
    return { socket, messages, sounds, send: (message: unknown) => socket.send(JSON.stringify(message)) };
  }

  it('serves the page with its type and headers, and nothing outside its folder', async () => {
    const page = await fetch(server.url);
    expect(page.headers.get('content-type')).toContain('text/html');
    expect(page.headers.get('content-security-policy')).toContain("default-src 'self'");
    expect(page.headers.get('x-content-type-options')).toBe('nosniff');
    expect((await fetch(`${server.url}player.js`)).headers.get('content-type')).toContain('javascript');
    expect((await fetch(`${server.url}..%2f..%2fetc%2fpasswd`)).status).toBe(404);
  });

  it('tells a new page all there is, then what changes', async () => {
    const { messages, send } = await open();
    await until(() => messages.length >= 7);
    expect(messages.slice(0, 7).map(({ type }) => type)).toEqual([
      'hello',
      'sets',
      'map',
      'state',
      'settings',
      'oled',
      'meters',
    ]);
    send({ type: 'sets', setA: 'Rim' });
    await until(() => messages.some((message) => message.type === 'state' && message.setA === 'Rim'));
  });

  it('tells every page of settings that one of them, or the knob, has changed', async () => {
    const [one, other] = [await open(), await open()];
    one.send({ type: 'depth', jack: 'cv1', destination: 'pitch', depth: 0.5 });
    const isTold = (depth: number) => (message: ServerMessage) =>
      message.type === 'settings' && message.depths.cv1.pitch === depth;
    await until(() => other.messages.some(isTold(0.5)));
    fake.configure({
      ...DEFAULT_CONTROL_SETTINGS,
      depths: { ...DEFAULT_CONTROL_SETTINGS.depths, cv1: { pitch: 0.25 } },
    });
    await until(() => one.messages.some(isTold(0.25)) && other.messages.some(isTold(0.25)));
  });

  it('tells of the jacks to pages that inspect them, and to no others', async () => {
    const [inspector, other] = [await open(), await open()];
    inspector.send({ type: 'inspect', isOn: true });
    inspector.send({ type: 'calibrate', jack: 'cv2', volts: 5 });
    await until(() => inspector.messages.some((one) => one.type === 'jacks' && one.jacks[1].measuringVolts === 5));
    expect(other.messages.some(({ type }) => type === 'jacks')).toBe(false);
  });

  it('does what pages ask for, in order', async () => {
    const { send } = await open();
    send({ type: 'cv', channel: 2, volts: -3.5 });
    send({ type: 'gate', gate: 0, isHigh: true });
    send({ type: 'turn', steps: -2 });
    await until(() => fake.acted.length === 3);
    expect(fake.acted.map(({ type }) => type)).toEqual(['cv', 'gate', 'turn']);
  });

  it.each([
    [{ type: 'cv', channel: 4, volts: 1 }],
    [{ type: 'cv', channel: 0, volts: 1e9 }],
    [{ type: 'gate', gate: 0, isHigh: 'yes' }],
    [{ type: 'gate', gate: 0, isHigh: true, extra: 1 }],
    [{ type: 'shutdown' }],
    [{ type: 'depth', jack: 'cv1', destination: '__proto__', depth: 1 }],
    [{ type: 'depth', jack: 'cv1', destination: 'pitch', depth: 1.5 }],
    [{ type: 'range', jack: 'cv5', range: '0-5' }],
    [{ type: 'base', destination: 'level', value: 1e300 }],
    [{ type: 'calibrate', jack: 'cv1', volts: 99 }],
    ['not even an object'],
  ])('refuses %j', async (message) => {
    const { send, messages } = await open();
    send(message);
    await until(() => messages.some(({ type }) => type === 'refused'));
    expect(fake.acted).toEqual([]);
  });

  it('says why the instrument refuses', async () => {
    const { send, messages } = await open();
    send({ type: 'sets', setA: 'nothing' });
    await until(() => messages.some(({ type }) => type === 'refused'));
    expect(messages.find(({ type }) => type === 'refused')).toMatchObject({ message: 'no such set: choose Boom' });
  });

  it('sends sound to pages that listen, and to no others', async () => {
    const [listener, other] = [await open(), await open()];
    listener.send({ type: 'listen', isOn: true });
    await sleep(50);
    fake.sound([0.25, -0.5]);
    await until(() => listener.sounds.length > 0);
    const [message] = listener.sounds;
    expect([message.readUInt32LE(0), message.readUInt32LE(4)]).toEqual([0, 44_100]);
    expect([message.readFloatLE(8), message.readFloatLE(12)]).toEqual([0.25, -0.5]);
    expect(other.sounds).toEqual([]);
  });

  it('lets no page of another origin in, nor one without', async () => {
    await expect(open({ origin: 'http://evil.example' })).rejects.toThrow('403');
    await expect(open({})).rejects.toThrow('403');
  });

  it('lets no page in that reaches it by a name of somebody else’s', async () => {
    const host = new URL(server.url).host.replace('localhost', 'rebound.example');
    await expect(open({ origin: `http://${host}`, host })).rejects.toThrow('403');
    const numeric = new URL(server.url).host.replace('localhost', '127.0.0.1');
    expect((await open({ origin: `http://${numeric}`, host: numeric })).socket.readyState).toBe(WebSocket.OPEN);
  });

  it('lets in as many pages as it has places, and one more when one has left', async () => {
    const pages = [];
    for (let n = 0; n < 16; n++) pages.push(await open());
    await expect(open()).rejects.toThrow('403');
    pages[0].socket.close();
    await until(() => server.clients < 16);
    expect((await open()).socket.readyState).toBe(WebSocket.OPEN);
  });

  it('lets go of the gate that a page held which broke off', async () => {
    const { send, socket } = await open();
    send({ type: 'gate', gate: 0, isHigh: true });
    await until(() => fake.acted.length === 1);
    socket.terminate();
    await until(() => fake.acted.length === 2);
    expect(fake.acted[1]).toEqual({ type: 'gate', gate: 0, isHigh: false });
  });

  it('finds out that a page is gone which never said so, and lets go of its gate', async () => {
    await server.close();
    server = await startPanelServer({ instrument: fake.instrument, folder: tmpdir(), port: 0, heartbeatMs: 50 });
    const { send } = await open(undefined, { autoPong: false });
    send({ type: 'gate', gate: 1, isHigh: true });
    await until(() => fake.acted.length === 2);
    expect(fake.acted[1]).toEqual({ type: 'gate', gate: 1, isHigh: false });
    expect(server.clients).toBe(0);
  });

  it('drops the sound of a page that does not read, counts it, and plays on for the others', async () => {
    const [slow, quick] = [await open(), await open()];
    for (const page of [slow, quick]) page.send({ type: 'listen', isOn: true });
    await sleep(50);
    slow.socket.pause();
    const chunk = new Float32Array(65_536);
    while (server.droppedAudioMessages === 0) {
      fake.sound(chunk);
      await sleep(15);
    }
    const before = quick.sounds.length;
    fake.sound([1]);
    await until(() => quick.sounds.length > before);
    slow.socket.terminate();
  });

  it('stays up when the instrument cannot answer, says why, and goes on when it can', async () => {
    const { messages, send } = await open();
    fake.fail(new Error('the engine is gone'));
    await until(() => messages.some(({ type }) => type === 'refused'));
    expect(messages.find(({ type }) => type === 'refused')).toMatchObject({ message: 'the engine is gone' });
    fake.fail(undefined);
    send({ type: 'sets', setB: 'Rim' });
    await until(() => messages.some((message) => message.type === 'state' && message.setB === 'Rim'));
  });

  it('closes though a page does not answer the farewell, and lets go of what it held', async () => {
    const { send, socket } = await open();
    send({ type: 'gate', gate: 0, isHigh: true });
    await until(() => fake.acted.length === 1);
    socket.pause();
    await server.close();
    expect(fake.acted[1]).toEqual({ type: 'gate', gate: 0, isHigh: false });
    await server.close();
    socket.terminate();
  });

  it('ends a connection whose message is too long', async () => {
    const { socket } = await open();
    const closed = new Promise((resolve) => socket.once('close', resolve));
    socket.send('x'.repeat(100_000));
    expect(await closed).toBe(1009);
  });

  it('takes the next port when one is taken', async () => {
    const port = Number(new URL(server.url).port);
    const second = await startPanelServer({ instrument: fake.instrument, folder: tmpdir(), port });
    expect(Number(new URL(second.url).port)).toBeGreaterThan(port);
    await second.close();
  });
});
