import { mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterEach, expect, it } from 'vitest';
import { WebSocket } from 'ws';
import * as z from 'zod';
import { DEFAULT_SETTINGS } from '../../src/app/default-settings.ts';
import type { Patch } from '../../src/control/patch.ts';
import type { ControlSettings } from '../../src/control/settings.ts';
import { createDisplayView } from '../../src/instrument/display-view.ts';
import type { Instrument } from '../../src/instrument/instrument.ts';
import { createPanelInstrument } from '../../src/instrument/panel-instrument.ts';
import type { PanelInstrument } from '../../src/panel/instrument.ts';
import { actionSchema } from '../../src/panel/protocol.ts';
import { type PanelServer, startPanelServer } from '../../src/panel/server.ts';
import { decodeDocument, encodeDocument } from '../../src/state/document.ts';
import { settingsKind } from '../../src/state/settings.ts';
import { createIdleInstrument } from '../instrument/idle-instrument.ts';
import { createFakeInstrument } from '../panel/fake-instrument.ts';
import { type Below, failure, numbersFrom, oneOf, seeds } from './seeds.ts';

/** Below the burst that a client may send. */
const MESSAGES_A_CLIENT = 600;
const MAX_RSS_GROWTH_BYTES = 300 * 2 ** 20;

const property = z.looseObject({
  const: z.string().optional(),
  enum: z.array(z.string()).optional(),
  type: z.string().optional(),
  minimum: z.number().optional(),
  maximum: z.number().optional(),
});
const union = z.array(z.object({ properties: z.record(z.string(), property) }));
const schema = z.toJSONSchema(actionSchema);
const ACTIONS = union.parse(schema.oneOf ?? schema.anyOf);
const NAMES = ['Boom', 'Bell', 'impacts', '', 'x'.repeat(201), '../../x', '\u202e', '\ud800', '__proto__', '\u0000'];
/** Values as JSON: of wrong types, out of range, or deep. */
const ODD = [
  ...[
    'null',
    'true',
    '[]',
    '{}',
    '-1',
    '1e308',
    '-1e308',
    '1e999',
    '1e-320',
    '0.5',
    '-0',
    '4294967296',
    'NaN',
    'Infinity',
  ],
  ...['"NaN"', '""', '"__proto__"', '{"__proto__":{"isAdmin":true}}', '{"toString":1}', `"${'x'.repeat(4000)}"`],
  ...[
    `${'['.repeat(3000)}${']'.repeat(3000)}`,
    `${'{"a":'.repeat(2000)}1${'}'.repeat(2000)}`,
    '"\\ud800"',
    '"\\u0000"',
  ],
];

/** Values of fields that are lists or objects. */
const WHOLE: Readonly<Record<string, unknown>> = {
  messages: [{ bytes: [0x90, 60, 100, 0xf8, 0xf0], timeMs: 1 }],
  source: { kind: 'aftertouch' },
  target: { kind: 'cv', jack: 'cv1' },
};

/** A value that fits the property. */
function valid(of: z.infer<typeof property>, below: Below): unknown {
  if (of.const !== undefined) return of.const;
  if (of.enum !== undefined) return oneOf(below, of.enum);
  const { minimum = 0, maximum = 1 } = of;
  if (of.type === 'boolean') return below(2) === 0;
  if (of.type === 'integer') return minimum + below(maximum - minimum + 1);
  if (of.type === 'number') return minimum + ((maximum - minimum) * below(1001)) / 1000;
  return oneOf(below, NAMES);
}

/** An action as JSON, with fields replaced, added, renamed or left out. */
function message(below: Below): string {
  const { properties } = oneOf(below, ACTIONS);
  const fields = Object.entries(properties).map(([name, of]) => [
    name,
    JSON.stringify((of.enum === undefined ? WHOLE[name] : undefined) ?? valid(of, below)),
  ]);
  for (let n = below(3); n > 0; n--) {
    const at = below(fields.length);
    const how = below(5);
    if (how === 0) fields.splice(at, 1);
    else if (how === 1) fields.push([oneOf(below, ['__proto__', 'constructor', 'type', 'x']), oneOf(below, ODD)]);
    else if (fields[at] !== undefined) fields[at] = [fields[at][0], oneOf(below, ODD)];
  }
  const text = `{${fields.map(([name, value]) => `${JSON.stringify(name)}:${value}`).join()}}`;
  const how = below(20);
  if (how === 0) return text.slice(0, below(text.length));
  if (how === 1) return oneOf(below, ODD);
  return how === 2 ? `[${text}]` : text;
}

/**
 * Sends a message as text; now and then as a binary frame, in fragments, too long, or as bytes that are no UTF-8. Returns whether the
 * server may close the connection for it.
 */
function send(socket: WebSocket, below: Below): boolean {
  const text = message(below);
  const half = below(text.length);
  const how = below(100);
  if (how < 3) socket.send(Buffer.from(text), { binary: true });
  else if (how < 6) {
    socket.send(text.slice(0, half), { fin: false });
    socket.send(text.slice(half), { fin: true });
  } else if (how < 8) socket.ping(text.slice(0, 100));
  else if (how < 10) socket.send('');
  else if (how === 10 && below(3) === 0) socket.send('x'.repeat(17_000));
  else if (how === 11 && below(3) === 0) socket.send(Buffer.from([0x22, 0xff, 0xc0, 0x22]), { binary: false });
  else socket.send(text);
  return (how === 10 || how === 11) && socket.readyState === socket.OPEN;
}

