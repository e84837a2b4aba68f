import type { Accelerator, InferenceSession, StateSnapshot } from '../contracts/accelerator.ts';
import { NeurorackError } from '../contracts/errors.ts';
import { pickArtifact, verifyArtifact } from './artifact.ts';
import type { ModelFolder } from './family.ts';
import type { ManifestArtifact } from './manifest.ts';

/** Frames of silence after which a network has forgotten everything: its memory is 67 frames. */
export const SILENCE_FRAMES = 80;

/** A model's network, open on an accelerator, warm, its state the one that silence leaves. */
export interface Network {
  readonly session: InferenceSession;
  readonly artifact: ManifestArtifact;
  /** The conditioning of one frame, written before `session.run()`; the session's own array. */
  readonly input: Float32Array;
  /** The result of one frame, valid until the next run. */
  readonly output: Float32Array;
  /** What every sound starts from: `session.loadState(silence)` at its trigger. */
  readonly silence: StateSnapshot;
  /** Gives the accelerator back; may be called twice. */
  close(): Promise<void>;
}

/**
 * Opens the artifact of a model that fits the accelerator, checksum verified.
 *
 * @throws NeurorackError 'unsupported', 'bad-file', 'bad-model' for the artifact, and whatever the accelerator's `open` throws
 */
export async function openNetwork(model: ModelFolder, accelerator: Accelerator): Promise<Network> {
  const artifact = pickArtifact(model, accelerator.name);
  if (artifact.kind !== 'stateful') {
    throw new NeurorackError(
      'unsupported',
      `${artifact.file} is ${artifact.kind}: only stateful artifacts are played`,
      {
        remedy: `export ${model.manifest.id} for ${accelerator.name} with its state as inputs and outputs`,
      },
    );
  }
  const session = await accelerator.open(await verifyArtifact(model, artifact));
  try {
    const { input, output } = ports(session, artifact);
    await session.warmUp();
    const silence = await reachSilence(session, input, model.manifest.silence);
    return { session, artifact, input, output, silence, close: () => session.close() };
  } catch (error) {
    await session.close();
    throw error;
  }
}

/** The one input and the one output that are no state. */
function ports(
  session: InferenceSession,
  { file, state }: ManifestArtifact,
): { input: Float32Array; output: Float32Array } {
  const paired = new Set(state.flatMap((pair) => [pair.input, pair.output]));
  const [input, ...moreInputs] = [...session.inputs].filter(([name]) => !paired.has(name));
  const [output, ...moreOutputs] = [...session.outputs].filter(([name]) => !paired.has(name));
  if (input !== undefined && output !== undefined && moreInputs.length + moreOutputs.length === 0) {
    return { input: input[1], output: output[1] };
  }
  throw new NeurorackError('bad-model', `${file} needs one input and one output besides its state`, {
    remedy: 'export the model again with its conditioning in one tensor and its result in another',
  });
}

async function reachSilence(
  session: InferenceSession,
  input: Float32Array,
  frame: readonly number[],
): Promise<StateSnapshot> {
  if (frame.length !== input.length) {
    throw new NeurorackError('bad-model', `silence has ${frame.length} numbers, the network takes ${input.length}`, {
      remedy: 'install the model again',
    });
  }
  for (let i = 0; i < SILENCE_FRAMES; i++) {
    input.set(frame);
    await session.run();
  }
  const silence = session.saveState();
  if ([...silence.values()].every((values) => values.every(Number.isFinite))) return silence;
  throw new NeurorackError('device-fault', 'the network answers silence with numbers that are not finite', {
    remedy: 'check the model and the accelerator with `neurorack model check`',
  });
}
