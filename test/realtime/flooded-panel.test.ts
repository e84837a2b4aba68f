import { mkdtempSync, readFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { describe, expect, it } from 'vitest';
import { WebSocket } from 'ws';
import { createContainer } from '../../src/app/create-container.ts';
import { endOfPlay } from '../../src/app/end-of-play.ts';
import { preparePlay } from '../../src/app/prepare-play.ts';
import { parsePerformance } from '../../src/control/performance/parse-performance.ts';
import { startEngine } from '../../src/engine/threads/threaded-engine.ts';
import { createDisplayView } from '../../src/instrument/display-view.ts';
import { createPanelInstrument } from '../../src/instrument/panel-instrument.ts';
import { startInstrument } from '../../src/instrument/start-instrument.ts';
import { startPanelServer } from '../../src/panel/server.ts';
import { THREAD_FILE } from './built-thread.ts';

const PERFORMANCE = '0 gate1 tap\n0.2 cv1 -> 5 in 1\n1 gate1 tap\n1.5 cv4 3\n2 gate1 tap\n3 end\n';
const folder = mkdtempSync(join(tmpdir(), 'neurorack-flood-'));

/** Returns the file that the instrument plays while `usePanel` uses the panel at the given address. */
async function playFile(name: string, usePanel: (url: string) => Promise<void>): Promise<Buffer> {
  const path = join(folder, `${name}.wav`);
  const options = await preparePlay(createContainer({ modelsDirectory: 'models' }), {
    audio: `wav:${path}`,
    seconds: 3,
    block: 256,
    gateMode: 'one-shot',
    loopMode: 'resynthesis',
    seed: 1,
    model: 'impacts',
    performance: parsePerformance(PERFORMANCE, 'taps.perf'),
  });
  const instrument = startInstrument({
    ...options,
    startEngine: (engine) => startEngine({ ...engine, threadFile: THREAD_FILE }),
  });
  const ended = endOfPlay(instrument);
  const view = createDisplayView(instrument, options, {
    version: '1',
    board: 'host',
    message: () => undefined,
    temperatureC: () => null,
    rssMb: () => 0,
  });
  const panel = createPanelInstrument(instrument, options, { view });
  const server = await startPanelServer({ instrument: panel, folder, port: 0 });
  await usePanel(server.url);
  await ended;
  await server.close();
  return readFileSync(path);
}

async function open(url: string) {
  const socket = new WebSocket(`${url.replace('http', 'ws')}panel`, { origin: url.slice(0, -1) });
  const closed = new Promise<number>((resolve) => socket.once('close', resolve));
  let received = 0;
  socket.on('message', () => received++);
  await new Promise((resolve) => socket.once('open', resolve));
  return { socket, closed, received: () => received };
}

describe('a panel that is flooded', () => {
  it('disconnects the flooding client and keeps serving the others; the audio stays bit-identical', async () => {
    const alone = await playFile('alone', async () => undefined);
    const codes: number[] = [];
    const flooded = await playFile('flooded', async (url) => {
      const other = await open(url);
      for (let round = 0; round < 3; round++) {
        const { socket, closed } = await open(url);
        for (let n = 0; n < 3000; n++) socket.send(n % 2 === 0 ? '{"type":"inspect","isOn":true}' : 'x'.repeat(1000));
        codes.push(await closed);
      }
      const before = other.received();
      other.socket.send('{"type":"inspect","isOn":true}');
      while (other.received() === before) await sleep(5);
      other.socket.terminate();
    });
    expect(codes).toEqual([1008, 1008, 1008]);
    expect(alone.length).toBeGreaterThan(3 * 44_100);
    expect(flooded.equals(alone)).toBe(true);
    const samples = new Int16Array(alone.buffer, alone.byteOffset + 44, (alone.length - 44) >> 1);
    expect(samples.some((sample) => sample !== 0)).toBe(true);
  });
});
