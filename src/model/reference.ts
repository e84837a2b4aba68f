import type { InferenceSession } from '../contracts/accelerator.ts';
import { NeurorackError } from '../contracts/errors.ts';
import { floatsOf } from '../contracts/float-bytes.ts';
import { readVerified } from './checksum.ts';
import type { ModelFolder } from './family.ts';
import type { ManifestArtifact } from './manifest.ts';

/** Errors of an accelerator against the model's reference output. */
export interface ReferenceResult {
  /** Number of frames compared. */
  readonly frames: number;
  /** Largest absolute difference of any value; NaN when the network returned NaN. */
  readonly maxError: number;
  readonly rmsError: number;
  /** Tolerance of `maxError` in the manifest, for the artifact's precision. */
  readonly tolerance: number;
  /** Tolerance of `rmsError`; absent in some manifests. */
  readonly rmsTolerance?: number;
  /** Whether both errors are within their tolerances. */
  readonly passed: boolean;
}

/**
 * Replays the model's reference input from zero state and compares the result with its reference output. A windowed network is
 * compared from the frame at which its window is full: before that, its window holds zeros where the reference has no past.
 *
 * @param session open on `artifact`; its state is overwritten
 * @throws NeurorackError 'bad-file' or 'bad-model' when a reference file is missing, of the wrong size, or damaged
 */
export async function replayReference(
  model: ModelFolder,
  artifact: ManifestArtifact,
  session: InferenceSession,
): Promise<ReferenceResult> {
  const { frames, ...reference } = model.manifest.reference;
  const stateNames = new Set(artifact.state.flatMap((pair) => [pair.input, pair.output]));
  const input = dataTensor(session.inputs, stateNames, artifact);
  const output = dataTensor(session.outputs, stateNames, artifact);
  const given = await readFloats(model, reference.input, reference.sha256.input, frames * input.length);
  const expected = await readFloats(model, reference.output, reference.sha256.output, frames * output.length);

  const first = artifact.kind === 'stateless' ? (artifact.inputs[0].shape[3] ?? 1) - 1 : 0;
  if (first >= frames) {
    throw new NeurorackError(
      'bad-model',
      `the reference of ${frames} frames is shorter than the window of ${artifact.file}`,
      {
        remedy: 'export the model again with a longer reference',
      },
    );
  }
  let maxError = 0;
  let squares = 0;
  session.resetState();
  for (let frame = 0; frame < frames; frame++) {
    input.set(given.subarray(frame * input.length, (frame + 1) * input.length));
    await session.run();
    if (frame < first) continue;
    for (let i = 0; i < output.length; i++) {
      const error = Math.abs(output[i] - expected[frame * output.length + i]);
      if (!(error <= maxError)) maxError = Number.isNaN(maxError) ? maxError : error; // NaN is kept
      squares += error * error;
    }
  }

  const tolerance = reference.tolerance[artifact.precision] ?? reference.tolerance.fp16;
  const rmsError = Math.sqrt(squares / ((frames - first) * output.length));
  const rmsTolerance = reference.rmsTolerance?.[artifact.precision] ?? reference.rmsTolerance?.fp16;
  const passed = maxError <= tolerance && (rmsTolerance === undefined || rmsError <= rmsTolerance);
  return {
    frames: frames - first,
    maxError,
    rmsError,
    tolerance,
    ...(rmsTolerance !== undefined && { rmsTolerance }),
    passed,
  };
}

/** Reads a file of raw little-endian float32. */
async function readFloats(model: ModelFolder, file: string, sha256: string, length: number): Promise<Float32Array> {
  return floatsOf(await readVerified(model, file, { sha256, bytes: length * 4 }));
}

/** The only tensor that is not state. */
function dataTensor(
  tensors: ReadonlyMap<string, Float32Array>,
  stateNames: ReadonlySet<string>,
  { file }: ManifestArtifact,
): Float32Array {
  const [first, ...more] = [...tensors].filter(([name]) => !stateNames.has(name));
  if (first !== undefined && more.length === 0) return first[1];
  throw new NeurorackError('bad-model', `${file} needs one input and one output besides its state`, {
    remedy: 'export the model again with its conditioning in one tensor and its result in another',
  });
}
