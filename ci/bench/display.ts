/**
 * Cost of displays and panel clients, in the instrument (`neurorack start`, a process of its own) and in its page in Chromium:
 *
 *   node ci/bench/run.js display [--seconds 20] [--rounds 3] [--json]
 *
 * - **turn to picture**: from a turn of the encoder sent by a client until that client has a new OLED frame, ms;
 * - **page**: bytes that the page loads, gzipped, and the time from opening it to a drawn faceplate that responds, ms (needs Chromium);
 * - **updates**: state, meters, spectrum and OLED of one client, and of ten, while the first plays a trill: share of one core that they cost
 *   the instrument's main thread, compared with no client; the three take turns, so that other load is the same for each. `neurorack bench
 *   --panels 10` and `--panels 0` measure overruns.
 *
 * CPU time is read from /proc: Linux only.
 */
import { type ChildProcess, execFileSync, spawn } from 'node:child_process';
import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { inspect, parseArgs } from 'node:util';
import { gzipSync } from 'node:zlib';
import { type Browser, chromium } from 'playwright-core';
import { WebSocket } from 'ws';
import { z } from 'zod';

const { values } = parseArgs({
  options: {
    seconds: { type: 'string', default: '20' },
    rounds: { type: 'string', default: '3' },
    json: { type: 'boolean', default: false },
  },
});
const seconds = z.coerce.number().positive().parse(values.seconds);
const rounds = z.coerce.number().int().positive().parse(values.rounds);

const PAGES = [0, 1, 10];
const TURNS = 60;
const LOADS = 5;
/** Of /proc/PID/stat. */
const TICKS_A_SECOND = Number(execFileSync('getconf', ['CLK_TCK'], { encoding: 'utf8' }));

const message = z.looseObject({ type: z.string(), data: z.string().optional() });

interface Instrument {
  readonly child: ChildProcess;
  readonly url: string;
}

async function startInstrument(home: string): Promise<Instrument> {
  const args = ['bin/neurorack.js', 'start', '--headless', '--audio', 'null', '--port', '4990'];
  const env = { ...process.env, NEURORACK_HOME: home };
  const child = spawn(process.execPath, args, { stdio: ['ignore', 'pipe', 'inherit'], env });
  let said = '';
  const url = await new Promise<string>((resolve, reject) => {
    child.once('exit', (code) => reject(new Error(`the instrument ended with ${code}: ${said}`)));
    child.stdout?.on('data', (data: Buffer) => {
      said += data.toString();
      const found = /http:\/\/\S+/.exec(said);
      if (found !== null) resolve(found[0]);
    });
  });
  return { child, url };
}

async function openPage(url: string): Promise<WebSocket> {
  const address = new URL('/panel', url);
  address.protocol = 'ws:';
  const socket = new WebSocket(address, { origin: new URL(url).origin });
  await new Promise((resolve, reject) => socket.once('open', resolve).once('error', reject));
  return socket;
}

/** Milliseconds, one a turn. */
async function timeTurns(url: string): Promise<number[]> {
  const page = await openPage(url);
  const times: number[] = [];
  const frames = framesOf(page);
  // Into a list: every turn moves a line.
  page.send(JSON.stringify({ type: 'button', isDown: true }));
  page.send(JSON.stringify({ type: 'button', isDown: false }));
  await sleep(500);
  for (let n = 0; n < TURNS; n++) {
    const from = performance.now();
    const next = frames.next();
    page.send(JSON.stringify({ type: 'turn', steps: n % 4 < 2 ? 1 : -1 }));
    const shown = await Promise.race([next, sleep(1000, undefined)]);
    if (shown !== undefined) times.push(shown - from);
    await sleep(60 + (n % 7) * 5);
  }
  page.terminate();
  if (times.length < TURNS / 2) throw new Error(`only ${times.length} of ${TURNS} turns changed the display`);
  return times;
}

function framesOf(page: WebSocket): { next(): Promise<number> } {
  let waiting: ((ms: number) => void) | undefined;
  page.on('message', (data: Buffer, isBinary) => {
    if (isBinary || message.parse(JSON.parse(data.toString())).type !== 'oled') return;
    waiting?.(performance.now());
    waiting = undefined;
  });
  return { next: () => new Promise((resolve) => (waiting = resolve)) };
}

