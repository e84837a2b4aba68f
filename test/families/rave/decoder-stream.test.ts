import { describe, expect, it } from 'vitest';
import type { InferenceSession } from '../../../src/contracts/accelerator.ts';
import { createSessionTensors } from '../../../src/contracts/session-tensors.ts';
import { createDecoderStream, START_RUN } from '../../../src/families/rave/decoder-stream.ts';
import { gaussian } from '../../../src/families/rave/gaussian.ts';
import { createHopSchedule } from '../../../src/families/rave/hop-schedule.ts';
import { openSession } from '../../../src/model/open-session.ts';
import { accelerator, loadTiny } from './tiny-rave.ts';

const FRAME = { sampleRate: 44_100, hop: 256 };

/** A decoder whose output is `wave` at its own sample, whatever its latents are; state: its runs. */
function waveDecoder(hop: number, wave: (n: number) => number): InferenceSession & { readonly runs: number } {
  const tensors = createSessionTensors({
    path: 'wave',
    inputs: [
      { name: 'x', shape: [1, 1, 1, 1] },
      { name: 'past', shape: [1, 1] },
    ],
    outputs: [
      { name: 'y', shape: [1, hop, 1, 1] },
      { name: 'next', shape: [1, 1] },
    ],
    state: [{ input: 'past', output: 'next' }],
  });
  let runs = 0;
  return {
    ...tensors,
    get runs() {
      return runs;
    },
    run: () => {
      runs++;
      const [past = 0] = tensors.inputs.get('past') ?? [];
      tensors.outputs.get('y')?.forEach((_, n, y) => {
        y[n] = wave(past * hop + n);
      });
      tensors.outputs.get('next')?.fill(past + 1);
      tensors.carryState();
    },
    warmUp: async () => undefined,
    close: async () => undefined,
  };
}

const plain = { latents: 1, latentsPerRun: 1, randomLatents: 0, randomScale: 0, mean: [0], std: [1] };

/** The stream's sound for `frames` frames after a start. */
async function played(stream: InferenceSession, schedule: ReturnType<typeof createHopSchedule>, frames: number) {
  const x = stream.inputs.get('x') ?? new Float32Array(0);
  const y = stream.outputs.get('y') ?? new Float32Array(0);
  const sound = new Float32Array(frames * FRAME.hop);
  stream.resetState();
  x[0] = START_RUN;
  for (let run = 0; run < schedule.startRuns; run++) await stream.run();
  for (let k = 1; k <= frames; k++) {
    x[0] = schedule.runsBy(k) - schedule.runsBy(k - 1);
    await stream.run();
    sound.set(y, (k - 1) * FRAME.hop);
  }
  return sound;
}

