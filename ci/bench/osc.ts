/**
 * Open Sound Control over loopback, from a process of its own into a playing instrument:
 *
 *   node ci/bench/run.js osc [--count 200] [--flood 10] [--block 256]
 *
 * - **frame**: from the send of `/neurorack/cv/1` until the first control frame that shows it, ms: `--count` of them, once by UDP and once by
 *   WebSocket, a quarter of a second apart. The control thread makes a frame a millisecond: that is the engine's own part;
 * - **flood**: 1000 messages a second for `--flood` seconds, voltages, gates and destinations in turn, by UDP: how many had an effect, and what they
 *   cost, compared with as long a time without.
 *
 * Sender and instrument read the same clock (CLOCK_MONOTONIC). Prints JSON.
 */
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { setTimeout as sleep } from 'node:timers/promises';
import { parseArgs } from 'node:util';
import { z } from 'zod';
import { createContainer } from '../../src/app/create-container.ts';
import { modelsDirectory } from '../../src/app/installation.ts';
import { preparePlay } from '../../src/app/prepare-play.ts';
import { RECORD_MOVE, RECORD_SIZE } from '../../src/engine/control-record.ts';
import { createDisplayView } from '../../src/instrument/display-view.ts';
import type { Instrument } from '../../src/instrument/instrument.ts';
import { createPanelInstrument } from '../../src/instrument/panel-instrument.ts';
import { startInstrument } from '../../src/instrument/start-instrument.ts';
import { type OscServer, startOscServer } from '../../src/panel/osc/osc-server.ts';

const { values } = parseArgs({
  options: {
    count: { type: 'string', default: '200' },
    flood: { type: 'string', default: '10' },
    block: { type: 'string', default: '256' },
    model: { type: 'string', default: 'impacts' },
  },
});
const { count, flood, block } = z
  .object({ count: z.coerce.number().int().positive(), flood: z.coerce.number().positive(), block: z.coerce.number() })
  .parse(values);

/** Time from a message to the reading of the control record, and to the next message, ms. */
const SETTLE_MS = 150;
const PAUSE_MS = 100;
const FLOOD_A_SECOND = 1000;

const container = createContainer({ modelsDirectory: modelsDirectory() });
const options = await preparePlay(container, {
  ...{ audio: 'null', model: values.model, seed: 1, block, gateMode: 'one-shot', loopMode: 'resynthesis' },
});
const instrument = startInstrument({ ...options, hasJacks: false });
await new Promise<void>((resolve, reject) =>
  instrument.on((event) => {
    if (event.kind === 'playing' && event.program.kind === 'model') resolve();
    if (event.kind === 'lost') reject(event.error);
  }),
);
const view = createDisplayView(instrument, options, {
  ...{ version: '', board: 'bench', message: () => undefined, temperatureC: () => null, rssMb: () => 0 },
});
const server = await startOscServer({
  instrument: createPanelInstrument(instrument, { ...options }, { view }),
  sound: () => view.outputTap,
  onMessage: (line) => process.stderr.write(`${line}\n`),
  port: 0,
});

/** Sends: 'udp 2.5' or 'ws 2.5' a voltage, 'flood 10' messages for that many seconds; prints the time of each send, µs. */
const SENDER = `
const { createSocket } = require('node:dgram');
const { WebSocket } = require(${JSON.stringify(`${process.cwd()}/node_modules/ws`)});
const port = ${server.port};
const udp = createSocket('udp4');
const ws = new WebSocket('ws://127.0.0.1:' + port + '/');
const nowUs = () => Number(process.hrtime.bigint()) / 1000;
const text = (value) => Buffer.from(value + '\\0'.repeat(4 - (value.length % 4)));
const message = (address, value) => {
  const number = Buffer.alloc(4);
  number.writeFloatBE(value);
  return Buffer.concat([text(address), text(',f'), number]);
};
const kinds = ['/neurorack/cv/2', '/neurorack/cv/3', '/neurorack/gate/1', '/neurorack/sharpness'];
ws.on('open', () => console.log('ready'));
ws.on('message', () => undefined);
require('node:readline').createInterface({ input: process.stdin }).on('line', (line) => {
  const [how, value] = line.split(' ');
  if (how === 'flood') return void send(Number(value));
  const packet = message('/neurorack/cv/1', Number(value));
  const sentUs = nowUs();
  if (how === 'udp') udp.send(packet, port, '127.0.0.1');
  else ws.send(packet);
  console.log(sentUs);
});
async function send(seconds) {
  const from = nowUs();
  let sent = 0;
  for (; sent < seconds * ${FLOOD_A_SECOND}; ) {
    const due = Math.min(((nowUs() - from) / 1e6) * ${FLOOD_A_SECOND}, seconds * ${FLOOD_A_SECOND});
    for (; sent < due; sent++) udp.send(message(kinds[sent % kinds.length], ((sent >> 2) % 2) * 0.5), port, '127.0.0.1');
    await new Promise((resolve) => setTimeout(resolve, 1));
  }
  console.log(sent);
}
`;
const sender = spawn(process.execPath, ['-e', SENDER], { stdio: ['pipe', 'pipe', 'inherit'] });
const lines = linesOf(sender.stdout);
await lines.next();
const ask = async (line: string): Promise<number> => {
  sender.stdin.write(`${line}\n`);
  return Number(await lines.next());
};