interface Watched {
  /** Of one core. */
  readonly share: number;
  /** A second a page. */
  readonly messages: number;
}

async function watch({ child, url }: Instrument, pages: number): Promise<Watched> {
  let received = 0;
  const open = await Promise.all(Array.from({ length: pages }, () => openPage(url)));
  for (const page of open) page.on('message', () => received++);
  let isHigh = false;
  const trill = setInterval(() => {
    isHigh = !isHigh;
    open[0]?.send(JSON.stringify({ type: 'gate', gate: 0, isHigh }));
  }, 100);
  await sleep(1500);
  received = 0;
  const before = mainThreadSeconds(child);
  const from = performance.now();
  await sleep(seconds * 1000);
  const span = (performance.now() - from) / 1000;
  const share = (mainThreadSeconds(child) - before) / span;
  clearInterval(trill);
  for (const socket of open) socket.terminate();
  await sleep(300);
  return { share, messages: pages === 0 ? 0 : received / pages / span };
}

function mainThreadSeconds({ pid }: ChildProcess): number {
  const fields = readFileSync(`/proc/${pid}/task/${pid}/stat`, 'utf8').split(') ')[1].split(' ');
  return (Number(fields[11]) + Number(fields[12])) / TICKS_A_SECOND;
}

async function loadPage(
  url: string,
): Promise<{ readonly gzippedBytes: number; readonly interactiveMs: number[] } | null> {
  const executablePath = [process.env.CHROMIUM_PATH ?? '', '/usr/bin/chromium'].find((path) => existsSync(path));
  if (executablePath === undefined) return null;
  const browser: Browser = await chromium.launch({ executablePath, args: ['--no-sandbox'] });
  const interactiveMs: number[] = [];
  let gzippedBytes = 0;
  for (let n = 0; n < LOADS; n++) {
    // A context of its own has nothing in its cache.
    const context = await browser.newContext();
    const page = await context.newPage();
    const bodies: Promise<Buffer>[] = [];
    page.on('response', (response) => void bodies.push(response.body().catch(() => Buffer.alloc(0))));
    await page.goto(url);
    await page.waitForSelector('main');
    interactiveMs.push(await page.evaluate(() => performance.now()));
    gzippedBytes = (await Promise.all(bodies)).reduce((sum, body) => sum + gzipSync(body).length, 0);
    await context.close();
  }
  await browser.close();
  return { gzippedBytes, interactiveMs };
}

const quantile = (numbers: readonly number[], q: number): number =>
  numbers.toSorted((a, b) => a - b)[Math.min(numbers.length - 1, Math.floor(q * numbers.length))];
const mean = (numbers: readonly number[]): number => numbers.reduce((sum, one) => sum + one, 0) / numbers.length;

const home = mkdtempSync(join(tmpdir(), 'neurorack-display-'));
const instrument = await startInstrument(home);
try {
  await sleep(3000);
  const turns = await timeTurns(instrument.url);
  const page = await loadPage(instrument.url);
  const watched = new Map<number, Watched[]>(PAGES.map((pages) => [pages, []]));
  for (let round = 0; round < rounds; round++) {
    for (const pages of PAGES) watched.get(pages)?.push(await watch(instrument, pages));
  }
  const result = {
    turnToPictureMs: { p50: quantile(turns, 0.5), p99: quantile(turns, 0.99) },
    page: page && {
      gzippedBytes: page.gzippedBytes,
      interactiveMs: { p50: quantile(page.interactiveMs, 0.5), max: Math.max(...page.interactiveMs) },
    },
    secondsEach: seconds * rounds,
    mainThread: PAGES.map((pages) => {
      const rows = watched.get(pages) ?? [];
      return {
        pages,
        percentOfACore: 100 * mean(rows.map(({ share }) => share)),
        messagesPerSecond: mean(rows.map(({ messages }) => messages)),
      };
    }),
  };
  process.stdout.write(values.json ? `${JSON.stringify(result)}\n` : `${inspect(result, { depth: 4 })}\n`);
} finally {
  instrument.child.kill('SIGTERM');
  await sleep(500);
  rmSync(home, { recursive: true, force: true });
}