describe('a decoder behind a session of one frame a run', () => {
  it('plays what the decoder plays offline on the same latents, less its delay', async () => {
    const model = await loadTiny();
    const delay = 200;
    const schedule = createHopSchedule({ sampleRate: 44_100, hop: 128 }, FRAME, delay);
    const options = {
      schedule,
      latents: 4,
      latentsPerRun: 1,
      randomLatents: 4,
      randomScale: 0.7,
      mean: [0.1, 0, 0, 0],
      std: [2, 1, 1, 0.5],
    };
    const frames = 20;
    const rowOf = (run: number): number[] => [0, 1, 2, 3].map((i) => Math.sin(run * 0.7 + i));
    const offline = await openSession(model, accelerator);
    const expected: number[] = [];
    for (let run = 0; run < schedule.runsBy(frames); run++) {
      const x = offline.inputs.get('x');
      for (const [i, value] of rowOf(run).entries()) {
        x?.fill((options.mean[i] ?? 0) + (options.std[i] ?? 0) * Math.fround(value), i, i + 1);
      }
      for (let i = 0; i < 4; i++) x?.fill(0.7 * gaussian(0x6c617465, run * 4 + i), 4 + i, 5 + i);
      await offline.run();
      expected.push(...(offline.outputs.get('y') ?? []));
    }
    const inner = await openSession(model, accelerator);
    const stream = createDecoderStream(inner, options);
    const x = stream.inputs.get('x') ?? new Float32Array(0);
    const sound: number[] = [];
    x[0] = START_RUN;
    for (let run = 0; run < schedule.startRuns; run++) x.set(rowOf(run), 1 + 4 * run);
    for (let run = 0; run < schedule.startRuns; run++) await stream.run();
    for (let k = 1; k <= frames; k++) {
      const first = schedule.runsBy(k - 1);
      x[0] = schedule.runsBy(k) - first;
      for (let run = 0; run < x[0]; run++) x.set(rowOf(first + run), 1 + 4 * run);
      await stream.run();
      sound.push(...(stream.outputs.get('y') ?? []));
    }
    expect(sound).toEqual(expected.slice(delay, delay + sound.length));
    await Promise.all([offline.close(), inner.close()]);
  });

  it.each([
    [128, 44_100, 110],
    [512, 44_100, 5027],
    [2048, 44_100, 0],
    [2048, 44_100, 12_524],
    [1024, 48_000, 1800],
    [2048, 48_000, 13_632],
    [256, 22_050, 300],
    [512, 96_000, 77],
  ])(
    'plays a hop of %i at %i Hz, late by %i, at the rate of the sets without a seam',
    async (hop, sampleRate, delay) => {
      const hz = 997;
      const decoder = waveDecoder(hop, (n) => Math.sin((2 * Math.PI * hz * (n - delay)) / sampleRate));
      const schedule = createHopSchedule({ sampleRate, hop }, FRAME, delay);
      const frames = 60;
      const sound = await played(createDecoderStream(decoder, { ...plain, schedule }), schedule, frames);
      // Before the decoder's first sample there is silence, which a filter that reaches back includes.
      const from = 300;
      const largest = sound.reduce((most, x, n) => {
        const error = Math.abs(x - Math.sin((2 * Math.PI * hz * n) / 44_100));
        return n < from ? most : Math.max(most, error);
      }, 0);
      expect(largest).toBeLessThan(sampleRate === 44_100 ? 1e-5 : 1e-4);
      expect(decoder.runs).toBe(schedule.runsBy(frames));
    },
  );

  it('leaves nothing of a tone above the band of the sets: 80 dB', async () => {
    const schedule = createHopSchedule({ sampleRate: 96_000, hop: 512 }, FRAME, 0);
    const decoder = waveDecoder(512, (n) => Math.sin((2 * Math.PI * 25_000 * n) / 96_000));
    const sound = await played(createDecoderStream(decoder, { ...plain, schedule }), schedule, 40);
    expect(sound.subarray(500).reduce((most, x) => Math.max(most, Math.abs(x)), 0)).toBeLessThan(1e-4);
  });

  it('goes on from a saved state as if it had never stopped, also half-way through a start', async () => {
    const schedule = createHopSchedule({ sampleRate: 48_000, hop: 512 }, FRAME, 3000);
    const make = () =>
      createDecoderStream(
        waveDecoder(512, (n) => Math.sin(n / 9)),
        { ...plain, schedule },
      );
    const expected = await played(make(), schedule, 12);
    const stream = make();
    const x = stream.inputs.get('x') ?? new Float32Array(0);
    x[0] = START_RUN;
    for (let run = 0; run < 2; run++) await stream.run();
    const begun = stream.saveState();
    const other = make();
    await played(other, schedule, 7);
    other.loadState(begun);
    const input = other.inputs.get('x') ?? new Float32Array(0);
    input[0] = START_RUN;
    for (let run = 2; run < schedule.startRuns; run++) await other.run();
    const sound: number[] = [];
    for (let k = 1; k <= 12; k++) {
      input[0] = schedule.runsBy(k) - schedule.runsBy(k - 1);
      await other.run();
      sound.push(...(other.outputs.get('y') ?? []));
      if (k % 3 === 0) other.loadState(other.saveState());
    }
    expect(Float32Array.from(sound)).toEqual(expected);
  });
});
