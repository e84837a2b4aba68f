import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { type AlsaLibrary, openAlsaCapture, type PcmCapture } from '@neurorack/common';
import { buildSync } from 'esbuild';
import { afterAll, describe, expect, it } from 'vitest';
import { z } from 'zod';
import { hasAlsa } from '../../../testing/alsa-recorder.ts';
import { namedErrorOf } from '../../../testing/named-error.ts';

/** A libasound whose `read` returns these numbers in turn, and then that nothing has arrived. */
function libraryOf({ opening, setting, reads = [] }: { opening?: number; setting?: number; reads?: number[] }) {
  const log: string[] = [];
  const pcm: PcmCapture = {
    set: ({ sampleRate, channels }) =>
      setting ?? { sampleRate, periodFrames: 32, bufferFrames: 2048, sampleBytes: 2, channels },
    start: () => {
      log.push('start');
      return 0;
    },
    read: (bytes) => {
      new DataView(bytes.buffer).setInt16(0, 0x4000, true);
      return reads.shift() ?? -11;
    },
    recover: (error) => {
      log.push(`recover ${error}`);
      return error === -32 ? 0 : error;
    },
    close: () => void log.push('close'),
  };
  const library: AlsaLibrary = {
    open: () => -2,
    openCapture: () => opening ?? pcm,
    message: (error) => `error ${-error}`,
    names: () => [],
    inspect: () => -2,
  };
  return { log, open: () => openAlsaCapture('hw:CARD=ES8', 4, { load: () => library }) };
}

describe('a recording of ALSA', () => {
  it.each([
    [{ opening: -16 }, 'busy', 'the input hw:CARD=ES8 does not open: error 16'],
    [{ opening: -2 }, 'missing-device', 'the input hw:CARD=ES8 does not open: error 2'],
    [{ setting: -22 }, 'unsupported', 'the input hw:CARD=ES8 has no 4 channels: error 22'],
  ])('says why it does not open (%j)', async (faults, kind, message) => {
    const error = await namedErrorOf(() => libraryOf(faults).open());
    expect([error.kind, error.message]).toEqual([kind, message]);
  });

  it('returns what has arrived, or nothing, without waiting', () => {
    const capture = libraryOf({ reads: [3] }).open();
    const into = new Float32Array(4 * 256);
    expect([capture.read(into), into[0]]).toEqual([3, 0.5]);
    expect(capture.read(into)).toBe(0);
  });

  it('continues after samples were lost, and says so once', () => {
    const { open, log } = libraryOf({ reads: [-32, 5] });
    const capture = open();
    const into = new Float32Array(4 * 256);
    expect([capture.read(into), capture.takeGap(), capture.takeGap()]).toEqual([0, true, false]);
    expect(capture.read(into)).toBe(5);
    expect(log).toEqual(['start', 'recover -32', 'start']);
  });

  it('reports a device fault when it is unplugged', async () => {
    const capture = libraryOf({ reads: [-19] }).open();
    const error = await namedErrorOf(() => capture.read(new Float32Array(1024)));
    expect([error.kind, error.message]).toEqual(['device-fault', 'the input hw:CARD=ES8 is gone: error 19']);
  });
});

const ROOT = join(import.meta.dirname, '../../..');
/** Whole blocks: the plug-in drops a part of one at the end of its file. */
const FRAMES = 3072;
const RATE = 48_000;
const CHANNELS = 4;
const folder = mkdtempSync(join(ROOT, 'dist/alsa-capture-'));
afterAll(() => rmSync(folder, { recursive: true }));

/** Records gates in the channels 1 and 2, and ramps in 3 and 4: volts of a card with 10 V at full scale. */
function writeRecording(): void {
  const bytes = Buffer.alloc(4 * CHANNELS * FRAMES);
  for (let n = 0; n < FRAMES; n++) {
    const volts = [n >= 137 && n < 141 ? 5 : 0, n >= 512 && n < 2048 ? 5 : 0, (8 * n) / FRAMES, -3];
    for (const [channel, one] of volts.entries()) {
      bytes.writeInt32LE(Math.round((one / 10) * 0x7fff_ffff), 4 * (CHANNELS * n + channel));
    }
  }
  writeFileSync(join(folder, 'in.raw'), bytes);
  writeFileSync(
    join(folder, 'asound.conf'),
    `pcm.null { type null }
pcm.es8 { type file file "/dev/null" infile "${join(folder, 'in.raw')}" format raw slave { pcm "null" } }
`,
  );
}

