import type { Handle, OnnxCalls, OnnxLibrary } from './onnx-library.ts';
import type { NamedArray, OnnxNetwork, TensorMetadata } from './onnx-network.ts';

/** Numbers of onnxruntime_c_api.h. */
const FLOAT32 = 1;
const LOG_FATAL = 4;
const ARENA_ALLOCATOR = 1;
const DEFAULT_MEMORY = 0;

/**
 * A network in ONNX Runtime's own library: a run is one native call, which allocates nothing here.
 *
 * @throws Error with ONNX Runtime's words
 */
export function loadNative(library: OnnxLibrary, path: string): OnnxNetwork {
  const { calls } = library;
  const check = (status: unknown): void => {
    if (status === null) return;
    const message = calls.getErrorMessage(status);
    calls.releaseStatus(status);
    throw new Error(message);
  };
  const out = new BigUint64Array(1);
  /** What a call has put out. */
  const made = (status: unknown): Handle => {
    check(status);
    return out[0];
  };

  const session = openSession();
  const values: Handle[] = [];
  let isReleased = false;

  /**
   * One thread and no spinning: the render worker has a core, the audio worker needs the other. Denormals are zero, as a
   * decaying state would otherwise cost ten times the time.
   */
  function openSession(): Handle {
    // The process has one environment, which the first to ask makes.
    const environment = made(calls.createEnv(LOG_FATAL, 'neurorack', out));
    check(calls.disableTelemetryEvents(environment));
    const options = made(calls.createSessionOptions(out));
    try {
      check(calls.setSessionLogSeverityLevel(options, LOG_FATAL));
      check(calls.setIntraOpNumThreads(options, 1));
      check(calls.addSessionConfigEntry(options, 'session.intra_op.allow_spinning', '0'));
      check(calls.addSessionConfigEntry(options, 'session.set_denormal_as_zero', '1'));
      return made(calls.createSession(environment, path, options, out));
    } finally {
      calls.releaseSessionOptions(options);
    }
  }

  /** What a run takes for these arrays; `texts` is what `names` points at. */
  function bindValues(arrays: readonly NamedArray[]) {
    const memory = made(calls.createCpuMemoryInfo(ARENA_ALLOCATOR, DEFAULT_MEMORY, out));
    const bound = new BigUint64Array(arrays.length);
    try {
      for (const [i, { array, shape }] of arrays.entries()) {
        const sizes = BigInt64Array.from(shape, BigInt);
        const bytes = array.byteLength;
        bound[i] = made(calls.createTensorWithDataAsOrtValue(memory, array, bytes, sizes, sizes.length, FLOAT32, out));
        values.push(bound[i]);
      }
    } finally {
      calls.releaseMemoryInfo(memory);
    }
    const texts = arrays.map(({ name }) => new TextEncoder().encode(`${name}\0`));
    return { names: BigUint64Array.from(texts, (text) => library.addressOf(text)), texts, values: bound };
  }

  function describe(
    count: OnnxCalls['sessionGetInputCount'],
    name: OnnxCalls['sessionGetInputName'],
    info: OnnxCalls['sessionGetInputTypeInfo'],
  ): TensorMetadata[] {
    const allocator = made(calls.getAllocatorWithDefaultOptions(out));
    return Array.from({ length: Number(made(count(session, out))) }, (_, i) => {
      const text = made(name(session, i, allocator, out));
      const type = made(info(session, i, out));
      try {
        return { name: library.textAt(text), ...typeAndShape(type) };
      } finally {
        check(calls.allocatorFree(allocator, text));
        calls.releaseTypeInfo(type);
      }
    });
  }

  function typeAndShape(info: Handle): Omit<TensorMetadata, 'name'> {
    const tensor = made(calls.castTypeInfoToTensorInfo(info, out));
    if (tensor === 0n) return { isFloat32: false, shape: [] };
    const type = new Int32Array(1);
    check(calls.getTensorElementType(tensor, type));
    const sizes = new BigInt64Array(Number(made(calls.getDimensionsCount(tensor, out))));
    check(calls.getDimensions(tensor, sizes, sizes.length));
    return { isFloat32: type[0] === FLOAT32, shape: Array.from(sizes, Number) };
  }

  return {
    inputs: describe(calls.sessionGetInputCount, calls.sessionGetInputName, calls.sessionGetInputTypeInfo),
    outputs: describe(calls.sessionGetOutputCount, calls.sessionGetOutputName, calls.sessionGetOutputTypeInfo),
    bind: (inputs, outputs) => {
      const [from, to] = [bindValues(inputs), bindValues(outputs)];
      return () =>
        check(calls.run(session, null, from.names, from.values, inputs.length, to.names, outputs.length, to.values));
    },
    release: async () => {
      if (isReleased) return;
      isReleased = true;
      for (const value of values) calls.releaseValue(value);
      calls.releaseSession(session);
    },
  };
}
