import type { Constant, Graph, GraphNode } from '../graph.ts';
import type { Matrix } from './pack-weights.ts';

/** Kinds of steps; `kernel/index.ts` has the same numbers. */
export const KIND = { copy: 0, dense: 1, denseOfShorts: 2, leak: 3, add: 4, multiply: 5 } as const;

/** A type of values in onnx.proto. */
const FLOAT32 = 1;
/** Values of all vectors: 64 MiB. A network of this project has 40 000; concatenations of concatenations grow without bound. */
const MAX_VALUES = 2 ** 24;

/** A vector in the kernel's memory, by a region of its own and its place there. */
export interface Vector {
  readonly region: number;
  readonly offset: number;
  readonly length: number;
}

export type Step =
  | { readonly kind: 'copy'; readonly from: Vector; readonly to: Vector }
  | {
      readonly kind: 'dense';
      readonly x: Vector;
      readonly matrix: Matrix;
      readonly bias: Float32Array;
      readonly to: Vector;
    }
  | { readonly kind: 'leak'; readonly x: Vector; readonly slope: number; readonly to: Vector }
  | { readonly kind: 'add' | 'multiply'; readonly x: Vector; readonly other: Vector; readonly to: Vector };

/** The steps of a run, and the memory that they need. */
export interface Plan {
  readonly steps: readonly Step[];
  /** Values of each region. */
  readonly regions: readonly number[];
  /** Constants with their vectors. */
  readonly constants: readonly { readonly to: Vector; readonly values: Float32Array }[];
  /** Inputs and outputs by name, each in a region of its own. */
  readonly tensors: ReadonlyMap<string, Vector>;
}

/**
 * Plans the run of a graph of dense layers (Gemm), LeakyRelu, Add, Mul, Split, Concat, Flatten, Reshape and Cast of weights, of one frame: tensors are vectors. Parts of a
 * Split and other shapes of a tensor are the same memory.
 *
 * @throws RangeError for a graph of anything else, with what it is
 */
export function planOf(graph: Graph): Plan {
  return new Planner(graph).plan;
}

class Planner {
  readonly plan: Plan;
  readonly #steps: Step[] = [];
  readonly #regions: number[] = [];
  readonly #constants: { to: Vector; values: Float32Array }[] = [];
  readonly #tensors = new Map<string, Vector>();
  readonly #vectors = new Map<string, Vector>();
  readonly #known: Map<string, Constant>;
  #values = 0;

  constructor(graph: Graph) {
    this.#known = new Map(graph.constants);
    for (const tensor of graph.inputs) this.#vectors.set(tensor.name, this.#declare(tensor));
    for (const tensor of graph.outputs) this.#declare(tensor);
    for (const node of graph.nodes) this.#add(node);
    for (const { name } of graph.outputs) this.#finish(name);
    this.plan = {
      steps: this.#steps,
      regions: this.#regions,
      constants: this.#constants,
      tensors: this.#tensors,
    };
  }

