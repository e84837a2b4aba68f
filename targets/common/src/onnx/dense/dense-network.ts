import { type Graph, readGraph } from '../graph.ts';
import type { OnnxNetwork } from '../network.ts';
import { KERNEL_BASE64 } from './kernel-binary.ts';
import { BLOCK, blocksOf, packFloats, packShorts } from './pack-weights.ts';
import { KIND, type Plan, planOf, type Step, type Vector } from './steps.ts';

const PAGE_BYTES = 65_536;
/** Bytes: a cache line. */
const ALIGNMENT = 64;
const STEP_BYTES = 32;

/** Weights of dense layers: float32 as in the file, or int16 with rounded inputs in half the memory. */
export type DensePrecision = 'fp32' | 'int16';

interface Kernel {
  base(): number;
  run(steps: number, count: number, work: number): void;
}

let compiled: WebAssembly.Module | undefined;

/**
 * Loads a network of dense layers into a WebAssembly kernel of this project: a call a run, in which nothing is allocated. Tensors are in the kernel's memory.
 * The result of float32 is the same on every processor, to the bit.
 *
 * @param content an ONNX file that `scanOnnx` has passed
 * @throws RangeError for a network of other layers, with what it has
 */
export function loadDense(content: Uint8Array, precision: DensePrecision = 'fp32'): OnnxNetwork {
  return createDense(readGraph(content), precision);
}

/** As `loadDense`, of a graph that has been read. */
export function createDense(graph: Graph, precision: DensePrecision): OnnxNetwork {
  const network = new DenseNetwork(planOf(graph), precision);
  return {
    inputs: graph.inputs,
    outputs: graph.outputs,
    arrayOf: (name) => network.arrayOf(name),
    bind: () => network.run,
    release: async () => undefined,
  };
}

/** As `loadDense`; undefined for a network of other layers. */
export function loadIfDense(content: Uint8Array, precision?: DensePrecision): OnnxNetwork | undefined {
  try {
    return loadDense(content, precision);
  } catch (error) {
    if (error instanceof RangeError) return undefined;
    throw error;
  }
}

class DenseNetwork {
  readonly run: () => void;
  readonly #plan: Plan;
  readonly #memory: WebAssembly.Memory;
  readonly #regions: readonly number[];
  #next: number;

  constructor(plan: Plan, precision: DensePrecision) {
    this.#plan = plan;
    compiled ??= new WebAssembly.Module(Uint8Array.from(atob(KERNEL_BASE64), (letter) => letter.charCodeAt(0)));
    // The memory does not grow: that would detach the arrays. Its first page is the kernel's own.
    this.#memory = new WebAssembly.Memory({ initial: 1 + Math.ceil(bytesOf(plan, precision) / PAGE_BYTES) });
    const { exports } = new WebAssembly.Instance(compiled, { env: { memory: this.#memory } });
    if (!isKernel(exports)) throw new TypeError('the kernel lacks a function; run: node build/build-kernels.js');
    this.#next = exports.base();
    const steps = this.#reserve(STEP_BYTES * plan.steps.length);
    const work = this.#reserve(roundedBytes(plan));
    this.#regions = plan.regions.map((length) => this.#reserve(4 * padded(length)));
    for (const { to, values } of plan.constants) new Float32Array(this.#buffer, this.#at(to), to.length).set(values);
    for (const [i, step] of plan.steps.entries()) {
      const words = new Int32Array(this.#buffer, steps + STEP_BYTES * i, STEP_BYTES / 4);
      words.set(step.kind === 'dense' ? this.#layer(step, precision) : this.#simple(step));
    }
    const { run } = exports;
    const { length } = plan.steps;
    this.run = () => run(steps, length, work);
  }

  arrayOf(name: string): Float32Array | undefined {
    const vector = this.#plan.tensors.get(name);
    return vector && new Float32Array(this.#buffer, this.#at(vector), vector.length);
  }

  get #buffer(): ArrayBuffer {
    return this.#memory.buffer;
  }

  #at({ region, offset }: Vector): number {
    return this.#regions[region] + 4 * offset;
  }

  #reserve(bytes: number): number {
    const at = Math.ceil(this.#next / ALIGNMENT) * ALIGNMENT;
    this.#next = at + bytes;
    return at;
  }

  #simple(step: Exclude<Step, { kind: 'dense' }>): number[] {
    const { kind, to } = step;
    if (kind === 'copy') return [KIND.copy, this.#at(step.from), this.#at(to), 4 * to.length];
    if (kind !== 'leak') return [KIND[kind], this.#at(step.x), this.#at(step.other), this.#at(to), to.length];
    const slope = this.#reserve(4);
    new Float32Array(this.#buffer, slope, 1)[0] = step.slope;
    return [KIND.leak, this.#at(step.x), slope, this.#at(to), to.length];
  }

  #layer({ x, matrix, bias, to }: Extract<Step, { kind: 'dense' }>, precision: DensePrecision): number[] {
    const blocks = blocksOf(matrix);
    const biasAt = this.#reserve(4 * BLOCK * blocks);
    new Float32Array(this.#buffer, biasAt, bias.length).set(bias);
    if (precision === 'fp32') {
      const values = BLOCK * blocks * matrix.inputs;
      const weights = this.#reserve(4 * values);
      packFloats(matrix, new Float32Array(this.#buffer, weights, values));
      return [KIND.dense, matrix.inputs, blocks, this.#at(x), weights, biasAt, this.#at(to)];
    }
    const values = 2 * BLOCK * blocks * Math.ceil(matrix.inputs / 2);
    const [weights, scales] = [this.#reserve(2 * values), this.#reserve(4 * BLOCK * blocks)];
    packShorts(
      matrix,
      new Int16Array(this.#buffer, weights, values),
      new Float32Array(this.#buffer, scales, BLOCK * blocks),
    );
    return [KIND.denseOfShorts, matrix.inputs, blocks, this.#at(x), weights, biasAt, this.#at(to), scales];
  }
}

/** The kernel writes whole blocks. */
const padded = (length: number): number => BLOCK * Math.ceil(length / BLOCK);

/** Room for the longest input of a layer as int16, and a vector more. */
function roundedBytes({ steps }: Plan): number {
  return 64 + 2 * Math.max(0, ...steps.map((step) => (step.kind === 'dense' ? step.x.length : 0)));
}

/** Bytes of everything, each array in cache lines of its own. */
function bytesOf(plan: Plan, precision: DensePrecision): number {
  const vectors = plan.regions.reduce((sum, length) => sum + 4 * padded(length) + ALIGNMENT, 0);
  const steps = plan.steps.reduce((sum, step) => {
    if (step.kind !== 'dense') return sum + STEP_BYTES + ALIGNMENT;
    const outputs = BLOCK * blocksOf(step.matrix);
    const weights = (precision === 'fp32' ? 4 : 2) * outputs * (step.matrix.inputs + 1);
    return sum + STEP_BYTES + weights + 8 * outputs + 4 * ALIGNMENT;
  }, 0);
  return vectors + steps + roundedBytes(plan) + 4 * ALIGNMENT;
}

function isKernel(exports: object): exports is Kernel {
  return ['base', 'run'].every((name) => typeof Reflect.get(exports, name) === 'function');
}
