import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { describe, expect, it, onTestFinished } from 'vitest';
import { WebSocket } from 'ws';
import { readBank } from '../../src/descriptors/bank/read-bank.ts';
import { loadSound } from '../../src/descriptors/sound-file.ts';
import { distance, rms } from '../families/sinc-nsf/test-model.ts';
import './built-thread.ts';

const ROOT = fileURLToPath(new URL('../../', import.meta.url));
const FOLDER = mkdtempSync(join(tmpdir(), 'neurorack-knob-'));
const { sets } = await readBank(join(ROOT, 'banks/factory.nrbank'));
const [first, second, third] = sets.map(({ name }) => name);

function command(...args: string[]) {
  const child = spawn(process.execPath, [join(ROOT, 'bin/neurorack.js'), ...args], {
    env: { ...process.env, NEURORACK_HOME: mkdtempSync(join(tmpdir(), 'neurorack-home-')) },
  });
  onTestFinished(() => void child.kill('SIGKILL'));
  return child;
}

function performanceFile(name: string, text: string): string {
  const file = join(FOLDER, name);
  writeFileSync(file, text);
  return file;
}

/** Starts the instrument and connects a client that follows its sets and display. */
async function startClient(...args: string[]) {
  const child = command(...args);
  const url = await new Promise<string>((resolve) => {
    child.stdout.on('data', (chunk) => {
      const found = /panel: (\S+)/.exec(String(chunk));
      if (found) resolve(found[1]);
    });
  });
  const socket = new WebSocket(`${url.replace('http', 'ws')}panel`, { headers: { origin: url.slice(0, -1) } });
  let [setA, setB, display, isLive] = ['', '', '', false];
  socket.on('message', (data, isBinary) => {
    const message = isBinary ? { type: 'sound' } : JSON.parse(data.toString());
    if (message.type === 'state') [setA, setB, isLive] = [message.setA, message.setB, message.isLive];
    if (message.type === 'oled') display = message.data;
  });
  await once(socket, 'open');
  return {
    send: (action: unknown) => socket.send(JSON.stringify(action)),
    /** Waits until the model plays and sets A and B have these names; the test runner's time limit ends the wait. */
    until: async (a: string, b: string) => {
      while (!isLive || setA !== a || setB !== b) await new Promise((resolve) => setTimeout(resolve, 10));
    },
    /** Number of lit pixels in rows of the display. */
    lit: (from: number, to: number) =>
      Buffer.from(display, 'base64')
        .subarray(128 * from, 128 * to)
        .reduce((sum, pixel) => sum + pixel, 0),
  };
}

describe('the knob', () => {
  it('selects set A from a client, set B after a push, set A again after a long push; the display marks the slot', async () => {
    const client = await startClient('start', '--headless', '--port', '0', '--set', first, '--set-b', first);
    await client.until(first, first);
    expect(client.lit(12, 20)).toBeGreaterThan(client.lit(21, 29));
    client.send({ type: 'turn', steps: 1 });
    await client.until(second, first);
    client.send({ type: 'button', isDown: true });
    client.send({ type: 'button', isDown: false });
    client.send({ type: 'turn', steps: 2 });
    await client.until(second, third);
    client.send({ type: 'button', isDown: true });
    await new Promise((resolve) => setTimeout(resolve, 700));
    client.send({ type: 'button', isDown: false });
    client.send({ type: 'turn', steps: -1 });
    await client.until(first, third);
  });

  it('selects sets in a live performance', async () => {
    const file = performanceFile('live.perf', '0.1 knob +1\n0.2 push\n0.4 knob +2\n20 end');
    const sides = ['--set', first, '--set-b', first];
    const client = await startClient('run', '--audio', 'browser', '--perform', file, ...sides);
    await client.until(second, third);
  });

  it('selects sets in a performance written to a file: the same samples as with those sets from the start', async () => {
    const write = async (name: string, knob: string, ...sides: string[]) => {
      const wav = join(FOLDER, `${name}.wav`);
      const file = performanceFile(`${name}.perf`, `${knob}0.1 cv1 1\n0.2 gate1 tap\n0.6 end`);
      const child = command('run', '--perform', file, '--audio', `wav:${wav}`, ...sides);
      expect((await once(child, 'exit'))[0]).toBe(0);
      return (await loadSound(wav)).samples;
    };
    const turned = await write('turned', '0 knob +1\n0 push\n0.15 knob +2\n', '--set', first, '--set-b', first);
    const named = await write('named', '', '--set', second, '--set-b', third);
    expect(rms(named)).toBeGreaterThan(1e-3);
    expect(distance(turned, named)).toBe(0);
  });
});