  #declare({ name, isFloat32, shape }: Graph['inputs'][number]): Vector {
    const length = shape.reduce((product: number, size) => product * (typeof size === 'number' ? size : Number.NaN), 1);
    if (!isFloat32 || !(length > 0)) throw new RangeError(`${name} is not float32 of one size`);
    const vector = this.#allocate(length);
    this.#tensors.set(name, vector);
    return vector;
  }

  #allocate(length: number): Vector {
    this.#values += length;
    if (this.#values > MAX_VALUES) throw new RangeError(`the network has more than ${MAX_VALUES} values`);
    return { region: this.#regions.push(length) - 1, offset: 0, length };
  }

  /** An output that is another shape or a part of a tensor is a copy. */
  #finish(name: string): void {
    const [from, to] = [this.#vectorOf(name), this.#tensors.get(name)];
    if (to === undefined || from.length !== to.length) throw new RangeError(`${name} has another size than declared`);
    if (from !== to) this.#steps.push({ kind: 'copy', from, to });
  }

  #vectorOf(name: string): Vector {
    const known = this.#vectors.get(name);
    if (known !== undefined) return known;
    const values = this.#known.get(name)?.values;
    if (!(values instanceof Float32Array)) throw new RangeError(`${name} is not a tensor of numbers`);
    return this.#constant(name, values);
  }

  #constant(name: string, values: Float32Array): Vector {
    const to = this.#allocate(values.length);
    this.#constants.push({ to, values });
    this.#vectors.set(name, to);
    return to;
  }

  /** The vector that a step writes: an output's own, where the name is one. */
  #written(name: string, length: number): Vector {
    const own = this.#tensors.get(name);
    const to = own?.length === length && !this.#vectors.has(name) ? own : this.#allocate(length);
    this.#vectors.set(name, to);
    return to;
  }

  #add(node: GraphNode): void {
    const { operator, inputs, outputs } = node;
    if (operator === 'Gemm') this.#addDense(node);
    else if (operator === 'LeakyRelu') this.#addLeak(node);
    else if (operator === 'Add') this.#addPointwise('add', node);
    else if (operator === 'Mul') this.#addPointwise('multiply', node);
    else if (operator === 'Split') this.#addSplit(node);
    else if (operator === 'Concat') this.#addConcat(node);
    else if (operator === 'Cast') this.#addCast(node);
    else if (operator === 'Flatten' || operator === 'Reshape') this.#vectors.set(outputs[0], this.#vectorOf(inputs[0]));
    else throw new RangeError(`the operator ${operator} is none of a dense network`);
  }

  /** Weights that the file has with 16 bits. */
  #addCast({ inputs, outputs, numbers }: GraphNode): void {
    const constant = this.#known.get(inputs[0]);
    const isToFloat32 = numbers.get('to') === FLOAT32;
    if (constant === undefined || !isToFloat32) throw new RangeError(`${outputs[0]} is not a constant as float32`);
    this.#known.set(outputs[0], constant);
  }

  #addDense({ inputs, outputs, numbers }: GraphNode): void {
    const [x, weights, bias] = [this.#vectorOf(inputs[0]), this.#known.get(inputs[1]), this.#biasOf(inputs)];
    const isPlain = ['alpha', 'beta'].every((name) => (numbers.get(name) ?? 1) === 1);
    const isStraight = ['transA', 'transB'].every((name) => (numbers.get(name) ?? 0) === 0);
    if (!isPlain || !isStraight || !isMatrix(weights) || weights.shape[0] !== x.length) {
      throw new RangeError(`${outputs[0]} is not a dense layer of one frame`);
    }
    const [count, size] = weights.shape;
    const matrix = { inputs: count, outputs: size, weights: weights.values };
    if (bias.length !== size) throw new RangeError(`the bias of ${outputs[0]} is not one of ${size} values`);
    this.#steps.push({ kind: 'dense', x, matrix, bias, to: this.#written(outputs[0], size) });
  }

  #biasOf([, weights, bias]: readonly string[]): Float32Array {
    if (bias === undefined) return new Float32Array(this.#known.get(weights)?.shape[1] ?? 0);
    const values = this.#known.get(bias)?.values;
    return values instanceof Float32Array ? values : new Float32Array(0);
  }

  #addLeak({ inputs, outputs, numbers }: GraphNode): void {
    const x = this.#vectorOf(inputs[0]);
    const slope = numbers.get('alpha') ?? 0.01;
    this.#steps.push({ kind: 'leak', x, slope, to: this.#written(outputs[0], x.length) });
  }

  #addPointwise(kind: 'add' | 'multiply', { inputs, outputs }: GraphNode): void {
    const [x, other] = [this.#vectorOf(inputs[0]), this.#vectorOf(inputs[1])];
    const length = Math.max(x.length, other.length);
    const [first, second] = [this.#widened(inputs[0], length), this.#widened(inputs[1], length)];
    this.#steps.push({ kind, x: first, other: second, to: this.#written(outputs[0], length) });
  }

  /** A tensor of `length`; a constant of one value is repeated. */
  #widened(name: string, length: number): Vector {
    const vector = this.#vectorOf(name);
    if (vector.length === length) return vector;
    const values = this.#known.get(name)?.values;
    if (vector.length !== 1 || values === undefined) throw new RangeError(`${name} has another size than its operand`);
    return this.#constant(`${name} of ${length}`, new Float32Array(length).fill(values[0]));
  }

  #addSplit({ inputs, outputs, numbers }: GraphNode): void {
    const whole = this.#vectorOf(inputs[0]);
    const sizes = this.#known.get(inputs[1] ?? '')?.values;
    if (sizes?.length !== outputs.length || numbers.get('axis') !== 1) {
      throw new RangeError(`the sizes of ${outputs[0]} are no constant`);
    }
    let offset = whole.offset;
    for (const [i, name] of outputs.entries()) {
      this.#vectors.set(name, { region: whole.region, offset, length: sizes[i] });
      offset += sizes[i];
    }
    if (offset !== whole.offset + whole.length) throw new RangeError(`${inputs[0]} is not the sum of its parts`);
  }

  #addConcat({ inputs, outputs, numbers }: GraphNode): void {
    if (numbers.get('axis') !== 1) throw new RangeError(`${outputs[0]} is not a concatenation of channels`);
    const parts = inputs.map((name) => this.#vectorOf(name));
    const whole = this.#written(
      outputs[0],
      parts.reduce((sum, { length }) => sum + length, 0),
    );
    let offset = 0;
    for (const from of joined(parts)) {
      this.#steps.push({ kind: 'copy', from, to: { region: whole.region, offset, length: from.length } });
      offset += from.length;
    }
  }
}

const isMatrix = (constant: Constant | undefined): constant is Constant & { readonly values: Float32Array } =>
  constant?.shape.length === 2 && constant.values instanceof Float32Array;

/** Parts that lie one behind the other are one part. */
function joined(parts: readonly Vector[]): Vector[] {
  const found: Vector[] = [];
  for (const part of parts) {
    const before = found.at(-1);
    const follows = before?.region === part.region && before.offset + before.length === part.offset;
    if (before !== undefined && follows) found[found.length - 1] = { ...before, length: before.length + part.length };
    else found.push(part);
  }
  return found;
}
