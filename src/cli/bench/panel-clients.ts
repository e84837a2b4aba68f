import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { text } from 'node:stream/consumers';
import { setTimeout as sleep } from 'node:timers/promises';
import { WebSocket } from 'ws';
import type { Instrument, InstrumentOptions } from '../../instrument/instrument.ts';
import { serveBenchPanel } from './bench-panel.ts';
import type { BenchScenario } from './result-schema.ts';

/** Messages that the panel clients of a scenario received: text per second and client, and sound per second of the first one. */
export type PanelsResult = NonNullable<NonNullable<BenchScenario['play']>['panels']>;

export interface PanelClients {
  /** Disconnects the clients and returns the counts. */
  close(): Promise<PanelsResult>;
}

export interface PanelClientsOptions {
  readonly count: number;
  readonly board: string;
  /** The command line, whose `bench` connects the clients; this process's own when absent. */
  readonly program?: string;
}

interface Received {
  text: number;
  sound: number;
  bytes: number;
  seconds: number;
}

const NOTHING = '{"text":0,"sound":0,"bytes":0,"seconds":0}';

/** Serves the panel as in normal playing, with `count` clients in another process, whose load is not the instrument's. */
export async function openPanelClients(
  instrument: Instrument,
  options: InstrumentOptions,
  { count, board, program = process.argv[1] }: PanelClientsOptions,
): Promise<PanelClients> {
  const server = await serveBenchPanel(instrument, options, { board });
  const args = ['bench', '--panels', String(count), '--look-at', server.url];
  const child = spawn(process.execPath, [program, ...args], { stdio: ['pipe', 'pipe', 'inherit'] });
  const output = text(child.stdout);
  return {
    close: async () => {
      child.stdin.end();
      const { text: texts, sound, bytes, seconds }: Received = JSON.parse((await output) || NOTHING);
      await server.close();
      const span = Math.max(seconds, 1e-3);
      return {
        panels: count,
        textPerSecond: texts / count / span,
        soundPerSecond: sound / span,
        bytesPerSecond: bytes / span,
      };
    },
  };
}

/**
 * The other process: connects `count` clients to the panel at `url` until its standard input ends and each client has received a message;
 * then prints the counts as JSON.
 */
export async function runPanelClients(url: string, count: number): Promise<void> {
  const received: Received = { text: 0, sound: 0, bytes: 0, seconds: 0 };
  const address = new URL('/panel', url);
  address.protocol = 'ws:';
  const since = performance.now();
  const served = new Set<WebSocket>();
  const sockets = Array.from({ length: count }, (_, n) => {
    const socket = new WebSocket(address, { origin: new URL(url).origin });
    socket.on('open', () => {
      if (n === 0) socket.send(JSON.stringify({ type: 'listen', isOn: true }));
    });
    socket.on('error', () => served.add(socket));
    socket.on('message', (data: Buffer, isBinary) => {
      received[isBinary ? 'sound' : 'text']++;
      received.bytes += data.length;
      served.add(socket);
    });
    return socket;
  });
  process.stdin.resume();
  await once(process.stdin, 'end');
  while (served.size < count) await sleep(10);
  for (const socket of sockets) socket.terminate();
  process.stdout.write(JSON.stringify({ ...received, seconds: (performance.now() - since) / 1000 }));
}
