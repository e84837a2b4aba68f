import type { InferenceSession, StateSnapshot } from '../../contracts/accelerator.ts';
import { NeurorackError } from '../../contracts/errors.ts';
import { gaussian } from './gaussian.ts';
import type { HopSchedule } from './hop-schedule.ts';
import { createRateFilter } from './rate-filter.ts';

/** Key of the stream's own state in a snapshot. */
const STREAM_KEY = 'stream';
/** Values of the state before the samples: runs since the note's start (-1: none has started), frames, samples in the buffer. */
const RUNS = 0;
const FRAMES = 1;
const FILLED = 2;
const HEAD = 3;
/** The random stream of the latents beyond the kept ones, 'late' in ASCII. */
const LATENT_STREAM = 0x6c617465;

/** In place of a number of runs: a run of a note's start. */
export const START_RUN = -1;

export interface DecoderStreamOptions {
  readonly schedule: HopSchedule;
  /** Rows of latents a run of the decoder. */
  readonly latentsPerRun: number;
  /** Latents that the input has, and those that are random at each hop, with their deviation. */
  readonly latents: number;
  readonly randomLatents: number;
  readonly randomScale: number;
  /** Of the input's values: mean and deviation of each latent. */
  readonly mean: readonly number[];
  readonly std: readonly number[];
}

/** Values of a stream's input: the number of runs, then the rows of latents of each. */
export const streamInputSize = ({
  schedule,
  latents,
  latentsPerRun,
}: Pick<DecoderStreamOptions, 'schedule' | 'latents' | 'latentsPerRun'>): number =>
  1 + schedule.maxRuns * latentsPerRun * latents;

/**
 * Wraps a decoder as a session of one frame a run. Input `x`: the number of runs that the frame needs by `HopSchedule`, or `START_RUN`; then
 * for each its rows of latents in deviations. A start takes `startRuns` runs on one input, whose rows they read in turn. Output `y`: the
 * frame's samples at the rate of the sets.
 *
 * @param inner a session of the decoder, one hop a run; the caller closes it
 */
