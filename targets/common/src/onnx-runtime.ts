import { NeurorackError } from '@neurorack/contracts/errors';

/** The part of onnxruntime-node that is used here. */
export type OnnxRuntime = Pick<typeof import('onnxruntime-node'), 'InferenceSession' | 'Tensor'>;

/**
 * Loads ONNX Runtime. It has 46 MB of native code, so it is loaded with the first network only.
 *
 * @throws NeurorackError 'missing-library' without the package or its native part
 */
export async function loadRuntime(
  load: () => Promise<OnnxRuntime> = () => import('onnxruntime-node'),
): Promise<OnnxRuntime> {
  try {
    return await load();
  } catch (cause) {
    throw new NeurorackError('missing-library', 'ONNX Runtime (onnxruntime-node) could not be loaded', {
      remedy: 'run `npm ci` again on Linux x64 or arm64 (glibc 2.28 or newer), macOS on Apple silicon, or Windows',
      cause,
    });
  }
}