/** Runs a module of this repository in a process whose ALSA has the interface `es8`. */
function runWithInterface(name: string, contents: string): unknown {
  const stdin = { contents, resolveDir: ROOT, loader: 'ts' } as const;
  const outfile = join(folder, `${name}.mjs`);
  buildSync({ stdin, outfile, bundle: true, platform: 'node', format: 'esm', external: ['koffi', 'onnx*'] });
  const env = { ...process.env, ALSA_CONFIG_PATH: join(folder, 'asound.conf') };
  const { stdout, stderr } = spawnSync(process.execPath, [outfile], { encoding: 'utf8', env });
  expect(stderr).toBe('');
  return JSON.parse(stdout);
}

describe.skipIf(!hasAlsa)('jacks of libasound itself, with its file plug-in as the interface', () => {
  it('give sample-accurate edges and the voltages of a recorded ramp', () => {
    writeRecording();
    const contents = `
      import { openAlsaJacks } from ${JSON.stringify(join(ROOT, 'targets/common/src/alsa/alsa-jacks.ts'))};
      import { createManualClock } from ${JSON.stringify(join(ROOT, 'src/contracts/fakes/manual-clock.ts'))};
      import { asEdgeGates } from ${JSON.stringify(join(ROOT, 'src/control/sampled-gates.ts'))};
      const clock = createManualClock(1e6);
      const channels = { gate1: 1, gate2: 2, cv1: 3, cv2: 4 };
      const jacks = { device: 'alsa:es8', channels, fullScaleVolts: 10 };
      const { cv, gates } = await openAlsaJacks(jacks, clock);
      const edges = [];
      const into = new Float32Array(4);
      asEdgeGates(gates).poll((gate, isHigh, timeUs) => edges.push({ gate, isHigh, timeUs }));
      cv.read(into);
      console.log(JSON.stringify({ edges, volts: [...into] }));
      await gates.close();`;
    const { edges, volts } = z
      .object({
        edges: z.array(z.object({ gate: z.number(), isHigh: z.boolean(), timeUs: z.number() })),
        volts: z.array(z.number()),
      })
      .parse(runWithInterface('edges', contents));
    // The mean of the last 16 samples of the ramp to 8 V.
    expect(volts).toEqual([(8 * (FRAMES - 8.5)) / FRAMES, -3, 0, 0].map((one) => expect.closeTo(one, 4)));
    expect(edges.map(({ gate, isHigh }) => [gate, isHigh])).toEqual([
      [0, true],
      [0, false],
      [1, true],
      [1, false],
    ]);
    const frames = edges.map(({ timeUs }) => ((timeUs - edges[0].timeUs) * RATE) / 1e6 + 137);
    expect(frames).toEqual([137, 141, 512, 2048].map((frame) => expect.closeTo(frame, 3)));
  });

  it('are calibrated by two known voltages', () => {
    writeRecording();
    const recording = JSON.stringify(join(folder, 'in.raw'));
    const contents = `
      import { openSync, writeSync } from 'node:fs';
      import { openAlsaJacks } from ${JSON.stringify(join(ROOT, 'targets/common/src/alsa/alsa-jacks.ts'))};
      import { createManualClock } from ${JSON.stringify(join(ROOT, 'src/contracts/fakes/manual-clock.ts'))};
      import { calibrateJacks } from ${JSON.stringify(join(ROOT, 'src/cli/calibrate/calibrate-jacks.ts'))};
      // The interface reads 4 % too much and 60 mV too high; the recording is exchanged while it plays.
      const patch = (volts) => {
        const sample = Math.round(((volts * 1.04 + 0.06) / 10) * 0x7fffffff);
        writeSync(openSync(${recording}, 'r+'), new Uint8Array(new Int32Array(2 ** 21).fill(sample).buffer), 0, 2 ** 23, 0);
      };
      patch(0);
      const jacks = { device: 'alsa:es8', channels: { cv1: 1 }, fullScaleVolts: 10 };
      const { cv } = await openAlsaJacks(jacks, createManualClock(1e6));
      const answers = [];
      const terminal = {
        line: (text) => {
          const volts = /patch (\\d) V/.exec(text)?.[1];
          if (volts === undefined) return void answers.push('stop');
          patch(Number(volts));
          answers.push('go');
        },
        status: () => undefined,
      };
      const prompt = { terminal, nextAnswer: () => answers.shift(), waitForReading: async () => undefined };
      const request = { jacks: ['cv1'], points: [0, 5], stored: {} };
      console.log(JSON.stringify(await calibrateJacks({ cv, stepVolts: 0, prompt }, request) ?? []));
      await cv.close();`;
    expect(runWithInterface('calibrate', contents)).toEqual([
      expect.objectContaining({
        jack: 'cv1',
        after: { slope: expect.closeTo(1 / 1.04, 4), offset: expect.closeTo(-0.06 / 1.04, 4) },
        points: [
          expect.objectContaining({ volts: 0, readVolts: expect.closeTo(0.06, 4) }),
          expect.objectContaining({ volts: 5, readVolts: expect.closeTo(5.26, 4) }),
        ],
      }),
    ]);
  });
});
