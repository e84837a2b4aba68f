import { floatsOf, halvesOf } from '@neurorack/contracts/float-bytes';
import type { TensorMetadata } from './network.ts';
import { varints, type WireField, wireFields } from './wire.ts';

/** A node of a graph, with the attributes that are numbers or lists of whole numbers. */
export interface GraphNode {
  readonly operator: string;
  readonly inputs: readonly string[];
  readonly outputs: readonly string[];
  readonly numbers: ReadonlyMap<string, number>;
}

/** A constant of a graph: numbers (of 16 bits in the file, or of 32), or whole numbers. */
export interface Constant {
  readonly shape: readonly number[];
  readonly values: Float32Array | readonly number[];
}

/** The graph of an ONNX file, as far as dense networks need it. */
export interface Graph {
  readonly nodes: readonly GraphNode[];
  readonly constants: ReadonlyMap<string, Constant>;
  readonly inputs: readonly TensorMetadata[];
  readonly outputs: readonly TensorMetadata[];
}

/** Types of a tensor's values and fields of its message (onnx.proto of ONNX 1.17). */
const FLOAT32 = 1;
const INT64 = 7;
const FLOAT16 = 10;
const MODEL_GRAPH = 7;

/**
 * Reads the graph of a file that `scanOnnx` has passed. Nodes are in the order in which they run, which ONNX asks for.
 *
 * @throws RangeError where the file is not one, or a constant has neither numbers of 16 or 32 bits nor whole ones
 */
export function readGraph(content: Uint8Array): Graph {
  const graph = [...wireFields(content)].find(({ number }) => number === MODEL_GRAPH)?.bytes;
  if (graph === undefined) throw new RangeError('the file has no graph');
  const fields = [...wireFields(graph)];
  const constants = new Map(messages(fields, 5).map((message) => readConstant(message)));
  const described = (number: number): TensorMetadata[] =>
    messages(fields, number)
      .map(readDescription)
      .filter(({ name }) => !constants.has(name));
  return { nodes: messages(fields, 1).map(readNode), constants, inputs: described(11), outputs: described(12) };
}

function messages(fields: readonly WireField[], wanted: number): Uint8Array[] {
  return fields.flatMap(({ number, bytes }) => (number === wanted && bytes !== undefined ? [bytes] : []));
}

const texts = (fields: readonly WireField[], wanted: number): string[] =>
  messages(fields, wanted).map((bytes) => new TextDecoder().decode(bytes));

const last = (fields: readonly WireField[], wanted: number): WireField | undefined =>
  fields.findLast(({ number }) => number === wanted);

function readNode(message: Uint8Array): GraphNode {
  const fields = [...wireFields(message)];
  // An operator of another domain than ONNX's own has the domain before its name.
  const [operator = ''] = texts(fields, 4);
  const [domain = ''] = texts(fields, 7);
  const attributes = messages(fields, 5).map((attribute) => [...wireFields(attribute)]);
  return {
    operator: domain === '' ? operator : `${domain}.${operator}`,
    inputs: texts(fields, 1),
    outputs: texts(fields, 2),
    numbers: new Map(attributes.map((attribute) => [texts(attribute, 1)[0] ?? '', numberOf(attribute)])),
  };
}

/** A float32 (field 2) or a whole number (3); NaN for an attribute of another type. */
function numberOf(attribute: readonly WireField[]): number {
  const float = last(attribute, 2);
  if (float !== undefined) return new Float32Array(Uint32Array.of(float.value).buffer)[0];
  return last(attribute, 3)?.value ?? Number.NaN;
}

function readConstant(message: Uint8Array): [string, Constant] {
  const fields = [...wireFields(message)];
  const [name = ''] = texts(fields, 8);
  const shape = wholeNumbers(fields, 1);
  const raw = last(fields, 9)?.bytes;
  const type = last(fields, 2)?.value;
  const size = shape.reduce((product, dimension) => product * dimension, 1);
  const values = valuesOf(type, raw, fields);
  if (values?.length !== size) throw new RangeError(`${name} is not a constant of ${size} numbers`);
  return [name, { shape, values }];
}

function valuesOf(
  type: number | undefined,
  raw: Uint8Array | undefined,
  fields: readonly WireField[],
): Constant['values'] | undefined {
  if (type === FLOAT32) return floatsOf(raw ?? last(fields, 4)?.bytes ?? new Uint8Array(0));
  if (type === FLOAT16 && raw !== undefined) return halvesOf(raw);
  return type === INT64 ? integers(raw, fields) : undefined;
}

function integers(raw: Uint8Array | undefined, fields: readonly WireField[]): readonly number[] {
  if (raw === undefined) return wholeNumbers(fields, 7);
  const view = new DataView(raw.buffer, raw.byteOffset, raw.byteLength);
  return Array.from({ length: raw.length >> 3 }, (_, i) => Number(view.getBigInt64(8 * i, true)));
}

/** The whole numbers of a repeated field, one by one or packed. */
function wholeNumbers(fields: readonly WireField[], wanted: number): number[] {
  return fields
    .filter(({ number }) => number === wanted)
    .flatMap(({ value, bytes }) => (bytes === undefined ? [value] : varints(bytes)));
}

/** A graph's input or output: ValueInfoProto, its type (2), its tensor type (1): type of values (1), shape (2) of dimensions (1). */
function readDescription(message: Uint8Array): TensorMetadata {
  const fields = [...wireFields(message)];
  const tensor = within(within(fields, 2), 1);
  const dimensions = messages(within(tensor, 2), 1).map((dimension) => [...wireFields(dimension)]);
  return {
    name: texts(fields, 1)[0] ?? '',
    isFloat32: last(tensor, 1)?.value === FLOAT32,
    shape: dimensions.map((dimension) => last(dimension, 1)?.value ?? texts(dimension, 2)[0] ?? -1),
  };
}

function within(fields: readonly WireField[], wanted: number): WireField[] {
  const bytes = last(fields, wanted)?.bytes;
  return bytes === undefined ? [] : [...wireFields(bytes)];
}
