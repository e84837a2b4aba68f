import type { ArtifactSpec, InferenceSession, StateSnapshot, TensorSpec } from '../contracts/accelerator.ts';
import { NeurorackError } from '../contracts/errors.ts';

/** Key of the window in a state snapshot. */
const WINDOW_KEY = 'window';

/** The tensors of a windowed network: input is the last frames, oldest first; output is the result for the newest. */
export interface FrameWindow {
  readonly input: TensorSpec;
  readonly output: TensorSpec;
  readonly channels: number;
  /** Window length in frames, including the newest. */
  readonly frames: number;
}

/**
 * Reads the window of an artifact of kind 'stateless': one input `[1, C, 1, W]`, one output `[1, K, 1, 1]`, no state.
 *
 * @throws NeurorackError 'bad-model' when the tensors have another form
 */
export function windowOf({ path, inputs, outputs, state }: ArtifactSpec): FrameWindow {
  const [input, ...moreInputs] = inputs;
  const [output, ...moreOutputs] = outputs;
  const [, channels = 0, height = 0, frames = 0] = input?.shape ?? [];
  const isWindow = input?.shape.length === 4 && height === 1 && output?.shape.slice(2).join() === '1,1';
  if (isWindow && input !== undefined && output !== undefined) {
    if (moreInputs.length + moreOutputs.length + state.length === 0) return { input, output, channels, frames };
  }
  throw new NeurorackError('bad-model', `${path} is not a windowed network (a window of frames in, one frame out)`, {
    remedy: 'export it with one input [1, channels, 1, frames], one output [1, numbers, 1, 1], and no state',
  });
}

/**
 * Wraps a windowed network as a session with memory: `inputs` takes one frame, the session keeps the window. Each run moves the
 * window by one frame; once W frames have been fed, the result is that of the network with caches.
 *
 * @param inner a session on the artifact; closed together with this one
 */
export function createWindowedSession(inner: InferenceSession, artifact: ArtifactSpec): InferenceSession {
  const { input, channels, frames } = windowOf(artifact);
  const window = inner.inputs.get(input.name) ?? new Float32Array(channels * frames);
  const frame = new Float32Array(channels);
  let isBusy = false;

  /** The window is stored channel by channel: each moves by one, and the frame is appended. */
  function shift(): void {
    window.copyWithin(0, 1);
    for (let c = 0; c < channels; c++) window[(c + 1) * frames - 1] = frame[c];
  }

  function run(): void | Promise<void> {
    // Checked before the window moves: a run refused afterwards would leave a frame in it twice.
    if (isBusy) throw new NeurorackError('busy', 'a run is under way', { remedy: 'wait for the last run to end' });
    shift();
    const pending = inner.run();
    if (pending === undefined) return undefined;
    isBusy = true;
    return pending.finally(() => {
      isBusy = false;
    });
  }

  function windowValues(snapshot: StateSnapshot): Float32Array {
    const values = snapshot.get(WINDOW_KEY);
    if (values?.length === window.length) return values;
    throw new NeurorackError('bad-input', 'the state snapshot does not fit this window', {
      remedy: 'load only snapshots saved from a session of the same artifact',
    });
  }

  return {
    inputs: new Map([[input.name, frame]]),
    outputs: inner.outputs,
    notice: inner.notice,
    run,
    resetState: () => {
      window.fill(0);
    },
    warmUp: async () => {
      await inner.warmUp();
      frame.fill(0);
    },
    saveState: (into = new Map([[WINDOW_KEY, new Float32Array(window.length)]])) => {
      windowValues(into).set(window);
      return into;
    },
    loadState: (snapshot) => {
      window.set(windowValues(snapshot));
    },
    close: () => inner.close(),
  };
}
