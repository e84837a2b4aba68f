import { spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { openSystemd } from '@neurorack/common';
import { describe, expect, it, onTestFinished } from 'vitest';
import { startInstrumentIn } from './started-instrument.ts';

const hasPython = spawnSync('python3', ['--version']).status === 0;
const RECEIVER = `
import socket, sys
s = socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM)
s.bind(sys.argv[1].replace('@', '\\0', 1) if sys.argv[1].startswith('@') else sys.argv[1])
print('bound', flush=True)
while True: print(s.recv(4096).decode(), flush=True)
`;

/** Receives datagrams at a Unix socket, as systemd does. */
async function receiveAt(path: string) {
  const child = spawn('python3', ['-c', RECEIVER, path]);
  onTestFinished(() => void child.kill('SIGKILL'));
  let text = '';
  child.stdout.on('data', (chunk) => {
    text += chunk;
  });
  await once(child.stdout, 'data');
  return {
    states: () => text.split('\n').filter((line) => line.includes('=')),
    until: async (count: number, state: string): Promise<void> => {
      while (text.split('\n').filter((line) => line === state).length < count) await sleep(20);
    },
  };
}

const newPath = (): string => join(mkdtempSync(join(tmpdir(), 'neurorack-notify-')), 'notify');

describe.skipIf(!hasPython || process.platform !== 'linux')('a service of systemd (needs python3)', () => {
  it.each([
    ['a socket in a folder', newPath],
    ['an abstract socket', () => `@neurorack-test-${process.pid}`],
  ])('reports when it plays, that it plays on, and its end, to %s', async (_, pathOf) => {
    const path = pathOf();
    const systemd = await receiveAt(path);
    const saved = { ...process.env };
    Object.assign(process.env, { NOTIFY_SOCKET: path, WATCHDOG_USEC: '1500000' });
    const starting = startInstrumentIn(mkdtempSync(join(tmpdir(), 'neurorack-home-')), '--audio', 'null');
    for (const name of ['NOTIFY_SOCKET', 'WATCHDOG_USEC']) {
      if (saved[name] === undefined) delete process.env[name];
    }
    const instrument = await starting;
    await systemd.until(3, 'WATCHDOG=1');
    expect(systemd.states()[0]).toBe('READY=1');
    expect(await instrument.stop()).toBe(0);
    await systemd.until(1, 'STOPPING=1');
    expect(systemd.states().at(-1)).toBe('STOPPING=1');
  });

  it('loses a state that nobody receives, without a fault', () => {
    const manager = openSystemd({ env: { NOTIFY_SOCKET: join(newPath(), 'nowhere') } });
    expect(() => manager?.notify('READY=1')).not.toThrow();
  });
});

describe('the environment of a process', () => {
  it.each([
    [{}, undefined],
    [{ NOTIFY_SOCKET: 'vsock:2:1234' }, undefined],
    [{ NOTIFY_SOCKET: `/${'x'.repeat(200)}` }, undefined],
    [{ NOTIFY_SOCKET: '/x' }, { watchdogMs: undefined }],
    [{ NOTIFY_SOCKET: '/x', WATCHDOG_USEC: '30000000' }, { watchdogMs: 30_000 }],
    [{ NOTIFY_SOCKET: '/x', WATCHDOG_USEC: '30000000', WATCHDOG_PID: '7' }, { watchdogMs: 30_000 }],
    [{ NOTIFY_SOCKET: '/x', WATCHDOG_USEC: '30000000', WATCHDOG_PID: '8' }, { watchdogMs: undefined }],
    [{ NOTIFY_SOCKET: '/x', WATCHDOG_USEC: 'soon' }, { watchdogMs: undefined }],
  ])('%j names a service manager %j, and no child inherits it', (env: NodeJS.ProcessEnv, expected) => {
    const manager = openSystemd({ env, pid: 7 });
    expect(manager === undefined ? undefined : { watchdogMs: manager.watchdogMs }).toEqual(expected);
    expect(env).toEqual({});
  });

  it('sends by a program where the C library cannot be called', () => {
    const sent: string[] = [];
    const send = (text: string) => void sent.push(text);
    const manager = openSystemd({ env: { NOTIFY_SOCKET: '/x' }, open: () => send });
    manager?.notify('READY=1');
    expect(sent).toEqual(['READY=1']);
  });
});
