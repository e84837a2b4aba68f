import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { mkdir, mkdtemp, open, readdir, readFile, rm, stat } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { describe, expect, it, onTestFinished } from 'vitest';
import type { WritableFile } from '../../../src/app/recording/partial-file.ts';
import { createRecorder, type RecorderOptions } from '../../../src/app/recording/recorder.ts';
import { partialPath } from '../../../src/contracts/partial-path.ts';
import { parsePerformance } from '../../../src/control/performance/parse-performance.ts';
import { createPlayedLogMemory, openPlayedLog, type PlayedLog } from '../../../src/engine/played-log.ts';
import { createSampleHistoryMemory, openSampleHistory } from '../../../src/engine/sample-history.ts';

const RATE = 44_100;
const BLOCK = 256;
const PERIOD = 32;
const HEADER_BYTES = 58;

/** The sample that the sink gets at a frame. */
const sampleAt = (frame: number): number => Math.fround(Math.sin(frame * 0.1) * 0.5);

/** Begins the log of a deck in silence. */
function begin(log: PlayedLog, frame: number, generation: number): void {
  log.start(frame, BLOCK, generation);
  log.residue(frame, [0, 0, 0, 0, 1], 5);
}

/** A recorder of a stream that the test plays, period by period. */
async function createStream(options: Partial<RecorderOptions> = {}) {
  const folder = await mkdtemp(join(tmpdir(), 'neurorack-take-'));
  const history = openSampleHistory(createSampleHistoryMemory());
  const played = [openPlayedLog(createPlayedLogMemory()), openPlayedLog(createPlayedLogMemory())];
  const messages: string[] = [];
  const recorder = createRecorder({
    engine: { history, played },
    sampleRate: RATE,
    comment: (file) => [`render ${file}`],
    onMessage: (sentence) => messages.push(sentence),
    ...options,
  });
  onTestFinished(() => recorder.close());
  let frame = 0;
  return {
    recorder,
    messages,
    played,
    folder,
    path: join(folder, 'take.wav'),
    play: (count: number): void => {
      const period = new Float32Array(PERIOD);
      for (const end = frame + count; frame < end; frame += PERIOD) {
        for (let i = 0; i < PERIOD; i++) period[i] = sampleAt(frame + i);
        history.write(frame, period, PERIOD);
      }
    },
  };
}

/** Samples and markers of a WAV file, read chunk by chunk. */
async function readTake(path: string) {
  const bytes = await readFile(path);
  expect(bytes.readUInt32LE(4)).toBe(bytes.length - 8);
  const markers: { frame: number; label: string }[] = [];
  let samples = new Float32Array(0);
  for (let at = 12; at < bytes.length; ) {
    const id = bytes.toString('latin1', at, at + 4);
    const size = bytes.readUInt32LE(at + 4);
    const from = at + 8;
    if (id === 'data')
      samples = new Float32Array(bytes.buffer.slice(bytes.byteOffset + from, bytes.byteOffset + from + size));
    if (id === 'cue ') {
      for (let n = 0; n < bytes.readUInt32LE(from); n++) {
        markers.push({ frame: bytes.readUInt32LE(from + 4 + 24 * n + 20), label: '' });
      }
    }
    if (id === 'LIST') {
      for (let n = 0, label = from + 4; n < markers.length; n++) {
        const length = bytes.readUInt32LE(label + 4);
        markers[n].label = bytes.toString('latin1', label + 12, label + 8 + length - 1);
        label += 8 + length + (length % 2);
      }
    }
    at = from + size + (size % 2);
  }
  return { samples, markers };
}