const frames = { udp: await timeFrames('udp', instrument), ws: await timeFrames('ws', instrument) };
const quiet = await cost(instrument, () => sleep(1000 * flood));
const before = received(server);
let sent = 0;
const flooded = await cost(instrument, async () => {
  sent = await ask(`flood ${flood}`);
  await sleep(200);
});
const arrived = received(server).messages - before.messages;
const refused = received(server).refused - before.refused;
process.stdout.write(
  `${JSON.stringify({ block, frameMs: frames, flood: { sent, arrived, refused, ...flooded }, without: quiet }, null, 1)}\n`,
);
sender.kill();
await server.close();
await instrument.stop();
process.exit(0);

/** From each send to the first control frame that moves, ms. */
async function timeFrames(how: 'udp' | 'ws', { engine }: Instrument) {
  const record = new Float64Array(RECORD_SIZE);
  const found: number[] = [];
  for (let n = 0; n < count; n++) {
    const sentUs = await ask(`${how} ${n % 2 === 0 ? 4 : 1}`);
    await sleep(SETTLE_MS);
    if (engine.readControls(record) && record[RECORD_MOVE] >= sentUs) found.push((record[RECORD_MOVE] - sentUs) / 1000);
    // An irrational step spreads the sends over all positions within a millisecond.
    await sleep(PAUSE_MS + ((n * 0.618034) % 1));
  }
  const sorted = found.toSorted((a, b) => a - b);
  const at = (q: number): number => Math.round(1000 * sorted[Math.ceil(q * sorted.length) - 1]) / 1000;
  return { count: found.length, lost: count - found.length, p50: at(0.5), p99: at(0.99), max: at(1) };
}

/** Overruns, underruns, lost edges and the share of a core that some work costs this process. */
async function cost({ engine }: Instrument, work: () => Promise<unknown>) {
  const names = ['engineOverruns', 'hostOverruns', 'underruns', 'lostEdges'] as const;
  const read = () => names.map((name) => engine.meters.counters()[name]);
  const [from, cpu, sinceMs] = [read(), process.cpuUsage(), performance.now()];
  await work();
  const { user, system } = process.cpuUsage(cpu);
  const share = (user + system) / 1000 / (performance.now() - sinceMs);
  const counts = Object.fromEntries(read().map((value, n) => [names[n], value - from[n]]));
  return { ...counts, cpuShare: Math.round(1000 * share) / 1000 };
}

function received({ counts }: OscServer) {
  return { messages: counts.messages, refused: Object.values(counts.refused).reduce((sum, one) => sum + one, 0) };
}

function linesOf(stream: NodeJS.ReadableStream): { next(): Promise<string> } {
  const complete: string[] = [];
  let rest = '';
  stream.on('data', (chunk: Buffer) => {
    const parts = `${rest}${chunk}`.split('\n');
    rest = parts.pop() ?? '';
    complete.push(...parts);
  });
  return {
    next: async () => {
      for (;;) {
        const line = complete.shift();
        if (line !== undefined) return line;
        await once(stream, 'data');
      }
    },
  };
}
