import type { InferenceSession } from 'onnxruntime-node';
import type { NamedArray, OnnxNetwork, TensorMetadata } from './onnx/network.ts';
import type { OnnxRuntime } from './onnx-runtime.ts';

/** One thread and no spinning, as `loadNative`; the values are ONNX Runtime's own strings. */
const SESSION_OPTIONS: InferenceSession.SessionOptions = {
  executionProviders: ['cpu'],
  executionMode: 'sequential',
  graphOptimizationLevel: 'all',
  intraOpNumThreads: 1,
  interOpNumThreads: 1,
  logSeverityLevel: 4,
  extra: { session: { intra_op: { allow_spinning: '0' }, set_denormal_as_zero: '1' } },
};

/** Loads a network by the package onnxruntime-node: a run takes a turn of the event loop. */
export async function loadPackaged({ InferenceSession, Tensor }: OnnxRuntime, path: string): Promise<OnnxNetwork> {
  const session = await InferenceSession.create(path, SESSION_OPTIONS);
  const metadata = (value: InferenceSession.ValueMetadata): TensorMetadata => ({
    name: value.name,
    isFloat32: value.isTensor && value.type === 'float32',
    shape: value.isTensor ? value.shape : [],
  });
  const tensors = (arrays: readonly NamedArray[]) =>
    Object.fromEntries(arrays.map(({ name, shape, array }) => [name, new Tensor('float32', array, shape)]));
  return {
    inputs: session.inputMetadata.map(metadata),
    outputs: session.outputMetadata.map(metadata),
    bind: (inputs, outputs) => {
      const feeds = tensors(inputs);
      const fetches = tensors(outputs);
      return () => session.run(feeds, fetches);
    },
    release: () => session.release(),
  };
}