export function createDecoderStream(inner: InferenceSession, options: DecoderStreamOptions): InferenceSession {
  const { schedule, latents, latentsPerRun, randomLatents, randomScale, mean, std } = options;
  const { decoder, frame, ratio, reach, startRuns } = schedule;
  const from = tensorOf(inner.inputs, 'x', latentsPerRun * (latents + randomLatents));
  const made = tensorOf(inner.outputs, 'y', decoder.hop);
  const filter = createRateFilter(ratio);
  const x = new Float32Array(streamInputSize(options));
  const y = new Float32Array(frame.hop);
  const state = new Float32Array(HEAD + 2 * decoder.hop + Math.ceil(ratio * frame.hop) + 2 * reach + 2);
  /** The decoder's samples from `firstAt` on. */
  const samples = state.subarray(HEAD);
  let rowsLeft = 0;
  let row = 0;
  let isStart = false;
  state[RUNS] = -1;

  /** The decoder's first sample that the frame after `frames` reads. */
  const firstAt = (frames: number): number => Math.floor(schedule.positionAt(frames)) - reach;

  function begin(): void {
    state[RUNS] = 0;
    state[FRAMES] = 0;
    // Before the decoder's first sample there is silence.
    state[FILLED] = Math.max(-firstAt(0), 0);
    samples.fill(0);
  }

  function encode(): void {
    for (let r = 0; r < latentsPerRun; r++) encodeRow(row * latentsPerRun + r, r * (latents + randomLatents), r);
  }

  /** Writes a row of the input to the decoder's, from `into` on; `r` is its place in the run. */
  function encodeRow(given: number, into: number, r: number): void {
    const at = 1 + given * latents;
    for (let i = 0; i < latents; i++) from[into + i] = mean[i] + std[i] * x[at + i];
    // The random numbers of a latent are the same at each number of latents a run.
    const step = (state[RUNS] * latentsPerRun + r) * randomLatents;
    for (let i = 0; i < randomLatents; i++) {
      from[into + latents + i] = state[RUNS] < 0 ? 0 : randomScale * gaussian(LATENT_STREAM, step + i);
    }
  }

  /** Appends the decoder's hop; samples before the first one that is played are dropped. */
  function take(): void {
    if (state[RUNS] < 0) return;
    const filled = state[FILLED];
    const start = Math.max(firstAt(state[FRAMES]) + filled - state[RUNS] * decoder.hop, 0);
    const count = Math.max(Math.min(decoder.hop - start, samples.length - filled), 0);
    for (let n = 0; n < count; n++) samples[filled + n] = made[start + n];
    state[FILLED] = filled + count;
    state[RUNS]++;
  }

  /** Writes the frame's samples and drops those that no later one reads. */
  function play(): void {
    if (state[RUNS] < 0) {
      y.fill(0);
      return;
    }
    const frames = state[FRAMES];
    const begins = firstAt(frames);
    const position = schedule.positionAt(frames) - begins;
    if (ratio === 1) y.set(samples.subarray(position, position + frame.hop));
    else for (let n = 0; n < y.length; n++) y[n] = filter.at(samples, position + ratio * n);
    const passed = Math.min(firstAt(frames + 1) - begins, state[FILLED]);
    samples.copyWithin(0, passed, state[FILLED]);
    state[FILLED] -= passed;
    samples.fill(0, state[FILLED]);
    state[FRAMES] = frames + 1;
  }

  function runRows(): void | Promise<void> {
    while (rowsLeft > 0) {
      rowsLeft--;
      encode();
      const pending = inner.run();
      if (pending !== undefined) return pending.then(afterRun);
      finishRow();
    }
    finish();
  }

  function finishRow(): void {
    take();
    row++;
  }

  function afterRun(): void | Promise<void> {
    finishRow();
    return runRows();
  }

  function finish(): void {
    if (isStart) y.fill(0);
    else play();
  }

  return {
    inputs: new Map([['x', x]]),
    outputs: new Map([['y', y]]),
    notice: inner.notice,
    run: () => {
      isStart = x[0] === START_RUN;
      if (isStart && (state[RUNS] < 0 || state[RUNS] >= startRuns || state[FRAMES] > 0)) begin();
      row = isStart ? state[RUNS] : 0;
      rowsLeft = isStart ? 1 : Math.min(x[0], schedule.maxRuns);
      return runRows();
    },
    warmUp: async () => {
      await inner.warmUp();
      x.fill(0);
    },
    ...createStreamState(inner, state),
    close: () => inner.close(),
  };
}

/** The state of the decoder and that of the stream, as one. */
function createStreamState(
  inner: InferenceSession,
  state: Float32Array,
): Pick<InferenceSession, 'resetState' | 'saveState' | 'loadState'> {
  return {
    resetState: () => {
      inner.resetState();
      state.fill(0);
      state[RUNS] = -1;
    },
    saveState: (into) => {
      if (into === undefined) return new Map([...inner.saveState(), [STREAM_KEY, state.slice()]]);
      inner.saveState(into);
      streamOf(into, state.length).set(state);
      return into;
    },
    loadState: (snapshot) => {
      const own = streamOf(snapshot, state.length);
      inner.loadState(snapshot);
      state.set(own);
    },
  };
}

function streamOf(snapshot: StateSnapshot, length: number): Float32Array {
  const values = snapshot.get(STREAM_KEY);
  if (values?.length === length) return values;
  throw new NeurorackError('bad-input', 'the state snapshot does not fit this decoder', {
    remedy: 'load only snapshots saved from a session of the same model',
  });
}

function tensorOf(tensors: ReadonlyMap<string, Float32Array>, name: string, size: number): Float32Array {
  const found = tensors.get(name);
  if (found?.length === size) return found;
  throw new NeurorackError(
    'bad-model',
    `the decoder's tensor '${name}' has ${found?.length ?? 'no'} values, not ${size}`,
    {
      remedy: 'import the model again, or use another one',
    },
  );
}