/** Waits until the server has read everything, or has closed the connection. */
async function settled(socket: WebSocket): Promise<void> {
  if (socket.readyState !== socket.OPEN) return;
  await new Promise((resolve) => {
    socket.once('pong', resolve).once('close', resolve);
    socket.ping();
  });
}

/** The real adapter over an instrument that keeps its patch and settings, and has no engine. */
function adaptedInstrument() {
  const idle = createIdleInstrument().instrument;
  let { patch, settings }: { patch: Patch; settings: ControlSettings } = idle;
  const instrument: Instrument = {
    ...idle,
    ui: idle.ui,
    get patch() {
      return patch;
    },
    get settings() {
      return settings;
    },
    change: (changes) => {
      patch = { ...patch, ...changes };
    },
    configure: (next) => {
      settings = next;
    },
  };
  const options = { sampleRate: 44_100, block: 256, latencyFrames: 31, sink: 'null' } as const;
  const facts = { version: '1', board: 'virtual', message: () => undefined, temperatureC: () => null, rssMb: () => 0 };
  const view = createDisplayView(instrument, options, { ...facts, screen: undefined });
  return {
    panel: createPanelInstrument(instrument, options, { view }),
    state: () => ({ patch, settings }),
  };
}

let server: PanelServer | undefined;
afterEach(() => server?.close());

async function start(instrument: PanelInstrument): Promise<PanelServer> {
  const folder = mkdtempSync(join(tmpdir(), 'neurorack-panel-'));
  writeFileSync(join(folder, 'index.html'), '<!doctype html><title>neurorack</title>');
  server = await startPanelServer({ instrument, folder, port: 0 });
  return server;
}

async function open({ url }: PanelServer): Promise<WebSocket> {
  const socket = new WebSocket(`${url.replace('http', 'ws')}panel`, { headers: { origin: url.slice(0, -1) } });
  socket.on('error', () => undefined); // the server may disconnect a client that sends nonsense
  await new Promise((resolve, reject) => socket.once('open', resolve).once('close', reject));
  return socket;
}

/** Sends a message for each seed, with a new client whenever the server has closed the last one. */
async function flood(at: PanelServer): Promise<void> {
  let socket = await open(at);
  let sent = 0;
  for (const seed of seeds({ short: 1000, nightly: 25_000 })) {
    if (sent++ >= MESSAGES_A_CLIENT || socket.readyState !== socket.OPEN) {
      await settled(socket);
      socket.terminate();
      while (at.clients > 1) await sleep(2);
      socket = await open(at);
      sent = 0;
    }
    try {
      // Messages behind one that closes the connection would be lost.
      if (send(socket, numbersFrom(seed))) await settled(socket);
    } catch (error) {
      throw failure(seed, 'the message cannot be sent', error);
    }
    // The server reads, answers and may close.
    if (seed % 20 === 0) await sleep(1);
  }
  await settled(socket);
  socket.terminate();
  while (at.clients > 1) await sleep(2);
}

it.each(['a fake instrument', 'the adapter of the instrument'])(
  'mutated messages leave %s with a valid state, and its other clients served',
  async (name) => {
    const fake = createFakeInstrument();
    const adapted = adaptedInstrument();
    const panel = name === 'a fake instrument' ? fake.instrument : adapted.panel;
    const at = await start(panel);
    const watcher = await open(at);
    const received: unknown[] = [];
    watcher.on('message', (data, isBinary) => {
      if (!isBinary) received.push(JSON.parse(data.toString()));
    });
    const before = process.memoryUsage().rss;
    await flood(at);
    if (panel === fake.instrument && process.env.FUZZ_SEED === undefined)
      expect(fake.actions.length).toBeGreaterThan(200);
    received.length = 0;
    watcher.send(JSON.stringify({ type: 'depth', jack: 'cv1', destination: 'pitch', depth: 0.123 }));
    const change = z.looseObject({
      type: z.literal('settings'),
      depths: z.looseObject({ cv1: z.looseObject({ pitch: z.literal(0.123) }) }),
    });
    while (!received.some((one) => change.safeParse(one).success)) await sleep(5);
    expect(process.memoryUsage().rss - before).toBeLessThan(MAX_RSS_GROWTH_BYTES);
    expect(Object.keys(Object.prototype)).toEqual([]);

    const { patch, settings } = name === 'a fake instrument' ? fakeState(panel) : adapted.state();
    const { ranges, bases, depths } = settings;
    const kind = settingsKind(DEFAULT_SETTINGS);
    const saved = encodeDocument(kind, { ...DEFAULT_SETTINGS, ...patch, control: { ranges, bases, depths } });
    expect(decodeDocument(kind, saved).kind).toBe('valid');
    const values = [...panel.state().values, ...panel.state().volts];
    expect(values.filter((value) => !Number.isFinite(value))).toEqual([]);
  },
);

function fakeState(panel: PanelInstrument) {
  const { model, setA, setB, source, gateMode, loopMode } = panel.state();
  const { type, ...settings } = panel.settings();
  expect(type).toBe('settings');
  return { patch: { model, setA, setB, source, gateMode, loopMode }, settings };
}
