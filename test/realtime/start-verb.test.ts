import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { describe, expect, it, onTestFinished } from 'vitest';
import { WebSocket } from 'ws';
import { packBank } from '../../src/descriptors/bank/write-bank.ts';
import { impactSet } from '../descriptors/sample-sets.ts';
import './built-thread.ts';

const ROOT = fileURLToPath(new URL('../../', import.meta.url));

/** Switches an instrument on whose memory is in `home`, and connects to it as a page does. */
async function start(home: string, ...words: readonly string[]) {
  const child = spawn(
    process.execPath,
    [join(ROOT, 'bin/neurorack.js'), 'start', '--headless', '--port', '0', ...words],
    {
      env: { ...process.env, NEURORACK_HOME: home },
    },
  );
  onTestFinished(() => void child.kill('SIGKILL'));
  let stderr = '';
  child.stderr.on('data', (chunk) => {
    stderr += chunk;
  });
  const url = await new Promise<string>((resolve) => {
    child.stdout.on('data', (chunk) => {
      const found = /panel: (\S+)/.exec(String(chunk));
      if (found) resolve(found[1]);
    });
  });
  const socket = new WebSocket(`${url.replace('http', 'ws')}panel`, { headers: { origin: url.slice(0, -1) } });
  const states: { setA: string; message: string | null }[] = [];
  socket.on('message', (data, isBinary) => {
    const message = isBinary ? { type: 'sound' } : JSON.parse(data.toString());
    if (message.type === 'state') states.push(message);
  });
  await once(socket, 'open');
  return {
    send: (action: unknown) => socket.send(JSON.stringify(action)),
    until: async (isSo: (state: { setA: string; message: string | null }) => boolean) => {
      while (!states.some(isSo)) await sleep(10);
    },
    said: () => stderr,
    stop: async (): Promise<number> => {
      child.kill('SIGTERM');
      const [code] = await once(child, 'exit');
      return code;
    },
  };
}

describe('neurorack start', () => {
  it('takes sets and a bank, and plays them the next time as well, as long as the bank is there', async () => {
    const home = mkdtempSync(join(tmpdir(), 'neurorack-home-'));
    const file = join(home, 'own.nrbank');
    const hit = impactSet({ name: 'Own hit' });
    writeFileSync(file, packBank({ name: 'own', licence: 'CC0', sets: [impactSet({ name: 'Other' }), hit] }));
    const first = await start(home, '--bank', file, '--set', 'own hit');
    await first.until(({ setA }) => setA === 'Own hit');
    expect(await first.stop()).toBe(0);
    const second = await start(home);
    await second.until(({ setA }) => setA === 'Own hit');
    expect(await second.stop()).toBe(0);
    rmSync(file);
    const third = await start(home);
    await third.until(({ setA }) => setA !== 'Own hit');
    expect(third.said()).toContain(`the bank ${file} is not there any more, the factory bank plays`);
    expect(await third.stop()).toBe(0);
  });

  it('remembers the sets of the last time', async () => {
    const home = mkdtempSync(join(tmpdir(), 'neurorack-home-'));
    const first = await start(home);
    first.send({ type: 'sets', setA: 'Tabla' });
    await first.until(({ setA }) => setA === 'Tabla');
    expect(await first.stop()).toBe(0);
    const second = await start(home);
    await second.until(({ setA }) => setA === 'Tabla');
    expect(await second.stop()).toBe(0);
  });

  it('plays on the defaults when its memory is damaged, keeps the damaged file, and says so', async () => {
    const home = mkdtempSync(join(tmpdir(), 'neurorack-home-'));
    writeFileSync(join(home, 'settings.json'), '{"format": "neurorack-settings", "vers');
    const instrument = await start(home);
    await instrument.until(({ setA }) => setA === 'Boom');
    expect(instrument.said()).toContain('settings.json');
    expect(await instrument.stop()).toBe(0);
    expect(readFileSync(join(home, 'settings.json.damaged-1'), 'utf8')).toContain('neurorack-settings');
  });

  it('plays where it cannot save, says what it could not, and ends with 0 all the same', async () => {
    const file = join(mkdtempSync(join(tmpdir(), 'neurorack-home-')), 'a-file');
    writeFileSync(file, '');
    const instrument = await start(join(file, 'below'));
    instrument.send({ type: 'sets', setA: 'Bell' });
    await instrument.until(({ setA }) => setA === 'Bell');
    expect(await instrument.stop()).toBe(0);
    expect(instrument.said()).toMatch(/could not save settings/);
  });
});
