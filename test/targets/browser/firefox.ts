import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { WebSocket } from 'ws';

/** Path of Firefox; undefined where it is not installed (`apt-get install firefox-esr`). */
export const FIREFOX = [
  process.env.FIREFOX_PATH,
  ...(process.env.PATH ?? '').split(':').flatMap((folder) => [join(folder, 'firefox-esr'), join(folder, 'firefox')]),
].find((path) => path !== undefined && existsSync(path));

/** A page in Firefox, driven by WebDriver BiDi (W3C): playwright drives builds of its own alone. */
export interface FirefoxPage {
  /** Evaluates JavaScript, and waits for its promise; the result has to be JSON. */
  evaluate(code: string): Promise<unknown>;
  /** Clicks the middle of the first element that a CSS selector finds. */
  click(selector: string): Promise<void>;
  /** Presses a key down, or lets it go. */
  key(kind: 'keyDown' | 'keyUp', value: string): Promise<void>;
  close(): Promise<void>;
}

/** Starts Firefox without a window, with a new profile, at an address. */
export async function openFirefox(address: string): Promise<FirefoxPage> {
  const profile = mkdtempSync(join(tmpdir(), 'neurorack-firefox-'));
  writeFileSync(join(profile, 'user.js'), 'user_pref("browser.shell.checkDefaultBrowser", false);\n');
  const browser = spawn(
    FIREFOX ?? '',
    ['--headless', '--no-remote', '--profile', profile, '--remote-debugging-port', '0'],
    { stdio: ['ignore', 'ignore', 'pipe'], env: { ...process.env, HOME: profile } },
  );
  const bidi = await connect(`${await listeningAddress(browser)}/session`);
  await bidi.call('session.new', { capabilities: {} });
  const { context } = await bidi.call('browsingContext.create', { type: 'tab' });
  await bidi.call('browsingContext.navigate', { context, url: address, wait: 'complete' });

  const evaluate = async (code: string): Promise<unknown> => {
    const expression = `Promise.resolve(${code}).then((value) => JSON.stringify(value ?? null))`;
    const answer = await bidi.call('script.evaluate', { expression, target: { context }, awaitPromise: true });
    if (answer.type === 'exception') throw new Error(JSON.stringify(answer.exceptionDetails));
    const { result } = answer;
    const text = typeof result === 'object' && result !== null && 'value' in result ? result.value : undefined;
    return typeof text === 'string' ? JSON.parse(text) : undefined;
  };
  const perform = (source: Record<string, unknown>) =>
    bidi.call('input.performActions', { context, actions: [source] });

  return {
    evaluate,
    click: async (selector) => {
      const place = await evaluate(
        `(({ x, y, width, height }) => [x + width / 2, y + height / 2])(document.querySelector(${JSON.stringify(selector)}).getBoundingClientRect())`,
      );
      const [x, y] = Array.isArray(place) ? place.map((one) => Math.round(Number(one))) : [0, 0];
      const actions = [
        { type: 'pointerMove', x, y },
        { type: 'pointerDown', button: 0 },
        { type: 'pointerUp', button: 0 },
      ];
      await perform({ type: 'pointer', id: 'mouse', actions });
    },
    key: async (kind, value) => {
      await perform({ type: 'key', id: 'keyboard', actions: [{ type: kind, value }] });
    },
    close: async () => {
      bidi.close();
      if (browser.exitCode === null) {
        browser.kill();
        await once(browser, 'exit');
      }
      rmSync(profile, { recursive: true, force: true, maxRetries: 5 });
    },
  };
}

async function listeningAddress({ stderr }: ChildProcess): Promise<string> {
  if (stderr !== null) {
    for await (const line of createInterface(stderr)) {
      const address = /WebDriver BiDi listening on (ws:\S+)/.exec(line)?.[1];
      if (address === undefined) continue;
      // The pipe must not fill.
      stderr.resume();
      return address;
    }
  }
  throw new Error('Firefox has ended before it could be driven');
}

interface Bidi {
  call(method: string, params: Record<string, unknown>): Promise<Record<string, unknown>>;
  close(): void;
}

async function connect(address: string): Promise<Bidi> {
  const socket = new WebSocket(address);
  await once(socket, 'open');
  const waiting = new Map<number, (message: Record<string, unknown>) => void>();
  let next = 0;
  socket.on('message', (data) => {
    const message = JSON.parse(String(data));
    waiting.get(message.id)?.(message);
    waiting.delete(message.id);
  });
  return {
    call: async (method, params) => {
      const id = next++;
      const answer = new Promise<Record<string, unknown>>((resolve) => waiting.set(id, resolve));
      socket.send(JSON.stringify({ id, method, params }));
      const { error, message, result } = await answer;
      if (error !== undefined) throw new Error(`${method}: ${error}: ${message}`);
      return isRecord(result) ? result : {};
    },
    close: () => socket.close(),
  };
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null;
}
