import type { NamedArray, OnnxNetwork, TensorMetadata } from './onnx/network.ts';
import type { Handle, OnnxCalls, OnnxLibrary } from './onnx-library.ts';

/** Constants of onnxruntime_c_api.h. */
const FLOAT32 = 1;
const LOG_FATAL = 4;
const ARENA_ALLOCATOR = 1;
const DEFAULT_MEMORY = 0;

/**
 * Loads a network into ONNX Runtime's library: a run is one native call, which allocates nothing in JavaScript.
 *
 * @throws Error with ONNX Runtime's message
 */
export function loadNative(library: OnnxLibrary, path: string): OnnxNetwork {
  const network = new NativeNetwork(library, path);
  const { inputs, outputs } = network;
  return { inputs, outputs, bind: (from, to) => network.bind(from, to), release: async () => network.release() };
}

class NativeNetwork {
  readonly inputs: readonly TensorMetadata[];
  readonly outputs: readonly TensorMetadata[];
  readonly #library: OnnxLibrary;
  readonly #calls: OnnxCalls;
  /** Receives the handle or number that a call returns through a pointer. */
  readonly #out = new BigUint64Array(1);
  readonly #session: Handle;
  readonly #values: Handle[] = [];
  #isReleased = false;

  constructor(library: OnnxLibrary, path: string) {
    this.#library = library;
    this.#calls = library.calls;
    const { calls } = library;
    this.#session = this.#openSession(path);
    this.inputs = this.#describe(calls.sessionGetInputCount, calls.sessionGetInputName, calls.sessionGetInputTypeInfo);
    this.outputs = this.#describe(
      calls.sessionGetOutputCount,
      calls.sessionGetOutputName,
      calls.sessionGetOutputTypeInfo,
    );
  }

  bind(inputs: readonly NamedArray[], outputs: readonly NamedArray[]): () => void {
    const [from, to] = [this.#bindValues(inputs), this.#bindValues(outputs)];
    const [calls, session] = [this.#calls, this.#session];
    return () =>
      this.#check(
        calls.run(session, null, from.names, from.values, inputs.length, to.names, outputs.length, to.values),
      );
  }

  release(): void {
    if (this.#isReleased) return;
    this.#isReleased = true;
    for (const value of this.#values) this.#calls.releaseValue(value);
    this.#calls.releaseSession(this.#session);
  }

  #check(status: unknown): void {
    if (status === null) return;
    const message = this.#calls.getErrorMessage(status);
    this.#calls.releaseStatus(status);
    throw new Error(message);
  }

  /** The output of a call, once its status is checked. */
  #outputOf(status: unknown): Handle {
    this.#check(status);
    return this.#out[0];
  }

  /**
   * One thread and no spinning: the render worker has a core, the audio worker needs the other. Denormals are zero, as a
   * decaying state would otherwise cost ten times the time.
   */
  #openSession(path: string): Handle {
    const [calls, out] = [this.#calls, this.#out];
    // The process has one environment, which the first call creates.
    const environment = this.#outputOf(calls.createEnv(LOG_FATAL, 'neurorack', out));
    this.#check(calls.disableTelemetryEvents(environment));
    const options = this.#outputOf(calls.createSessionOptions(out));
    try {
      this.#check(calls.setSessionLogSeverityLevel(options, LOG_FATAL));
      this.#check(calls.setIntraOpNumThreads(options, 1));
      this.#check(calls.addSessionConfigEntry(options, 'session.intra_op.allow_spinning', '0'));
      this.#check(calls.addSessionConfigEntry(options, 'session.set_denormal_as_zero', '1'));
      return this.#outputOf(calls.createSession(environment, path, options, out));
    } finally {
      calls.releaseSessionOptions(options);
    }
  }

  /** The arguments of a run for these arrays; `texts` is the memory that `names` points at. */
  #bindValues(arrays: readonly NamedArray[]) {
    const [calls, out] = [this.#calls, this.#out];
    const memory = this.#outputOf(calls.createCpuMemoryInfo(ARENA_ALLOCATOR, DEFAULT_MEMORY, out));
    const bound = new BigUint64Array(arrays.length);
    try {
      for (const [i, { array, shape }] of arrays.entries()) {
        const sizes = BigInt64Array.from(shape, BigInt);
        const bytes = array.byteLength;
        bound[i] = this.#outputOf(
          calls.createTensorWithDataAsOrtValue(memory, array, bytes, sizes, sizes.length, FLOAT32, out),
        );
        this.#values.push(bound[i]);
      }
    } finally {
      calls.releaseMemoryInfo(memory);
    }
    const texts = arrays.map(({ name }) => new TextEncoder().encode(`${name}\0`));
    return { names: BigUint64Array.from(texts, (text) => this.#library.addressOf(text)), texts, values: bound };
  }

  #describe(
    count: OnnxCalls['sessionGetInputCount'],
    name: OnnxCalls['sessionGetInputName'],
    info: OnnxCalls['sessionGetInputTypeInfo'],
  ): TensorMetadata[] {
    const [calls, out, session] = [this.#calls, this.#out, this.#session];
    const allocator = this.#outputOf(calls.getAllocatorWithDefaultOptions(out));
    return Array.from({ length: Number(this.#outputOf(count(session, out))) }, (_, i) => {
      const text = this.#outputOf(name(session, i, allocator, out));
      const type = this.#outputOf(info(session, i, out));
      try {
        return { name: this.#library.textAt(text), ...this.#typeAndShape(type) };
      } finally {
        this.#check(calls.allocatorFree(allocator, text));
        calls.releaseTypeInfo(type);
      }
    });
  }

  #typeAndShape(info: Handle): Omit<TensorMetadata, 'name'> {
    const [calls, out] = [this.#calls, this.#out];
    const tensor = this.#outputOf(calls.castTypeInfoToTensorInfo(info, out));
    if (tensor === 0n) return { isFloat32: false, shape: [] };
    const type = new Int32Array(1);
    this.#check(calls.getTensorElementType(tensor, type));
    const sizes = new BigInt64Array(Number(this.#outputOf(calls.getDimensionsCount(tensor, out))));
    this.#check(calls.getDimensions(tensor, sizes, sizes.length));
    return { isFloat32: type[0] === FLOAT32, shape: Array.from(sizes, Number) };
  }
}
