import { mkdtempSync } from 'node:fs';
import { readdir, readFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { describe, expect, it } from 'vitest';
import { WebSocket } from 'ws';
import { parsePerformance } from '../../src/control/performance/parse-performance.ts';
import { loadSound } from '../../src/descriptors/sound-file.ts';
import { readText } from '../../src/files/read-text.ts';
import { decodeOsc, encodeOsc, type OscValue } from '../../src/panel/osc/osc-codec.ts';
import type { ListedTake } from '../../src/panel/take-routes.ts';
import { rms } from '../families/sinc-nsf/test-model.ts';
import { startInstrumentIn } from './started-instrument.ts';

describe('a running instrument', () => {
  it('plays by OSC, sends its level, and keeps what it played in a take', async () => {
    const home = mkdtempSync(join(tmpdir(), 'neurorack-osc-'));
    const instrument = await startInstrumentIn(home, '--audio', 'null', '--osc', '0');
    const port = await instrument.untilStdout(/OSC: udp and ws at 127\.0\.0\.1:(\d+)\n/);
    await instrument.until(({ isLive }) => isLive);
    const socket = new WebSocket(`ws://127.0.0.1:${port}/`);
    const send = (address: string, ...values: OscValue[]): void => socket.send(encodeOsc(address, values));
    let level = 0;
    socket.on('message', (packet: Buffer) => {
      const sent = decodeOsc(packet)?.find(({ address }) => address === '/neurorack/out/level')?.args[0];
      if (typeof sent === 'number') level = Math.max(level, sent);
    });
    while (socket.readyState !== WebSocket.OPEN) await sleep(5);
    send('/neurorack/scrub', { type: 'f', value: 0.125 });
    await instrument.untilSettings(({ bases }) => bases.scrub === 0.125);
    send('/neurorack/scrub', { type: 'f', value: 0 });
    send('/trowacv/ch/1', { type: 'f', value: 2.5 });
    await instrument.until(({ volts }) => volts[0] === 2.5);
    while (level < 0.01) {
      send('/neurorack/gate/1');
      await sleep(100);
    }
    send('/neurorack/keep');
    await instrument.untilStderr(/recorded [\d.]+ s: .*take-.*\.wav/);
    const listed: { takes: ListedTake[] } = JSON.parse(await (await fetch(`${instrument.url}takes`)).text());
    const { takes } = listed;
    expect(takes.map(({ file }) => file.split('.')[1])).toEqual(['wav', 'perf']);
    const answer = await fetch(`${instrument.url}takes/${takes[0].file}`);
    expect(answer.headers.get('content-disposition')).toBe(`attachment; filename="${takes[0].file}"`);
    const downloaded = Buffer.from(await answer.arrayBuffer());
    expect((await fetch(`${instrument.url}takes/..%2Fsettings.json`)).status).toBe(404);
    expect((await fetch(`${instrument.url}takes/take-1.wav`)).status).toBe(404);
    expect(await instrument.stop()).toBe(0);
    const files = (await readdir(join(home, 'recordings'))).sort();
    expect(files).toEqual([expect.stringMatching(/^take-.*\.perf$/), expect.stringMatching(/^take-.*\.wav$/)]);
    const [perf, wav] = files.map((name) => join(home, 'recordings', name));
    expect(downloaded.equals(await readFile(wav))).toBe(true);
    expect(rms((await loadSound(wav)).samples)).toBeGreaterThan(1e-4);
    const { cv, edges, isExact } = parsePerformance(await readText(perf), perf);
    expect(isExact).toBe(true);
    expect(edges.some(({ gate, isHigh }) => gate === 0 && isHigh)).toBe(true);
    expect(cv[0].at(-1)).toMatchObject({ volts: 2.5 });
  });
});
