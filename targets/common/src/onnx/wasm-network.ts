import type { NamedArray, OnnxNetwork, TensorMetadata } from './network.ts';
import { type Address, lastError, type WasmCalls, type WasmRuntime } from './wasm-runtime.ts';

/** Constants of onnxruntime_c_api.h and of ONNX Runtime's wasm/api.h. */
const FLOAT32 = 1;
const LOG_FATAL = 4;
const ALL_OPTIMIZATIONS = 99;
const SEQUENTIAL = 0;
const IN_MEMORY = 1;

/**
 * Loads a network into ONNX Runtime in WebAssembly. Its tensors lie in the module's memory, where a run reads and writes them: a run copies
 * inputs there and outputs back, is synchronous, and makes no JavaScript object. The module's own JavaScript (`InferenceSession`) would
 * make a tensor an output and a promise a run.
 *
 * @throws Error with ONNX Runtime's message
 */
export async function loadWasm({ calls }: WasmRuntime, content: Uint8Array): Promise<OnnxNetwork> {
  const session = await createSession(calls, content);
  const network = new WasmNetwork(calls, session);
  return {
    inputs: network.inputs,
    outputs: network.outputs,
    bind: (inputs, outputs) => network.bind(inputs, outputs),
    release: async () => network.release(),
  };
}

async function createSession(calls: WasmCalls, content: Uint8Array): Promise<number> {
  const options = calls._OrtCreateSessionOptions(
    ALL_OPTIMIZATIONS,
    true,
    true,
    SEQUENTIAL,
    false,
    0,
    0,
    LOG_FATAL,
    0,
    0,
  );
  if (options === 0) throw new Error(lastError(calls));
  const data = calls._malloc(content.length);
  try {
    if (data === 0) throw new Error('there is no memory for the network');
    calls.HEAPU8.set(content, data);
    const session = await calls._OrtCreateSession(data, content.length, options);
    if (session === 0) throw new Error(lastError(calls));
    return session;
  } finally {
    calls._free(data);
    calls._OrtReleaseSessionOptions(options);
  }
}

/** An array and its copy in the module's memory. */
interface Mirror {
  readonly array: Float32Array;
  readonly copy: Float32Array;
}

/** The arguments of a run for these arrays. */
interface Bound {
  readonly names: Address;
  readonly values: Address;
  readonly mirrors: readonly Mirror[];
}

class WasmNetwork {
  readonly inputs: readonly TensorMetadata[];
  readonly outputs: readonly TensorMetadata[];
  readonly #calls: WasmCalls;
  readonly #session: number;
  readonly #tensors: number[] = [];
  readonly #memory: Address[] = [];
  #isReleased = false;

  constructor(calls: WasmCalls, session: number) {
    this.#calls = calls;
    this.#session = session;
    const counts = this.#allocate(8);
    this.#check(calls._OrtGetInputOutputCount(session, counts, counts + 4));
    const [inputs, outputs] = [calls.HEAP32[counts / 4], calls.HEAP32[counts / 4 + 1]];
    this.inputs = Array.from({ length: inputs }, (_, i) => this.#describe(i));
    this.outputs = Array.from({ length: outputs }, (_, i) => this.#describe(inputs + i));
  }

  bind(inputs: readonly NamedArray[], outputs: readonly NamedArray[]): () => void {
    const [from, to] = [this.#bindArrays(inputs), this.#bindArrays(outputs)];
    const [calls, session] = [this.#calls, this.#session];
    const [inputCount, outputCount] = [inputs.length, outputs.length];
    return () => {
      for (let i = 0; i < inputCount; i++) from.mirrors[i].copy.set(from.mirrors[i].array);
      this.#check(calls._OrtRun(session, from.names, from.values, inputCount, to.names, outputCount, to.values, 0));
      for (let i = 0; i < outputCount; i++) to.mirrors[i].array.set(to.mirrors[i].copy);
    };
  }

  release(): void {
    if (this.#isReleased) return;
    this.#isReleased = true;
    for (const tensor of this.#tensors) this.#calls._OrtReleaseTensor(tensor);
    this.#calls._OrtReleaseSession(this.#session);
    for (const memory of this.#memory) this.#calls._free(memory);
  }

  #check(code: number): void {
    if (code !== 0) throw new Error(lastError(this.#calls));
  }

  #allocate(bytes: number): Address {
    const memory = this.#calls._malloc(Math.max(4, bytes));
    if (memory === 0) throw new Error('there is no memory for the tensors');
    this.#memory.push(memory);
    return memory;
  }

  /** Allocates tensors; the memory is shared, so that views of it stay valid when it grows. */
  #bindArrays(arrays: readonly NamedArray[]): Bound {
    const calls = this.#calls;
    const [names, values] = [this.#allocate(4 * arrays.length), this.#allocate(4 * arrays.length)];
    const mirrors = arrays.map(({ name, shape, array }, i): Mirror => {
      const [data, sizes] = [this.#allocate(array.byteLength), this.#allocate(4 * shape.length)];
      calls.HEAP32.set(shape, sizes / 4);
      const tensor = calls._OrtCreateTensor(FLOAT32, data, array.byteLength, sizes, shape.length, IN_MEMORY);
      if (tensor === 0) throw new Error(lastError(calls));
      this.#tensors.push(tensor);
      calls.HEAP32[names / 4 + i] = this.#text(name);
      calls.HEAP32[values / 4 + i] = tensor;
      return { array, copy: new Float32Array(calls.HEAPU8.buffer, data, array.length) };
    });
    return { names, values, mirrors };
  }

  #text(text: string): Address {
    const bytes = new TextEncoder().encode(`${text}\0`);
    const at = this.#allocate(bytes.length);
    this.#calls.HEAPU8.set(bytes, at);
    return at;
  }

  #describe(index: number): TensorMetadata {
    const calls = this.#calls;
    const out = this.#allocate(8);
    this.#check(calls._OrtGetInputOutputMetadata(this.#session, index, out, out + 4));
    const [text, metadata] = [calls.HEAP32[out / 4] >>> 0, calls.HEAP32[out / 4 + 1] >>> 0];
    const { HEAP32: words } = calls;
    const at = metadata / 4;
    const type = words[at];
    const rank = type === 0 ? 0 : words[at + 1];
    const shape = Array.from({ length: rank }, (_, i) => {
      const symbol = words[at + 2 + i] >>> 0;
      return symbol === 0 ? words[at + 2 + rank + i] : calls.UTF8ToString(symbol);
    });
    const name = calls.UTF8ToString(text);
    calls._OrtFree(metadata);
    calls._OrtFree(text);
    return { name, isFloat32: type === FLOAT32, shape };
  }
}
