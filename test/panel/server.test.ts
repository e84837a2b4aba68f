import { mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { WebSocket } from 'ws';
import { NeurorackError } from '../../src/contracts/errors.ts';
import type { PanelInstrument } from '../../src/panel/instrument.ts';
import type { PanelAction, PanelMessage } from '../../src/panel/protocol.ts';
import { type PanelServer, startPanelServer } from '../../src/panel/server.ts';

function createFakeInstrument() {
  const acted: PanelAction[] = [];
  let setA = 'boom';
  let waiting: number[] = [];
  let frame = 0;
  const instrument: PanelInstrument = {
    hello: {
      type: 'hello',
      version: '1',
      board: 'fake',
      sampleRate: 44_100,
      sink: 'browser',
      cvs: [],
      sets: ['boom', 'bell'],
      models: ['impacts'],
    },
    state: () => ({
      type: 'state',
      model: 'impacts',
      setA,
      setB: 'bell',
      gateMode: 'one-shot',
      loopMode: 'resynthesis',
      volts: [0, 0, 0, 0],
      gates: [false, false],
      isLive: true,
      message: null,
    }),
    meters: () => ({
      type: 'meters',
      load: 0.1,
      blockP99Us: 1,
      block: 256,
      underruns: 0,
      ownMisses: 0,
      schedulingMisses: 0,
      faults: 0,
      latencyMs: 1,
      deviceMs: 0,
      isRealtime: true,
      rssMb: 1,
      temperatureC: null,
    }),
    oled: () => ({ type: 'oled', width: 1, height: 1, depth: 1, data: 'AA==' }),
    act: (action) => {
      acted.push(action);
      if (action.type !== 'sets') return;
      if (action.setA === 'nothing') throw new NeurorackError('bad-input', 'no such set', { remedy: 'choose boom' });
      setA = action.setA ?? setA;
    },
    takeSound: () => {
      const samples = Float32Array.from(waiting.splice(0));
      frame += samples.length;
      return { frame: frame - samples.length, samples };
    },
  };
  return {
    instrument,
    acted,
    sound: (...samples: number[]) => {
      waiting = [...waiting, ...samples];
    },
  };
}

describe('the panel server', () => {
  let server: PanelServer;
  let fake: ReturnType<typeof createFakeInstrument>;
  beforeEach(async () => {
    const folder = mkdtempSync(join(tmpdir(), 'neurorack-panel-'));
    writeFileSync(join(folder, 'index.html'), '<!doctype html><title>neurorack</title>');
    writeFileSync(join(folder, 'player.js'), 'x');
    fake = createFakeInstrument();
    server = await startPanelServer({ instrument: fake.instrument, folder, port: 0 });
  });
  afterEach(() => server.close());

  const address = (): string => server.url.replace('http', 'ws');

  /** A page: what it was sent, and a way to wait for some of it. */
  async function open(headers: Record<string, string> = { origin: server.url.slice(0, -1) }) {
    const socket = new WebSocket(`${address()}panel`, { headers });
    const messages: PanelMessage[] = [];
    const sounds: Buffer[] = [];
    socket.on('message', (data, isBinary) => {
      if (isBinary) sounds.push(data as Buffer);
      else messages.push(JSON.parse(data.toString()));
    });
    await new Promise<void>((resolve, reject) => {
      socket.once('open', resolve);
      socket.once('error', reject);
    });
    const until = async (isThere: () => boolean): Promise<void> => {
      while (!isThere()) await sleep(5);
    };
    return { socket, messages, sounds, until, send: (message: unknown) => socket.send(JSON.stringify(message)) };
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
    const { messages, until, send } = await open();
    await until(() => messages.length >= 4);
    expect(messages.slice(0, 4).map(({ type }) => type)).toEqual(['hello', 'state', 'oled', 'meters']);
    send({ type: 'sets', setA: 'bell' });
    await until(() => messages.some((message) => message.type === 'state' && message.setA === 'bell'));
  });

  it('does what pages ask for, in order', async () => {
    const { send, until } = await open();
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
    ['not even an object'],
  ])('refuses %j', async (message) => {
    const { send, messages, until } = await open();
    send(message);
    await until(() => messages.some(({ type }) => type === 'refused'));
    expect(fake.acted).toEqual([]);
  });

  it('says why the instrument refuses', async () => {
    const { send, messages, until } = await open();
    send({ type: 'sets', setA: 'nothing' });
    await until(() => messages.some(({ type }) => type === 'refused'));
    expect(messages.find(({ type }) => type === 'refused')).toMatchObject({ message: 'no such set: choose boom' });
  });

  it('sends sound to pages that listen, and to no others', async () => {
    const [listener, other] = [await open(), await open()];
    listener.send({ type: 'listen', isOn: true });
    await sleep(50);
    fake.sound(0.25, -0.5);
    await listener.until(() => listener.sounds.length > 0);
    const [message] = listener.sounds;
    expect([message.readUInt32LE(0), message.readUInt32LE(4)]).toEqual([0, 44_100]);
    expect([message.readFloatLE(8), message.readFloatLE(12)]).toEqual([0.25, -0.5]);
    expect(other.sounds).toEqual([]);
  });

  it('lets no page of another origin in, nor one without', async () => {
    await expect(open({ origin: 'http://evil.example' })).rejects.toThrow('403');
    await expect(open({})).rejects.toThrow('403');
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