describe('a recording', () => {
  it('equals what the sink got, to the sample, from the block in which it began', async () => {
    const { recorder, play, played, path, messages } = await createStream();
    begin(played[0], 64, 1);
    play(10_016);
    await recorder.start(path);
    play(70_400);
    expect(recorder.seconds).toBeLessThan(2);
    await recorder.stop();
    expect(recorder.seconds).toBeUndefined();
    const from = 64 + Math.floor((10_016 - 64) / BLOCK) * BLOCK;
    const { samples } = await readTake(path);
    expect(samples.length).toBe(80_416 - from);
    expect(samples.findIndex((x, n) => x !== sampleAt(from + n))).toBe(-1);
    expect(messages).toEqual([`recorded ${(samples.length / RATE).toFixed(1)} s: ${path}`]);
  });

  it('has a marker at each rise of a gate, and the performance of all jacks beside it', async () => {
    const { recorder, play, played, path } = await createStream();
    const [log] = played;
    begin(log, 0, 1);
    log.volts(0, Float64Array.of(0, 0.5, -2.25, 0));
    log.edge(300, 1, true);
    play(512);
    log.residue(512, [0.25, -1e-7, 2, 2, 1], 5);
    await recorder.start(path);
    log.edge(700, 0, true);
    log.volts(768, Float64Array.of(1.5, 0.5, -2.25, 0));
    log.edge(1000, 0, false);
    play(1024);
    await recorder.stop();
    const { markers } = await readTake(path);
    expect(markers).toEqual([
      { frame: 0, label: 'gate 2' },
      { frame: 188, label: 'gate 1' },
    ]);
    const text = await readFile(path.replace('.wav', '.perf'), 'utf8');
    expect(text).toMatch(/^# render take\.perf\n0 format 2\n0 exact\n0 residue 0\.25 -1e-7 2 2 1\n/);
    const performance = parsePerformance(text, 'take.perf');
    expect(performance.isExact).toBe(true);
    // Gate 2 is high in the residue.
    expect(performance.edges.map(({ seconds, gate, isHigh }) => [Math.round(seconds * RATE), gate, isHigh])).toEqual([
      [188, 0, true],
      [488, 0, false],
    ]);
    expect(performance.cv[0]).toMatchObject([{ volts: 0 }, { volts: 1.5 }]);
    expect(performance.cv[2]).toMatchObject([{ volts: -2.25 }]);
    expect(Math.round(performance.endSeconds * RATE)).toBe(1024);
  });

  it('begins its performance where the sounds that ring began, and a message names what it lacks where that is not known', async () => {
    const { recorder, play, played, path, messages } = await createStream();
    const [log] = played;
    log.start(0, BLOCK, 1);
    log.edge(10, 0, true);
    play(4 * BLOCK);
    await recorder.start(path);
    play(BLOCK);
    await recorder.stop();
    const lacking = await readFile(path.replace('.wav', '.perf'), 'utf8');
    expect(lacking).toMatch(/^# its performance lacks the sounds .*\n0 format 2\n0 recorded\n/m);
    expect(parsePerformance(lacking, 'take.perf')).toMatchObject({ isExact: true, lacksSounds: true });
    expect(messages[0]).toBe(
      `${path}: its performance lacks the sounds that rang at its beginning, so it is not the same samples there`,
    );
    log.residue(8 * BLOCK, [0, 0, 1, 0, 1], 5);
    log.volts(9 * BLOCK, Float64Array.of(1, 2, 3, 4));
    log.edge(9 * BLOCK + 5, 0, true);
    play(6 * BLOCK);
    await recorder.start(path);
    log.edge(12 * BLOCK, 0, false);
    play(2 * BLOCK);
    await recorder.stop();
    const text = await readFile(path.replace('.wav', '.perf'), 'utf8');
    const performance = parsePerformance(text, 'take.perf');
    const frames = (seconds: number | undefined): number => Math.round((seconds ?? 0) * RATE);
    expect(performance).toMatchObject({ isExact: true, residue: [0, 0, 1, 0, 1] });
    expect(performance.lacksSounds).toBeUndefined();
    expect([frames(performance.beginSeconds), frames(performance.endSeconds)]).toEqual([3 * BLOCK, 5 * BLOCK]);
    expect(performance.edges.map(({ seconds, isHigh }) => [frames(seconds), isHigh])).toEqual([
      [BLOCK + 5, true],
      [4 * BLOCK, false],
    ]);
    expect((await readTake(path)).markers).toEqual([{ frame: 0, label: 'gate 1' }]);
    expect(messages).toHaveLength(3);
  });

  it('of what was played before the key: the last 30 seconds, while another take goes on', async () => {
    const { recorder, play, played, path, folder } = await createStream();
    begin(played[0], 0, 1);
    play(10 * RATE - ((10 * RATE) % PERIOD));
    await recorder.start(path);
    play(25 * RATE - ((25 * RATE) % PERIOD));
    const kept = join(folder, 'kept.wav');
    await recorder.keep(kept);
    await recorder.stop();
    const { samples } = await readTake(kept);
    expect(samples.length).toBeGreaterThanOrEqual(30 * RATE);
    expect(samples.length).toBeLessThan(30 * RATE + BLOCK);
    expect((await readTake(path)).samples.length).toBeGreaterThan(24 * RATE);
    const to = 35 * RATE - ((10 * RATE) % PERIOD) - ((25 * RATE) % PERIOD);
    expect(samples[samples.length - 1]).toBe(sampleAt(to - 1));
  });

  it('takes the performance from the deck that leads when a model is exchanged', async () => {
    const { recorder, play, played, path } = await createStream();
    const [first, second] = played;
    begin(first, 0, 1);
    first.edge(100, 0, true);
    begin(second, 512, 2);
    first.edge(600, 0, true);
    second.edge(601, 0, true);
    first.edge(900, 0, true);
    await recorder.start(path);
    play(1024);
    await recorder.stop();
    const { edges } = parsePerformance(await readFile(path.replace('.wav', '.perf'), 'utf8'), 'take.perf');
    expect(edges.map(({ seconds }) => Math.round(seconds * RATE))).toEqual([100, 601]);
  });

  it('keeps what fitted on the disk when that is full, and names the cause', async () => {
    const room = HEADER_BYTES + 4 * 40_000;
    const { recorder, play, played, path, folder, messages } = await createStream({
      openFile: (name) => openSmallDisk(name, room),
    });
    begin(played[0], 0, 1);
    await recorder.start(path);
    play(96_000);
    await recorder.stop();
    const { samples, markers } = await readTake(path);
    expect(samples.length).toBe(32_768);
    expect(samples.findIndex((x, n) => x !== sampleAt(n))).toBe(-1);
    expect(markers).toEqual([]);
    expect(messages[0]).toContain('the disk is full');
    expect((await readdir(folder)).sort()).toEqual(['take.perf', 'take.wav']);
  });

  it('reports a folder that cannot be written to, and records the next take', async () => {
    const { recorder, play, played, path, folder, messages } = await createStream();
    begin(played[0], 0, 1);
    play(512);
    await recorder.start('/proc/no/take.wav');
    expect(messages).toEqual([expect.stringMatching(/^nothing is recorded: .*\/proc.*its folder does not exist/)]);
    await recorder.start('/proc/take.wav');
    expect(messages.pop()).toBe(
      'nothing is recorded: /proc/take.wav cannot be written: its folder takes no files; write to a folder of a disk',
    );
    const pipe = join(folder, 'pipe.wav');
    execFileSync('mkfifo', [pipe]);
    await recorder.start(pipe);
    expect(messages[1]).toBe(`nothing is recorded: ${pipe} is no file; name a file, such as take.wav`);
    expect((await stat(pipe)).isFIFO()).toBe(true);
    await recorder.start(path);
    play(512);
    await recorder.stop();
    expect((await readTake(path)).samples.length).toBeGreaterThan(0);
  });

  it('has its performance on the disk while it goes on, and whole at its end', async () => {
    const { recorder, play, played, path } = await createStream();
    const [log] = played;
    begin(log, 0, 1);
    await recorder.start(path);
    for (let n = 0; n < 400; n++) log.volts(n * BLOCK, Float64Array.of(n / 100, 0, 0, 0));
    play(400 * BLOCK);
    const partial = partialPath(path.replace('.wav', '.perf'));
    await until(() => readFileSync(partial, 'utf8').includes('cv1 3\n'));
    expect(readFileSync(partial, 'utf8')).not.toContain('cv1 3.99');
    await recorder.stop();
    const text = await readFile(path.replace('.wav', '.perf'), 'utf8');
    const volts = [...text.matchAll(/cv1 ([\d.]+)$/gm)].map(([, value]) => Number(value));
    expect(volts).toEqual(Array.from({ length: 400 }, (_, n) => n / 100));
  });

  it('goes on in a folder that has been removed while it was written, and is complete', async () => {
    const { recorder, play, played, folder } = await createStream();
    const gone = join(folder, 'gone');
    await mkdir(gone);
    const path = join(gone, 'take.wav');
    begin(played[0], 0, 1);
    await recorder.start(path);
    play(RATE - (RATE % PERIOD));
    await until(() => recorder.seconds !== undefined && recorder.seconds > 0.9);
    await rm(gone, { recursive: true });
    play(3 * PERIOD * 1000);
    await recorder.stop();
    const { samples } = await readTake(path);
    expect(samples.length).toBe(RATE - (RATE % PERIOD) + 3 * PERIOD * 1000);
    expect(samples.findIndex((x, n) => x !== sampleAt(n))).toBe(-1);
    expect((await readdir(gone)).sort()).toEqual(['take.perf', 'take.wav']);
  });

  it('of the whole stream goes on beside a take that begins and ends, and each has its performance', async () => {
    const { recorder, play, played, path, folder } = await createStream();
    begin(played[0], 64, 1);
    play(64 + 2 * BLOCK);
    const whole = await recorder.recordWhole(join(folder, 'whole.wav'));
    await recorder.start(path);
    played[0].edge(64 + 3 * BLOCK, 0, true);
    play(4 * BLOCK);
    await recorder.stop();
    expect(recorder.seconds).toBeUndefined();
    play(4 * BLOCK);
    expect(await whole.stop()).toBeUndefined();
    expect((await readTake(join(folder, 'whole.wav'))).samples.length).toBe(10 * BLOCK);
    expect((await readTake(join(folder, 'whole.wav'))).markers).toEqual([{ frame: 3 * BLOCK, label: 'gate 1' }]);
    expect((await readTake(path)).markers).toEqual([{ frame: BLOCK, label: 'gate 1' }]);
  });

  it('names the room of a disk that will be full soon, and the fault of a take that cannot begin', async () => {
    const { recorder, played, path, messages } = await createStream({ freeBytes: async () => 4 * RATE * 65 });
    begin(played[0], 0, 1);
    await recorder.start(path);
    expect(messages).toEqual(['the disk has room for 1:05 minutes of this take']);
    const lost = await recorder.recordWhole('/proc/no/take.wav');
    expect(await lost.stop()).toMatch(/^nothing is recorded: .*\/proc/);
  });

  it('says that nothing plays yet', async () => {
    const { recorder, path, messages } = await createStream();
    await recorder.keep(path);
    expect(messages).toEqual(['nothing is recorded: no model plays yet']);
  });
});

/** A file on a disk with room for some bytes. */
async function openSmallDisk(name: string, room: number): Promise<WritableFile> {
  const file = await open(name, 'w+');
  return {
    write: async (bytes, offset, length, position) => {
      if (position + length > room) {
        throw Object.assign(new Error('ENOSPC: no space left on device, write'), { code: 'ENOSPC', syscall: 'write' });
      }
      return file.write(bytes, offset, length, position);
    },
    read: (into, offset, length, position) => file.read(into, offset, length, position),
    stat: () => file.stat(),
    truncate: (length) => file.truncate(length),
    sync: () => file.sync(),
    close: () => file.close(),
  };
}

async function until(isMet: () => boolean): Promise<void> {
  while (!isMet()) await sleep(5);
}
