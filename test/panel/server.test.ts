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

  /** Waits for a condition, at most until the test times out. */
  async function until(isMet: () => boolean): Promise<void> {
    while (!isMet()) await sleep(5);
  }

  /** Connects a client: the messages it received, and a way to send. */
  async function open(
    headers: Record<string, string> = { origin: server.url.slice(0, -1) },
    options: ClientOptions = {},
  ) {
    const socket = new WebSocket(`${address()}panel`, { headers, ...options });
    const messages: ServerMessage[] = [];
    const audio: Buffer[] = [];
    socket.on('message', (data, isBinary) => {
      if (isBinary) audio.push(data as Buffer);
      else messages.push(JSON.parse(data.toString()));
    });
    await new Promise<void>((resolve, reject) => {
      socket.once('open', resolve);
      socket.once('error', reject);
    });
    return { socket, messages, audio, send: (message: unknown) => socket.send(JSON.stringify(message)) };
  }

  it('serves the page with its headers, and nothing outside its folder', async () => {
    const page = await fetch(server.url);
    expect(page.headers.get('content-type')).toContain('text/html');
    expect(page.headers.get('content-security-policy')).toContain("default-src 'self'");
    expect(page.headers.get('x-content-type-options')).toBe('nosniff');
    expect((await fetch(`${server.url}player.js`)).headers.get('content-type')).toContain('javascript');
    expect((await fetch(`${server.url}..%2f..%2fetc%2fpasswd`)).status).toBe(404);
  });

  it('sends the whole state to a new client, then the changes', async () => {
    const { messages, send } = await open();
    await until(() => messages.length >= 9);
    expect(messages.slice(0, 9).map(({ type }) => type)).toEqual([
      'hello',
      'sets',
      'map',
      'latents',
      'state',
      'settings',
      'oled',
      'meters',
      'midi',
    ]);
    send({ type: 'sets', setA: 'Rim' });
    await until(() => messages.some((message) => message.type === 'state' && message.setA === 'Rim'));
  });

  it('sends settings changed by one client or by the knob to every client', async () => {
    const [one, other] = [await open(), await open()];
    one.send({ type: 'depth', jack: 'cv1', destination: 'pitch', depth: 0.5 });
    const hasDepth = (depth: number) => (message: ServerMessage) =>
      message.type === 'settings' && message.depths.cv1.pitch === depth;
    await until(() => other.messages.some(hasDepth(0.5)));
    fake.configure({
      ...DEFAULT_CONTROL_SETTINGS,
      depths: { ...DEFAULT_CONTROL_SETTINGS.depths, cv1: { pitch: 0.25 } },
    });
    await until(() => one.messages.some(hasDepth(0.25)) && other.messages.some(hasDepth(0.25)));
  });

  it('sends jack readings only to clients that inspect the jacks', async () => {
    const [inspector, other] = [await open(), await open()];
    inspector.send({ type: 'inspect', isOn: true });
    inspector.send({ type: 'calibrate', jack: 'cv2', volts: 5 });
    await until(() => inspector.messages.some((one) => one.type === 'jacks' && one.jacks[1].measuringVolts === 5));
    expect(other.messages.some(({ type }) => type === 'jacks')).toBe(false);
  });

  it('dispatches the actions of a client in order', async () => {
    const { send } = await open();
    send({ type: 'cv', channel: 2, volts: -3.5 });
    send({ type: 'gate', gate: 0, isHigh: true });
    send({ type: 'turn', steps: -2 });
    await until(() => fake.actions.length === 3);
    expect(fake.actions.map(({ type }) => type)).toEqual(['cv', 'gate', 'turn']);
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
  ])('rejects %j with an error', async (message) => {
    const { send, messages } = await open();
    send(message);
    await until(() => messages.some(({ type }) => type === 'error'));
    expect(fake.actions).toEqual([]);
  });

  it('sends the reason when the instrument rejects an action', async () => {
    const { send, messages } = await open();
    send({ type: 'sets', setA: 'nothing' });
    await until(() => messages.some(({ type }) => type === 'error'));
    expect(messages.find(({ type }) => type === 'error')).toMatchObject({ message: 'no such set: choose Boom' });
  });

  it('sends audio only to clients that listen', async () => {
    const [listener, other] = [await open(), await open()];
    listener.send({ type: 'listen', isOn: true });
    await until(() => fake.listening.length === 1);
    fake.playAudio([0.25, -0.5]);
    await until(() => listener.audio.length > 0);
    const [message] = listener.audio;
    expect([message.readUInt32LE(0), message.readUInt32LE(4)]).toEqual([0, 44_100]);
    expect([message.readFloatLE(8), message.readFloatLE(12)]).toEqual([0.25, -0.5]);
    expect(other.audio).toEqual([]);
  });

  it('reports the first client that turns the sound on, and the last one that leaves', async () => {
    const [first, second] = [await open(), await open()];
    for (const { send } of [first, second]) send({ type: 'listen', isOn: true });
    await until(() => fake.listening.length === 1);
    first.send({ type: 'listen', isOn: false });
    await sleep(20);
    second.socket.terminate();
    await until(() => fake.listening.length === 2);
    expect(fake.listening).toEqual([true, false]);
  });

  it('rejects clients of another origin or without one', async () => {
    await expect(open({ origin: 'http://evil.example' })).rejects.toThrow('403');
    await expect(open({})).rejects.toThrow('403');
  });

  it('rejects clients that use a foreign host name', async () => {
    const host = new URL(server.url).host.replace('localhost', 'rebound.example');
    await expect(open({ origin: `http://${host}`, host })).rejects.toThrow('403');
    const numeric = new URL(server.url).host.replace('localhost', '127.0.0.1');
    expect((await open({ origin: `http://${numeric}`, host: numeric })).socket.readyState).toBe(WebSocket.OPEN);
  });

  it('accepts 16 clients, and another one after one has left', async () => {
    const clients = [];
    for (let n = 0; n < 16; n++) clients.push(await open());
    await expect(open()).rejects.toThrow('403');
    clients[0].socket.close();
    await until(() => server.clients < 16);
    expect((await open()).socket.readyState).toBe(WebSocket.OPEN);
  });

  it('releases the gate of a client that disconnects', async () => {
    const { send, socket } = await open();
    send({ type: 'gate', gate: 0, isHigh: true });
    await until(() => fake.actions.length === 1);
    socket.terminate();
    await until(() => fake.actions.length === 2);
    expect(fake.actions[1]).toEqual({ type: 'gate', gate: 0, isHigh: false });
  });

  it('detects a client that stops answering and releases its gate', async () => {
    await server.close();
    server = await startPanelServer({ instrument: fake.instrument, folder: tmpdir(), port: 0, heartbeatMs: 50 });
    const { send } = await open(undefined, { autoPong: false });
    send({ type: 'gate', gate: 1, isHigh: true });
    await until(() => fake.actions.length === 2);
    expect(fake.actions[1]).toEqual({ type: 'gate', gate: 1, isHigh: false });
    expect(server.clients).toBe(0);
  });

  it('drops and counts the audio of a client that does not read, and keeps sending to the others', async () => {
    const [slow, quick] = [await open(), await open()];
    for (const client of [slow, quick]) client.send({ type: 'listen', isOn: true });
    await sleep(50);
    slow.socket.pause();
    const chunk = new Float32Array(65_536);
    while (server.droppedAudioMessages === 0) {
      fake.playAudio(chunk);
      await sleep(15);
    }
    const before = quick.audio.length;
    fake.playAudio([1]);
    await until(() => quick.audio.length > before);
    slow.socket.terminate();
  });

  it('reports an error of the instrument and continues afterwards', async () => {
    const { messages, send } = await open();
    fake.fail(new Error('the engine is gone'));
    await until(() => messages.some(({ type }) => type === 'error'));
    expect(messages.find(({ type }) => type === 'error')).toMatchObject({ message: 'the engine is gone' });
    fake.fail(undefined);
    send({ type: 'sets', setB: 'Rim' });
    await until(() => messages.some((message) => message.type === 'state' && message.setB === 'Rim'));
  });

  it('closes although a client does not answer the close frame, and releases what it held', async () => {
    const { send, socket } = await open();
    send({ type: 'gate', gate: 0, isHigh: true });
    await until(() => fake.actions.length === 1);
    socket.pause();
    await server.close();
    expect(fake.actions[1]).toEqual({ type: 'gate', gate: 0, isHigh: false });
    await server.close();
    socket.terminate();
  });

  it('closes a connection whose message is too long', async () => {
    const { socket } = await open();
    const closed = new Promise((resolve) => socket.once('close', resolve));
    socket.send('x'.repeat(100_000));
    expect(await closed).toBe(1009);
  });

  it('uses the next port when the requested one is taken', async () => {
    const port = Number(new URL(server.url).port);
    const second = await startPanelServer({ instrument: fake.instrument, folder: tmpdir(), port });
    expect(Number(new URL(second.url).port)).toBeGreaterThan(port);
    await second.close();
  });
});
