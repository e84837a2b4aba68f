import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { onTestFinished } from 'vitest';
import { WebSocket } from 'ws';
import { AUDIO_HEADER_BYTES } from '../../src/panel/audio-message.ts';
import type { PanelAction, PanelMap, PanelSettings, PanelState } from '../../src/panel/protocol.ts';
import './built-thread.ts';

const ROOT = fileURLToPath(new URL('../../', import.meta.url));

/** Smallest peak that counts as a sound. */
const AUDIBLE = 1e-3;

/** Starts an instrument whose state is in `home`, and connects to it as a client. */
export async function startInstrumentIn(home: string, ...args: readonly string[]) {
  return startInstalled(ROOT, home, ...args);
}

/** Starts an instrument with other environment variables. */
export async function startInstrumentWith({ home, env }: Start, ...args: readonly string[]) {
  return startFrom(ROOT, { home, env }, args);
}

/** Starts the instrument that is installed in `root`. */
export async function startInstalled(root: string, home: string, ...args: readonly string[]) {
  return startFrom(root, { home, env: {} }, args);
}

interface Start {
  readonly home: string;
  readonly env: Readonly<Record<string, string>>;
}

async function startFrom(root: string, { home, env }: Start, args: readonly string[]) {
  const startedMs = performance.now();
  const child = spawn(
    process.execPath,
    [join(root, 'bin/neurorack.js'), 'start', '--headless', '--port', '0', ...args],
    {
      env: { ...process.env, NEURORACK_HOME: home, ...env },
    },
  );
  onTestFinished(() => void child.kill('SIGKILL'));
  let [stdout, stderr] = ['', ''];
  child.stderr.on('data', (chunk) => {
    stderr += chunk;
  });
  const url = await new Promise<string>((resolve, reject) => {
    child.once('exit', (code, signal) => reject(new Error(`the instrument ended (${code ?? signal}): ${stderr}`)));
    child.stdout.on('data', (chunk) => {
      stdout += chunk;
      const found = /panel: (\S+)/.exec(stdout);
      if (found) resolve(found[1]);
    });
  });
  const socket = new WebSocket(`${url.replace('http', 'ws')}panel`, { headers: { origin: url.slice(0, -1) } });
  const states: PanelState[] = [];
  const settings: PanelSettings[] = [];
  const maps: PanelMap[] = [];
  const errors: string[] = [];
  let peak = 0;
  socket.on('message', (data: Buffer, isBinary) => {
    if (isBinary) {
      for (let at = AUDIO_HEADER_BYTES; at < data.length; at += 4)
        peak = Math.max(peak, Math.abs(data.readFloatLE(at)));
      return;
    }
    const message = JSON.parse(data.toString());
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
    /** Waits for a line of the standard output, past or future, and returns its first group. */
    untilStdout: async (pattern: RegExp): Promise<string> => {
      for (;;) {
        const found = pattern.exec(stdout);
        if (found !== null) return found[1];
        await sleep(10);
      }
    },
    /** Triggers until a sound arrives; the time from the start of the process to that, ms. */
    untilSound: async (): Promise<number> => {
      send({ type: 'listen', isOn: true });
      for (peak = 0; !(peak > AUDIBLE); ) {
        if (child.exitCode !== null) throw new Error(`the instrument ended (${child.exitCode}): ${stderr}`);
        send({ type: 'gate', gate: 0, isHigh: true });
        await sleep(50);
        send({ type: 'gate', gate: 0, isHigh: false });
        await sleep(50);
      }
      return performance.now() - startedMs;
    },
    stop: async (): Promise<number> => {
      child.kill('SIGTERM');
      const [code] = await once(child, 'exit');
      return code;
    },
  };
}
