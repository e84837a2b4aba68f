import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { onTestFinished } from 'vitest';
import { WebSocket } from 'ws';
import type { PanelAction, PanelMap, PanelSettings, PanelState } from '../../src/panel/protocol.ts';
import './built-thread.ts';

const ROOT = fileURLToPath(new URL('../../', import.meta.url));

/** Starts an instrument whose state is in `home`, and connects to it as a client. */
export async function startInstrumentIn(home: string, ...args: readonly string[]) {
  const child = spawn(
    process.execPath,
    [join(ROOT, 'bin/neurorack.js'), 'start', '--headless', '--port', '0', ...args],
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
  const states: PanelState[] = [];
  const settings: PanelSettings[] = [];
  const maps: PanelMap[] = [];
  const errors: string[] = [];
  socket.on('message', (data, isBinary) => {
    const message = isBinary ? { type: 'sound' } : JSON.parse(data.toString());
    if (message.type === 'state') states.push(message);
    else if (message.type === 'settings') settings.push(message);
    else if (message.type === 'map') maps.push(message);
    else if (message.type === 'error') errors.push(message.message);
  });
  await once(socket, 'open');
  const send = (action: PanelAction): void => socket.send(JSON.stringify(action));
  return {
    /** Address of the panel, with a slash at the end. */
    url,
    send,
    push: (): void => {
      send({ type: 'button', isDown: true });
      send({ type: 'button', isDown: false });
    },
    /** Waits for a state, past or future. */
    until: async (matches: (state: PanelState) => boolean): Promise<void> => {
      while (!states.some(matches)) await sleep(10);
    },
    /** Waits until the latest settings match. */
    untilSettings: async (matches: (latest: PanelSettings) => boolean): Promise<void> => {
      while (!settings.slice(-1).some(matches)) await sleep(10);
    },
    /** Position of a set on the map. */
    placeOf: async (name: string): Promise<PanelMap['sets'][number]> => {
      for (;;) {
        const found = maps.at(-1)?.sets.find((set) => set.name === name);
        if (found !== undefined) return found;
        await sleep(10);
      }
    },
    /** Waits for an error that the panel shows, past or future. */
    untilError: async (pattern: RegExp): Promise<void> => {
      while (!errors.some((error) => pattern.test(error))) await sleep(10);
    },
    /** Waits for a line of the terminal, past or future. */
    untilStderr: async (pattern: RegExp): Promise<void> => {
      while (!pattern.test(stderr)) await sleep(10);
    },
    stderr: () => stderr,
    stop: async (): Promise<number> => {
      child.kill('SIGTERM');
      const [code] = await once(child, 'exit');
      return code;
    },
  };
}
