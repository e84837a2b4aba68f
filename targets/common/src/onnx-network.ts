import { isMainThread } from 'node:worker_threads';
import type { InferenceSession as OnnxSession, Tensor } from 'onnxruntime-node';
import type { Binding } from 'onnxruntime-node/dist/binding.js';
import type { OnnxRuntime } from './onnx-runtime.ts';

/** A network that ONNX Runtime has loaded. */
export interface OnnxNetwork {
  readonly inputs: readonly TensorMetadata[];
  readonly outputs: readonly TensorMetadata[];
  /** Writes `fetches`; a promise where a run goes through the event loop. */
  run(feeds: Tensors, fetches: Tensors): unknown;
  release(): Promise<void>;
}

export type Tensors = Readonly<Record<string, Tensor>>;

export interface TensorMetadata {
  readonly name: string;
  readonly isFloat32: boolean;
  /** A dimension that is not fixed is a name or negative. */
  readonly shape: readonly (number | string)[];
}

/** ONNX Runtime's number for float32. */
const FLOAT32 = 1;
const RUN_OPTIONS = {};

/**
 * Loads a network. The package's own `run` computes on the calling thread, too, but waits for a turn of the event loop before: in
 * a worker, which has nothing else to do, a run is a plain call to the native part. Where the package no longer has that part in
 * its place, it is as on the main thread.
 *
 * @throws whatever ONNX Runtime throws
 */
export async function loadNetwork(
  runtime: OnnxRuntime,
  path: string,
  options: OnnxSession.SessionOptions,
  isDirect = !isMainThread,
): Promise<OnnxNetwork> {
  const Session = isDirect ? await findDirectSession() : undefined;
  return Session === undefined
    ? viaEventLoop(await runtime.InferenceSession.create(path, options))
    : direct(new Session(), path, options);
}

async function findDirectSession(): Promise<Binding.InferenceSessionConstructor | undefined> {
  try {
    const { binding, initOrt } = await import('onnxruntime-node/dist/binding.js');
    initOrt();
    return binding.InferenceSession;
  } catch {
    return undefined;
  }
}

function direct(session: Binding.InferenceSession, path: string, options: OnnxSession.SessionOptions): OnnxNetwork {
  session.loadModel(path, options);
  const metadata = ({ name, isTensor, type, shape }: Binding.ValueMetadata): TensorMetadata => ({
    name,
    isFloat32: isTensor && type === FLOAT32,
    shape,
  });
  return {
    inputs: session.inputMetadata.map(metadata),
    outputs: session.outputMetadata.map(metadata),
    run: (feeds, fetches) => {
      session.run(feeds, fetches, RUN_OPTIONS);
    },
    release: async () => session.dispose(),
  };
}

function viaEventLoop(session: OnnxSession): OnnxNetwork {
  const metadata = (value: OnnxSession.ValueMetadata): TensorMetadata => ({
    name: value.name,
    isFloat32: value.isTensor && value.type === 'float32',
    shape: value.isTensor ? value.shape : [],
  });
  return {
    inputs: session.inputMetadata.map(metadata),
    outputs: session.outputMetadata.map(metadata),
    run: (feeds, fetches) => session.run(feeds, fetches),
    release: () => session.release(),
  };
}
