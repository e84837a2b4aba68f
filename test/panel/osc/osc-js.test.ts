import { spawn } from 'node:child_process';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { describe, expect, it, onTestFinished } from 'vitest';
import { startOscServer } from '../../../src/panel/osc/osc-server.ts';
import { createFakeInstrument } from '../fake-instrument.ts';

const PEER = join(import.meta.dirname, 'osc-js-peer.js');

describe('a program that uses osc-js', () => {
  it.each(['udp', 'ws'])('plays the instrument by %s, and reads what it sends', async (how) => {
    const { instrument, actions } = createFakeInstrument({ hasJacks: false });
    const messages: string[] = [];
    const server = await startOscServer({
      instrument,
      port: 0,
      sound: () => ({ level: 0.5, descriptors: { f0: 440 } }),
      onMessage: (sentence) => messages.push(sentence),
    });
    onTestFinished(() => server.close());
    const peer = spawn(process.execPath, [PEER, how, String(server.port)], { stdio: ['ignore', 'pipe', 'inherit'] });
    onTestFinished(() => void peer.kill());
    let received = '';
    peer.stdout.on('data', (chunk) => {
      received += chunk;
    });
    while (!received.includes('/neurorack/out/f0')) await sleep(10);
    expect(
      received
        .split('\n')
        .slice(0, 2)
        .map((line) => JSON.parse(line)),
    ).toEqual([
      { address: '/neurorack/out/level', args: [0.5] },
      { address: '/neurorack/out/f0', args: [440] },
    ]);
    while (actions.length < 7) await sleep(10);
    expect(actions).toEqual([
      { type: 'cv', channel: 0, volts: 2.5 },
      { type: 'cv', channel: 1, volts: -1.25 },
      { type: 'gate', gate: 0, isHigh: true },
      { type: 'gate', gate: 0, isHigh: false },
      { type: 'preset', command: 'recall', name: 'Temple' },
      { type: 'base', destination: 'scrub', value: 0.5 },
      { type: 'base', destination: 'pitch', value: -1 },
    ]);
    expect(messages).toEqual([]);
  });
});
