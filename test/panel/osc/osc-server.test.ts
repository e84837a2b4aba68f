import { createSocket } from 'node:dgram';
import { once } from 'node:events';
import { setTimeout as sleep } from 'node:timers/promises';
import { describe, expect, it, onTestFinished } from 'vitest';
import { WebSocket } from 'ws';
import { createAllowList } from '../../../src/panel/osc/allow-list.ts';
import { decodeOsc, encodeOsc } from '../../../src/panel/osc/osc-codec.ts';
import { type OscServerOptions, startOscServer } from '../../../src/panel/osc/osc-server.ts';
import { namedErrorOf } from '../../../testing/named-error.ts';
import { createFakeInstrument } from '../fake-instrument.ts';

const CV = encodeOsc('/neurorack/cv/2', [{ type: 'f', value: 1.5 }]);
const GATE_ON = encodeOsc('/neurorack/gate/1', [{ type: 'i', value: 1 }]);

async function startServer(options: Partial<OscServerOptions> = {}) {
  const { instrument, actions } = createFakeInstrument();
  const server = await startOscServer({
    instrument,
    sound: () => ({ level: 0.5, descriptors: { f0: 440 } }),
    onMessage: () => undefined,
    port: 0,
    ...options,
  });
  onTestFinished(() => server.close());
  const until = async (isReached: () => boolean): Promise<void> => {
    while (!isReached()) await sleep(5);
  };
  return { server, actions, until };
}

async function openUdp() {
  const socket = createSocket('udp4');
  onTestFinished(() => void socket.close());
  const received: Uint8Array[] = [];
  socket.on('message', (packet) => received.push(packet));
  socket.bind(0, '127.0.0.1');
  await once(socket, 'listening');
  return { socket, received };
}

describe('OSC over the network', () => {
  it('plays by UDP, and sends level and descriptors to a subscriber about 30 times a second', async () => {
    const { server, actions, until } = await startServer();
    const { socket, received } = await openUdp();
    socket.send(CV, server.port, '127.0.0.1');
    await until(() => actions.length === 1);
    expect(actions).toEqual([{ type: 'cv', channel: 1, volts: 1.5 }]);
    await sleep(100);
    expect(received).toEqual([]);
    socket.send(encodeOsc('/neurorack/subscribe', []), server.port, '127.0.0.1');
    await until(() => received.length >= 3);
    expect(decodeOsc(received[0])).toEqual([
      { address: '/neurorack/out/level', args: [0.5] },
      { address: '/neurorack/out/f0', args: [440] },
    ]);
  });

  it('plays by WebSocket at the same port, sends there, and releases the gates of a client that disconnects', async () => {
    const { server, actions, until } = await startServer();
    const socket = new WebSocket(`ws://127.0.0.1:${server.port}/`);
    const [packet] = await once(socket, 'message');
    expect(decodeOsc(packet)?.[0]).toEqual({ address: '/neurorack/out/level', args: [0.5] });
    socket.send(GATE_ON);
    await until(() => actions.length === 1);
    socket.close();
    await until(() => actions.length === 2);
    expect(actions.map((action) => action.type === 'gate' && action.isHigh)).toEqual([true, false]);
  });

  it('refuses the WebSocket of a page of another site, and counts it', async () => {
    const { server } = await startServer();
    for (const headers of [{ origin: 'http://elsewhere.example' }, { origin: 'null' }, { host: 'elsewhere.example' }]) {
      const socket = new WebSocket(`ws://127.0.0.1:${server.port}/`, { headers });
      const [error] = await once(socket, 'error');
      expect(String(error)).toContain('403');
    }
    expect(server.counts.foreign).toBe(3);
    const own = new WebSocket(`ws://127.0.0.1:${server.port}/`, { headers: { origin: 'http://127.0.0.1:4880' } });
    await once(own, 'open');
    own.close();
  });

  it('sends to the receivers of the command line without a subscription', async () => {
    const { socket, received } = await openUdp();
    const { until } = await startServer({ sendTo: [{ address: '127.0.0.1', port: socket.address().port }] });
    await until(() => received.length >= 2);
  });

  it('counts 5000 messages of a flood that arrive, and drops none of them', async () => {
    const { server, actions, until } = await startServer();
    const socket = new WebSocket(`ws://127.0.0.1:${server.port}/`);
    await once(socket, 'open');
    for (let n = 0; n < 5000; n++) socket.send(CV);
    await until(() => server.counts.messages === 5000);
    expect(actions.length).toBe(5000);
    socket.close();
  });

  it('opens to other computers only with addresses that may play', async () => {
    const noList = await namedErrorOf(() => startServer({ host: '0.0.0.0' }));
    expect([noList.kind, noList.message]).toEqual(['usage', expect.stringContaining('--osc-host 0.0.0.0')]);
    const badList = await namedErrorOf(() => startServer({ allowed: ['192.168.1.0/99'] }));
    expect([badList.kind, badList.message]).toEqual(['usage', expect.stringContaining("'192.168.1.0/99'")]);
    const { server } = await startServer({ host: '0.0.0.0', allowed: ['192.0.2.0/24'] });
    expect(server.port).toBeGreaterThan(0);
  });

  it('allows this computer, listed addresses and networks, and nothing else', () => {
    const isAllowed = createAllowList(['192.0.2.7', '10.1.0.0/16', '2001:db8::/32']);
    for (const address of ['127.0.0.1', '::1', '::ffff:192.0.2.7', '10.1.255.3', '2001:db8::5%eth0']) {
      expect(isAllowed(address)).toBe(true);
    }
    for (const address of ['192.0.2.8', '10.2.0.1', '2001:db9::5', 'elsewhere', '', undefined]) {
      expect(isAllowed(address)).toBe(false);
    }
  });
});
