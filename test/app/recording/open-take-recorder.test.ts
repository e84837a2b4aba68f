import { mkdtemp, readdir, readFile, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { describe, expect, it, onTestFinished } from 'vitest';
import { openTakeRecorder } from '../../../src/app/recording/open-take-recorder.ts';
import { DEFAULT_PATCH } from '../../../src/control/patch.ts';
import { createPlayedLogMemory, openPlayedLog } from '../../../src/engine/played-log.ts';
import { createSampleHistoryMemory, openSampleHistory } from '../../../src/engine/sample-history.ts';
import { createIdleInstrument } from '../../instrument/idle-instrument.ts';

const PERIOD = 64;

/** A recorder of takes in a folder that does not exist yet, of a stream with one second of a ramp. */
async function createTakes(folder?: string) {
  const home = await mkdtemp(join(tmpdir(), 'neurorack-takes-'));
  const history = openSampleHistory(createSampleHistoryMemory());
  const log = openPlayedLog(createPlayedLogMemory());
  log.start(0, 256, 1);
  log.residue(0, [0, 0, 0, 0, 1], 5);
  for (let frame = 0; frame < 44_100; frame += PERIOD) history.write(frame, new Float32Array(PERIOD).fill(0.5), PERIOD);
  const messages: string[] = [];
  const { engine } = createIdleInstrument().instrument;
  const takes = folder ?? join(home, 'recordings');
  const recorder = openTakeRecorder(
    { engine: { ...engine, history, played: [log] }, patch: DEFAULT_PATCH },
    { folder: takes, sampleRate: 44_100, block: 256, seed: 1, onMessage: (sentence) => messages.push(sentence) },
  );
  onTestFinished(() => recorder.close());
  return { recorder, messages, takes };
}

const recorded = (messages: readonly string[]) => messages.filter((sentence) => sentence.startsWith('recorded'));

describe('takes of a folder', () => {
  it('have names of their own, though they begin within the same second', async () => {
    const { recorder, messages, takes } = await createTakes();
    recorder.start();
    recorder.keep();
    recorder.keep();
    while (recorded(messages).length < 2 || recorder.seconds === undefined) await sleep(5);
    recorder.stop();
    while (recorded(messages).length < 3) await sleep(5);
    const files = await readdir(takes);
    expect(files.filter((name) => name.endsWith('.wav')).length).toBe(3);
    expect(files.filter((name) => name.endsWith('.perf')).length).toBe(3);
    const perf = await readFile(join(takes, files.find((name) => name.endsWith('.perf')) ?? ''), 'utf8');
    expect(perf).toContain('--block 256 --seed 1 --model impacts --set Boom --set-b Cowbell');
  });

  it('cannot be in a folder that is a file, which a message says', async () => {
    const file = join(await mkdtemp(join(tmpdir(), 'neurorack-takes-')), 'file');
    await writeFile(file, '');
    const { recorder, messages } = await createTakes(file);
    recorder.keep();
    while (messages.length === 0) await sleep(5);
    expect(messages).toEqual([
      `nothing is recorded: ${file} cannot be written: another file has that name; remove that file, or write elsewhere`,
    ]);
  });
});
